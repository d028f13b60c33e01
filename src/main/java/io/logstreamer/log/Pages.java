package io.logstreamer.log;

import java.io.IOException;
import java.io.OutputStream;

/** Port: bounded pages of the past. Thread-safe; all methods read files on the caller's thread. */
public interface Pages {

    /** Which lines of a range a page takes, and in which order. */
    enum Order {
        /** The first ones, as they stand in the log. */
        FIRST,
        /** The last ones, as they stand in the log. */
        LAST,
        /** The last ones, the newest first. */
        NEWEST_FIRST
    }

    /**
     * What is wanted.
     *
     * @param from start of the range
     * @param to its end; nothing is taken if it is not behind {@code from}
     * @param maxLines of the page, at least 1
     * @param maxBytes of the page as it is sent, at least 1; a single line may be longer
     */
    record Request(Form form, Position from, Position to, Order order, int maxLines, long maxBytes) {
        public Request {
            if (maxLines < 1 || maxBytes < 1) {
                throw new IllegalArgumentException("no room: maxLines=" + maxLines + " maxBytes=" + maxBytes);
            }
        }
    }

    /** A stretch of a log whose ends are known. */
    interface Page {

        /** The place before the oldest of its lines. */
        Position first();

        /** The place behind the newest of its lines. */
        Position last();

        /** Whether the range has more lines, behind {@link #last} or before {@link #first}. */
        boolean more();

        /** Reads the lines once more and writes them; what is not there any more is written as a gap. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Finds the ends of a page: reads it, and keeps nothing of it. */
    Page find(Request request);

    /**
     * A gap in a form.
     *
     * @param from the id as the client gave it
     * @param to where the page goes on
     */
    byte[] gap(Form form, String from, Position to, Gap.Reason reason);
}
