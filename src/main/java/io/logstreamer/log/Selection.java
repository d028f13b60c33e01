package io.logstreamer.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which sources a merged stream shows: some by id, some by a glob over ids, some by their group. Sources that appear later
 * belong to it if they fit.
 *
 * <p>Its {@linkplain #key text} stands wherever the id of a single source could: it begins with a line feed, which no id
 * holds. Two selections of the same parts have the same text, so that their subscribers share what is encoded. Immutable.
 */
public final class Selection {

    private static final char MARK = '\n';

    /**
     * One thing that was chosen.
     *
     * @param kind what {@code text} is
     * @param text an id, a glob over ids, or the name of a group
     */
    public record Part(Kind kind, String text) {

        /** What can be chosen. */
        public enum Kind {
            /** A source by its id. */
            ID('='),
            /** Sources by a glob over their ids. */
            GLOB('~'),
            /** The sources of a group. */
            GROUP('@');

            private final char sign;

            Kind(char sign) {
                this.sign = sign;
            }
        }

        public Part {
            if (text.isEmpty() || text.indexOf(MARK) >= 0) {
                throw new IllegalArgumentException("a part is one line: text=" + text);
            }
        }

        private boolean matches(String id) {
            return switch (kind) {
                case ID -> text.equals(id);
                case GLOB -> IdGlob.matches(text, id);
                case GROUP -> text.equals(id) || id.startsWith(text + "/");
            };
        }

        private String written() {
            return kind.sign + text;
        }
    }

    private final List<Part> parts;
    private final String key;

    private Selection(List<Part> parts) {
        this.parts = parts;
        this.key = parts.stream().map(Part::written).collect(Collectors.joining("\n", "\n", ""));
    }

    /**
     * A selection of these.
     *
     * @param parts at least one; repeating one or changing their order makes no difference
     */
    public static Selection of(Collection<Part> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing is selected");
        }
        TreeSet<Part> sorted = new TreeSet<>(Comparator.comparing(Part::written));
        sorted.addAll(parts);
        return new Selection(List.copyOf(sorted));
    }

    /** Whether what stands for a source is the text of a selection. */
    public static boolean is(String source) {
        return !source.isEmpty() && source.charAt(0) == MARK;
    }

    /** The selection that a text stands for. */
    public static Selection parse(String key) {
        if (!is(key)) {
            throw new IllegalArgumentException("not a selection: key=" + key);
        }
        List<Part> parts = new ArrayList<>();
        int at = 1;
        while (at < key.length()) {
            int end = key.indexOf(MARK, at);
            int behind = end < 0 ? key.length() : end;
            parts.add(new Part(kind(key.charAt(at)), key.substring(at + 1, behind)));
            at = behind + 1;
        }
        return of(parts);
    }

    private static Part.Kind kind(char sign) {
        for (Part.Kind kind : Part.Kind.values()) {
            if (kind.sign == sign) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not a kind of part: sign=" + sign);
    }

    /** Its text. */
    public String key() {
        return key;
    }

    /** What was chosen, in the order of their texts. */
    public List<Part> parts() {
        return parts;
    }

    /** Whether a source belongs to it. */
    public boolean matches(String id) {
        for (Part part : parts) {
            if (part.matches(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a source belongs to it that may be an alias of another one: such a one only by its id.
     *
     * @param aliases whether an id is that of an alias
     */
    public boolean shows(String id, Predicate<String> aliases) {
        return matches(id) && (!aliases.test(id) || names(id));
    }

    /** Whether a source was chosen by its id. */
    public boolean names(String id) {
        for (Part part : parts) {
            if (part.kind() == Part.Kind.ID && part.text().equals(id)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selection that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return parts.stream().map(Part::written).collect(Collectors.joining(", "));
    }
}
