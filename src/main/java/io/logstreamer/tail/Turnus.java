package io.logstreamer.tail;

import java.util.concurrent.TimeUnit;

/** A log and its timetable. Confined to the tailer thread. */
final class Turnus {

    /** So long after it grew a log is looked at more often. */
    static final long RECENT_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);

    final LogTrack track;

    /** Whether its active file is one of a dated series: the next day has another name. */
    final boolean dated;

    /** Whether what it holds at first sight is history. */
    final boolean history;

    final Notification notification;
    long due;
    long lastGrowth;

    /** Whether a notification asked for the next look. */
    boolean announced;

    LogTrack.Pace pace = LogTrack.Pace.IDLE;

    Turnus(LogTrack track, boolean dated, boolean history, Notification notification, long now) {
        this.track = track;
        this.dated = dated;
        this.history = history;
        this.notification = notification;
        this.due = now;
        this.lastGrowth = now - RECENT_FOR_NANOS;
    }
}
