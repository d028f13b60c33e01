package io.logstreamer.log;

/** What the numbers say that rotation puts into the names of files: {@code app.log.1}, {@code app.log.2}. */
public enum Numbering {
    /** Each rotation renames all files, one number up: logrotate, Logback, Python's handlers. */
    HIGHEST_IS_OLDEST,

    /** Each rotation gives the next number: Log4j 2, unless it is told otherwise. */
    HIGHEST_IS_NEWEST,

    /** Nothing: files beside a log are others, whatever they are called. */
    NONE
}
