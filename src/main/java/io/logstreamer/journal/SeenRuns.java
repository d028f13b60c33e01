package io.logstreamer.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs that readers see at one moment. Any thread.
 *
 * @param files from the oldest to the newest
 * @param newest the newest of this life, which may be longer than its record in the file; null: there is none
 * @param names of the sources in them
 */
record SeenRuns(List<RunFile> files, @Nullable Run newest, Names names) {

    SeenRuns {
        files = List.copyOf(files);
    }

    /** The last file that does not begin behind a number; null: all do. */
    @Nullable RunFile floor(long number) {
        RunFile found = null;
        for (RunFile file : files) {
            if (file.first <= number) {
                found = file;
            }
        }
        return found;
    }

    /** Whether a place in a run, or behind it, can have been given by this journal in an epoch. */
    boolean knows(long epoch, long number) {
        return files.stream().anyMatch(file -> file.epoch == epoch && number >= file.first - 1 && number < file.end());
    }

    /** Whether a place was the beginning of a branch: what is behind it now is not what came then. */
    boolean isBeforeBranch(long epoch, long number) {
        RunFile before = floor(number);
        return files.stream()
                .anyMatch(file -> file.joins != RunFile.NOWHERE
                        && file.epoch == epoch
                        && file.first - 1 == number
                        && (before == null || before.joins != file.joins));
    }
}
