package io.logstreamer.view;

import com.google.re2j.Pattern;
import io.logstreamer.log.RecordRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record begins where a pattern is found, and nowhere else: every other line goes on one. Two with the same pattern are
 * equal. Immutable; thread-safe.
 */
public final class RecordStart implements RecordRule {

    /** What a line begins with is what tells, and lines may be long. */
    static final int LOOKED_AT_BYTES = 4_096;

    private final Pattern pattern;

    private RecordStart(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * A rule from what the operator wrote.
     *
     * @param pattern in RE2's syntax; looked for anywhere in a line, so that <code>^</code> has to be written
     */
    public static RecordStart at(String pattern) throws PatternRefusedException {
        return new RecordStart(BoundedPattern.compile(pattern));
    }

    @Override
    public boolean continues(byte[] utf8, int from, int to) {
        int end = to - from <= LOOKED_AT_BYTES ? to : Texts.wholeCharacters(utf8, from, from + LOOKED_AT_BYTES);
        return !pattern.matcher(Arrays.copyOfRange(utf8, from, end)).find();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordStart that && pattern.equals(that.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
