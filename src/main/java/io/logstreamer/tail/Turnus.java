package io.logstreamer.tail;

import io.logstreamer.log.SourceSpec;
import java.util.concurrent.TimeUnit;

/** A log and when it is looked at. Confined to the tailer thread. */
final class Turnus {

    /** So long after it grew a log is looked at more often. */
    static final long RECENT_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);

    final LogTrack track;

    /** What gives it. */
    final SourceSpec spec;

    /** Whether its active file is one of a dated series: the next day has another name. */
    boolean dated;

    /** See {@link FirstSight#begin}. */
    final long newsSince;

    final Notification notification;

    private final Timetable timetable;
    private long due;

    /** Its place in the timetable; -1: none. */
    int seat = -1;

    /** When somebody last asked for a look (clock). */
    long asked;

    /** Whether the last walk found no file of it, and since when (clock) none has. */
    boolean missing;

    long missingSince;

    /** Whether that was told. */
    boolean missed;

    /** Of the first directory of the pattern that gives it, when it was last found; -1: it was not. */
    long device = -1;

    long lastGrowth;

    /** Whether a notification asked for the next look. */
    boolean announced;

    LogTrack.Pace pace = LogTrack.Pace.IDLE;

    Turnus(
            LogTrack track,
            SourceSpec spec,
            boolean dated,
            long newsSince,
            Notification notification,
            Timetable timetable,
            long now) {
        this.track = track;
        this.spec = spec;
        this.dated = dated;
        this.newsSince = newsSince;
        this.notification = notification;
        this.timetable = timetable;
        this.due = now;
        this.asked = now;
        this.lastGrowth = now - RECENT_FOR_NANOS;
    }

    /** When it is to be looked at (clock). */
    long due() {
        return due;
    }

    /** It is to be looked at then, whatever was said before. */
    void lookAt(long nanos) {
        due = nanos;
        timetable.note(this);
    }

    /** It is to be looked at by then. */
    void lookBy(long nanos) {
        if (nanos - due < 0) {
            lookAt(nanos);
        }
    }
}
