package io.logstreamer.app;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the setting that someone meant who wrote another name. Stateless. */
final class Suggestion {

    /** One slip in five characters is a typing error; more is another word. */
    private static final int CHARS_PER_SLIP = 5;

    private static final int LEAST_SLIPS = 2;

    private Suggestion() {}

    /**
     * The most similar setting.
     *
     * @param name a name that no setting has
     * @return the nearest setting in the same kind of spelling, or empty if none is near
     */
    static Optional<String> near(String name) {
        boolean forEnvironment = name.startsWith(SettingKey.ENVIRONMENT_PREFIX);
        String stem = stem(name);
        return SettingKeys.ALL.stream()
                .filter(key -> distance(stem, stem(key.name())) <= allowedSlips(stem)
                        || stem(key.name()).endsWith("_" + stem))
                .min(Comparator.comparingInt(key -> distance(stem, stem(key.name()))))
                .map(key -> forEnvironment ? key.environmentName() : key.name());
    }

    /** The most similar of some other words. */
    static Optional<String> near(String word, Iterable<String> words) {
        String best = null;
        for (String candidate : words) {
            if (distance(word, candidate) <= allowedSlips(word)
                    && (best == null || distance(word, candidate) < distance(word, best))) {
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Compares spellings without their prefix and punctuation, so that a forgotten prefix is no distance. */
    private static String stem(String name) {
        String flat = SettingKey.environmentName(name);
        return flat.startsWith(SettingKey.ENVIRONMENT_PREFIX)
                ? flat.substring(SettingKey.ENVIRONMENT_PREFIX.length())
                : flat;
    }

    private static int allowedSlips(String text) {
        return Math.max(LEAST_SLIPS, text.length() / CHARS_PER_SLIP);
    }

    /** The number of insertions, deletions, replacements and swaps of neighbours between two words. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int cheapestStep(int[][] steps, String a, String b, int i, int j) {
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, steps[i - 2][j - 2] + 1) : cheapest;
    }
}
