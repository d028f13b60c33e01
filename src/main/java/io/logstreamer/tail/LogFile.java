package io.logstreamer.tail;

/**
 * One file of a directory, as far as it helps to tell which log it belongs to.
 *
 * @param name its name, taken apart
 * @param modifiedNanos time of the last write, ns since the epoch; 0: not known
 * @param birthNanos time of birth, ns since the epoch; 0: not known
 * @param firstNanos time that its first line gives, ns since the epoch; 0: not known
 */
record LogFile(LogName name, long modifiedNanos, long birthNanos, long firstNanos) {

    /** A file of which nothing but the name is known. */
    static LogFile named(String file) {
        return new LogFile(LogNames.parse(file), 0, 0, 0);
    }

    LogFile folded() {
        return new LogFile(name.folded(), modifiedNanos, birthNanos, firstNanos);
    }
}
