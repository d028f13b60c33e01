package io.logstreamer.it;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is true of one log of the soak: the lines written to it, and which of them its rotation has taken away.
 *
 * <p>Thread-safe: one writer, many readers.
 */
final class SoakLog {

    /** How lines went away. */
    enum Loss {
        /** Written between a copy and the cut of the file. */
        COPYTRUNCATE,
        /** The file was cut, and there is no copy. */
        TRUNCATE,
        /** The file was deleted. */
        DELETE,
        /** A rotated file was deleted after everybody had read it. */
        AGED
    }

    /** Lines from a number (inclusive) to another (exclusive), which is where the log goes on. They may be none. */
    static final class Cut {
        private final Loss loss;
        private final int from;
        private final int serverLife;
        private final boolean fileWasRead;
        /** Lines that are still written to a deleted file are lost with it. */
        private volatile int to;

        private Cut(Loss loss, int from, int to, int serverLife, boolean fileWasRead) {
            this.loss = loss;
            this.from = from;
            this.to = to;
            this.serverLife = serverLife;
            this.fileWasRead = fileWasRead;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        /** No more lines are written to what is gone. */
        void endAt(int line) {
            to = line;
        }

        boolean holds(int line) {
            return from <= line && line < to;
        }

        /**
         * Whether somebody may go on behind the cut without a word, as nothing is left to see it by ({@code docs/tailing.md}):
         * what was lost behind a copy before the present server came; a file of which nothing had been read.
         *
         * @param next the line that was expected
         */
        boolean mayBeUntold(int next, int presentServerLife) {
            boolean unseen = serverLife != presentServerLife;
            return switch (loss) {
                case COPYTRUNCATE -> unseen;
                case TRUNCATE, DELETE -> next == from && (unseen || !fileWasRead);
                case AGED -> false;
            };
        }

        @Override
        public String toString() {
            return loss + " of " + from + " to " + (to == OPEN ? "?" : to) + " in life " + serverLife
                    + (fileWasRead ? "" : ", unread");
        }
    }

    /** The end of a cut that goes on. */
    static final int OPEN = Integer.MAX_VALUE;

    private final TempLog files;
    private final List<Cut> cuts = new CopyOnWriteArrayList<>();
    private volatile int lines;

    SoakLog(TempLog files) {
        this.files = files;
    }

    TempLog files() {
        return files;
    }

    /** The id under which the server knows it. */
    String source() {
        return files.source();
    }

    /** Lines that are written, or are just being written; they are numbered from 0. */
    int lines() {
        return lines;
    }

    /** Says that lines up to a number will now be written. */
    void writeUpTo(int number) {
        lines = number;
    }

    /** Says that lines will now go away. */
    Cut cut(Loss loss, int from, int to, int serverLife, boolean fileWasRead) {
        Cut cut = new Cut(loss, from, to, serverLife, fileWasRead);
        cuts.add(cut);
        return cut;
    }

    /** The cut that took a line. */
    Optional<Cut> cutOf(int line) {
        return cuts.stream().filter(each -> each.holds(line)).findFirst();
    }

    /** Whether a gap may stand before a line: a cut ends there, or took that line. */
    boolean mayHaveGapBefore(int line) {
        return cuts.stream().anyMatch(each -> each.from() <= line && line <= each.to());
    }

    List<Cut> cuts() {
        return cuts;
    }

    /**
     * The text of a line. Its number stands at both ends, for a cut may go unseen where lines end alike; lengths differ, so
     * that no two files are alike.
     */
    String line(int number) {
        String name = source().substring(source().lastIndexOf('/') + 1);
        return name + " " + NumberedLines.line(number) + ".".repeat(number * 31 % 47) + " " + number;
    }

    /** The number that a line says it has; −1: it says none. */
    static int number(String line) {
        int at = line.lastIndexOf(' ') + 1;
        return at > 0 && line.substring(at).matches("[0-9]{1,9}") ? Integer.parseInt(line.substring(at)) : -1;
    }
}
