package io.logstreamer.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs one after the other, a page at a time. Sees what had been flushed when it was made. Not thread-safe; any thread
 * may have its own.
 */
final class RunWalk {
    /** No number. */
    private static final long NONE = Long.MIN_VALUE;

    private final SeenRuns now;
    private long pageFirst;
    private @Nullable Run[] page = new @Nullable Run[0];

    RunWalk(SeenRuns now) {
        this.now = now;
    }

    /** The run with a number; null: there is none, or it is damaged. */
    @Nullable Run at(long number) {
        Run last = now.newest();
        if (last != null && number >= last.number()) {
            return number == last.number() ? last : null;
        }
        if (number < pageFirst || number >= pageFirst + page.length) {
            RunFile file = now.floor(number);
            if (file == null || !file.holds(number)) {
                return null;
            }
            load(file, number);
        }
        return number - pageFirst < page.length ? page[(int) (number - pageFirst)] : null;
    }

    private void load(RunFile file, long number) {
        try {
            page = file.page(number, now.names()::name);
            pageFirst = file.pageStart(number);
        } catch (ClosedChannelException retained) {
            // It was the oldest, and is gone since this walk began.
            page = new @Nullable Run[(int) (file.end() - file.first)];
            pageFirst = file.first;
        } catch (IOException e) {
            throw new UncheckedIOException("the order of arrival cannot be read", e);
        }
    }

    /** The first run behind a number; null: there is none. */
    @Nullable Run after(long number) {
        long branch = branchOf(number);
        for (long at = behind(number, branch); at != NONE; at = behind(at, branch)) {
            Run run = at(at);
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    /** The last run before a number; null: there is none. */
    @Nullable Run before(long number) {
        long branch = branchOf(number);
        for (long at = ahead(number, branch); at != NONE; at = ahead(at, branch)) {
            Run run = at(at);
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    /** Where the branch joins in which a number lies; {@link RunFile#NOWHERE}: in none. */
    private long branchOf(long number) {
        RunFile file = now.floor(number);
        return file == null || number >= file.joins ? RunFile.NOWHERE : file.joins;
    }

    /** The next number that a file holds, be that run damaged or not. */
    private long behind(long number, long branch) {
        for (RunFile file : now.files()) {
            if (isOn(file, branch) && file.end() - 1 > number) {
                return Math.max(file.first, number + 1);
            }
        }
        return NONE;
    }

    /** The one before. */
    private long ahead(long number, long branch) {
        long found = NONE;
        for (RunFile file : now.files()) {
            if (isOn(file, branch) && file.first < number) {
                found = Math.min(file.end(), number) - 1;
            }
        }
        return found;
    }

    private static boolean isOn(RunFile file, long branch) {
        return file.count() > 0 && (file.joins == RunFile.NOWHERE || file.joins == branch);
    }
}
