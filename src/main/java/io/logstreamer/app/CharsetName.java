package io.logstreamer.app;

import io.logstreamer.log.LineEnd;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the charset of a source. Stateless. */
final class CharsetName {

    private static final int MOST_NEAR = 3;
    private static final String EXAMPLES = "give one such as UTF-8, UTF-16, ISO-8859-1, windows-1252, Shift_JIS or GBK";
    private static final String CONVERT = "have the program write UTF-8, or follow a copy that iconv has made";

    private CharsetName() {}

    /** A charset that lines can be found in: LF has to be the byte 0x0A, or that in two or four bytes. */
    static Charset parse(String text) throws BadValue {
        Charset charset;
        try {
            charset = Charset.forName(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new BadValue("is not a charset that this Java knows", near(text));
        }
        if (LineEnd.of(charset) == null) {
            throw new BadValue("does not write LF as the byte 0x0A, so that lines cannot be found", CONVERT);
        }
        return charset;
    }

    /** Under all their names, since nobody knows which of them is the first one. */
    private static String near(String text) {
        String near = Charset.availableCharsets().values().stream()
                .map(charset -> Map.entry(charset.name(), distance(text, charset)))
                .filter(entry -> entry.getValue() <= Math.max(1, text.length() / 4))
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .limit(MOST_NEAR)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" or "));
        return near.isEmpty() ? EXAMPLES : "did you mean " + near + "?";
    }

    private static int distance(String text, Charset charset) {
        return Stream.concat(Stream.of(charset.name()), charset.aliases().stream())
                .mapToInt(name -> Suggestion.distance(text, name))
                .min()
                .orElseThrow();
    }
}
