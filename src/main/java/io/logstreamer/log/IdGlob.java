package io.logstreamer.log;

import java.util.Arrays;

/** Globs over the ids of sources: {@code *} stands for any characters but {@code /}, {@code ?} for one. Stateless. */
public final class IdGlob {

    private IdGlob() {}

    /** Whether a text means more than itself when it is read as a glob. */
    public static boolean isGlob(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /**
     * Whether a glob matches an id. Compares part by part, and each part in time proportional to the product of the lengths
     * at worst: the glob is foreign input.
     */
    public static boolean matches(String glob, String id) {
        String[] patterns = glob.split("/", -1);
        String[] parts = id.split("/", -1);
        if (patterns.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!partMatches(patterns[i], parts[i])) {
                return false;
            }
        }
        return true;
    }

    /** {@code reached[j]}: whether the pattern read so far matches the first {@code j} characters. */
    private static boolean partMatches(String pattern, String part) {
        boolean[] reached = new boolean[part.length() + 1];
        reached[0] = true;
        for (int i = 0; i < pattern.length(); i++) {
            char wanted = pattern.charAt(i);
            if (wanted == '*') {
                int first = 0;
                while (first < reached.length && !reached[first]) {
                    first++;
                }
                Arrays.fill(reached, first, reached.length, true);
                continue;
            }
            for (int j = part.length(); j > 0; j--) {
                reached[j] = reached[j - 1] && (wanted == '?' || wanted == part.charAt(j - 1));
            }
            reached[0] = false;
        }
        return reached[part.length()];
    }
}
