package io.logstreamer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How lines end in the charsets that are taken. */
class LineEndTest {

    private static LineEnd of(String charset) {
        return Objects.requireNonNull(LineEnd.of(Charset.forName(charset)));
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, BYTE",
        "ISO-8859-1, BYTE",
        "Shift_JIS, BYTE",
        "GB18030, BYTE",
        "UTF-16, UTF_16",
        "UTF-16BE, UTF_16BE",
        "UTF-16LE, UTF_16LE",
        "x-UTF-16LE-BOM, UTF_16LE",
        "UTF-32, UTF_32",
        "UTF-32BE, UTF_32BE",
        "UTF-32LE, UTF_32LE",
        "X-UTF-32BE-BOM, UTF_32BE",
        "X-UTF-32LE-BOM, UTF_32LE"
    })
    void isToldByTheCharset(String charset, LineEnd lineEnd) {
        assertThat(of(charset)).isEqualTo(lineEnd);
    }

    @Test
    void charsetWithoutALineFeedHasNone() {
        Charset ebcdic = Charset.forName("IBM037");
        assertThat(LineEnd.of(ebcdic)).isNull();
        assertThatThrownBy(() -> Writing.USUAL.in(ebcdic)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void onlyTheCharacterItselfIsALineFeed(String charset) {
        LineEnd lineEnd = of(charset);
        for (int c : new int[] {'\n', 0x0a0a, 0x0a00, 0x010a, 0x0a01, 0x0a0d, '\r', 0, 'a', 0x10a0a, 0x10a00}) {
            byte[] bytes = Character.toString(c).getBytes(Charset.forName(charset));
            if (bytes.length == lineEnd.unitBytes()) {
                assertThat(lineEnd.is('\n', bytes, 0)).as("U+%04x", c).isEqualTo(c == '\n');
                assertThat(lineEnd.isNul(bytes, 0)).as("U+%04x", c).isEqualTo(c == 0);
            }
        }
    }

    @Test
    void whereTheOrderIsOpenBothAreLineFeeds() {
        for (String charset : List.of("UTF-16BE", "UTF-16LE")) {
            assertThat(LineEnd.UTF_16.is('\n', "\n".getBytes(Charset.forName(charset)), 0))
                    .isTrue();
        }
        for (String charset : List.of("UTF-32BE", "UTF-32LE")) {
            assertThat(LineEnd.UTF_32.is('\n', "\n".getBytes(Charset.forName(charset)), 0))
                    .isTrue();
        }
        assertThat(LineEnd.UTF_16.is('\n', new byte[] {'\n', '\n'}, 0)).isFalse();
        assertThat(LineEnd.UTF_32.is('\n', new byte[] {0, '\n', 0, 0}, 0)).isFalse();
        assertThat(LineEnd.UTF_32.is('\n', new byte[] {'\n', 0, 0, '\n'}, 0)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void terminatorAndOneCarriageReturnAreNoText(String charset) {
        for (String end : List.of("\n", "\r\n")) {
            for (String text : List.of("", "a", "a\r", "\u4e0a")) {
                byte[] bytes = ("x" + text + end).getBytes(Charset.forName(charset));
                int from = "x".getBytes(Charset.forName(charset)).length;
                int expected = ("x" + (end.equals("\n") && text.endsWith("\r") ? "a" : text))
                        .getBytes(Charset.forName(charset))
                        .length;
                assertThat(of(charset).endOfText(bytes, from, bytes.length)).isEqualTo(expected);
            }
        }
        byte[] open = "xa".getBytes(Charset.forName(charset));
        assertThat(of(charset).endOfText(open, 0, open.length)).isEqualTo(open.length);
    }

    @Test
    void halfACharacterAtTheEndHidesNoTerminator() {
        byte[] bytes = {'a', '\n', 0};
        assertThat(LineEnd.UTF_16.endOfText(bytes, 0, 3)).isEqualTo(3);
        assertThat(LineEnd.UTF_16.ends(bytes, 0, 3)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void byteOrderMarkIsOneIfSomethingFollows(String charset) {
        Charset written = Charset.forName(charset);
        int length = "\ufeff".getBytes(written).length;
        byte[] bytes = "\ufeffa".getBytes(written);
        assertThat(of(charset).byteOrderMark(bytes, 0, bytes.length)).isEqualTo(length);
        assertThat(of(charset).byteOrderMark(bytes, 0, length)).isZero();
        assertThat(of(charset).isMarkAlone(bytes, 0, length)).isTrue();
        assertThat(of(charset).isMarkAlone(bytes, 0, bytes.length)).isFalse();
        assertThat(of(charset).isMarkAlone(bytes, length, bytes.length)).isFalse();
        byte[] other = "ab".getBytes(written);
        assertThat(of(charset).byteOrderMark(other, 0, other.length)).isZero();
        assertThat(LineEnd.BYTE.byteOrderMark("\ufeffa".getBytes(UTF_8), 0, 4)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16BE, UTF_16, 1", "UTF-16LE, UTF_16, -1", "UTF-32BE, UTF_32, 1", "UTF-32LE, UTF_32, -1"})
    void orderIsSeenFromWhatStandsBefore(String written, LineEnd lineEnd, int order) {
        Charset charset = Charset.forName(written);
        byte[] line = "a\n".getBytes(charset);
        assertThat(lineEnd.orderBehind(line, line.length)).isEqualTo(order);
        byte[] mark = "\ufeff".getBytes(charset);
        assertThat(lineEnd.orderBehind(mark, mark.length)).isEqualTo(order);
        assertThat(lineEnd.byteOrderMark(order > 0)).isEqualTo(mark);
        assertThat(lineEnd.orderBehind(line, line.length / 2)).isZero();
        assertThat(lineEnd.orderBehind(line, 0)).isZero();
        assertThat(of(written).orderBehind(line, line.length)).as("it is known").isZero();
    }

    @Test
    void unitsAreCountedWhole() {
        assertThat(LineEnd.BYTE.whole(7)).isEqualTo(7);
        assertThat(LineEnd.UTF_16.whole(7L)).isEqualTo(6);
        assertThat(LineEnd.UTF_32LE.whole(7L)).isEqualTo(4);
        assertThat(LineEnd.UTF_32LE.wholeUp(5)).isEqualTo(8);
        assertThat(LineEnd.UTF_32LE.wholeUp(8)).isEqualTo(8);
    }
}
