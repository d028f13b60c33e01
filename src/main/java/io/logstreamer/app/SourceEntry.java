package io.logstreamer.app;

import io.logstreamer.log.SourceSpec;
import org.jspecify.annotations.Nullable;

/**
 * A configured source together with how it was written. Immutable.
 *
 * @param written the entry as the operator wrote it
 * @param origin where that is
 * @param givenName the name it was given, or null if it goes by its path
 * @param spec what is to be followed
 */
record SourceEntry(String written, String origin, @Nullable String givenName, SourceSpec spec) {

    /**
     * True if clients could not tell the two apart. Two unnamed globs may share a directory name: what they find is told
     * apart by the path below it, file by file.
     */
    boolean clashesWith(SourceEntry other) {
        if (spec.equals(other.spec)) {
            return true;
        }
        if (givenName != null && givenName.equals(other.givenName)) {
            return true;
        }
        return spec instanceof SourceSpec.File
                && other.spec instanceof SourceSpec.File
                && spec.name().equals(other.spec.name());
    }

    @Override
    public String toString() {
        return "'" + written + "' (" + origin + ")";
    }
}
