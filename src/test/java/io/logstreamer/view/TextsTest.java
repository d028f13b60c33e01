package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Form;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {

    private static final int WORD_BYTES = 8;

    /** Eight bytes are looked at in one step, the rest one by one: no byte may mean something else for where it stands. */
    @ParameterizedTest
    @EnumSource
    void byteMeansTheSameAtEveryPlaceOfAWord(Form.Control control) {
        for (byte neighbour : new byte[] {' ', '~', '!', '#', '[', ']'}) {
            for (int place = 0; place < 2 * WORD_BYTES + 1; place++) {
                for (int value = 0; value < 256; value++) {
                    byte[] line = new byte[2 * WORD_BYTES + 1];
                    Arrays.fill(line, neighbour);
                    line[place] = (byte) value;
                    if (value != '\n') {
                        assertThat(rawText(line, control)).isEqualTo(LineText.raw(line, control));
                    }
                    assertThat(JsonRecord.parse("{\"line\":\"" + json(line) + "\"}")
                                    .get("line"))
                            .isEqualTo(LineText.decode(line));
                    boolean plain = value >= ' ' && value < 0x7f && value != '"' && value != '\\';
                    assertThat(Texts.plain(line, 0, line.length)).isEqualTo(plain);
                }
            }
        }
    }

    /** A borrow in the word-wise search may only mark bytes behind a true hit. */
    @Test
    void pairOfOddBytesIsFoundAtEveryPlace() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] line = "abcdefgh".getBytes(UTF_8);
                int place = (first + second) % (WORD_BYTES - 1);
                line[place] = (byte) first;
                line[place + 1] = (byte) second;
                assertThat(JsonRecord.parse("{\"line\":\"" + json(line) + "\"}").get("line"))
                        .isEqualTo(LineText.decode(line));
                if (first != '\n' && second != '\n') {
                    assertThat(rawText(line, Form.Control.ESCAPE)).isEqualTo(LineText.raw(line, Form.Control.ESCAPE));
                }
            }
        }
    }

    /** All sequences of up to four bytes from one byte of each kind that the decoder tells apart, and their neighbours. */
    @Test
    void utf8IsReadAsTheEncodingStandardSays() {
        int[] kinds = {
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
        };
        int count = kinds.length;
        for (int number = 0; number < count * count * count * count; number++) {
            byte[] line = new byte[4];
            for (int i = 0, rest = number; i < line.length; i++, rest /= count) {
                line[i] = (byte) kinds[rest % count];
            }
            String expected = LineText.decode(line);
            if (!rawText(line, Form.Control.RAW).equals(expected)) {
                assertThat(rawText(line, Form.Control.RAW))
                        .as(Arrays.toString(line))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void bytesAroundTheTextDoNotMatter() {
        byte[] bytes = "\u001b[31mé\u001b]0;x\u0007".getBytes(UTF_8);
        byte[] target = new byte[200];

        assertThat(new String(target, 0, Texts.raw(bytes, 0, 4, target, 0, Form.Control.ESCAPE, true), UTF_8))
                .as("a colour cut before its m")
                .isEqualTo("\\x1b[31");
        assertThat(new String(target, 0, Texts.raw(bytes, 0, 6, target, 0, Form.Control.ESCAPE, true), UTF_8))
                .as("a character cut in the middle")
                .isEqualTo("\u001b[31m\ufffd");
        assertThat(new String(
                        target, 0, Texts.raw(bytes, 0, bytes.length - 1, target, 0, Form.Control.STRIP, true), UTF_8))
                .as("a title cut before its end")
                .isEqualTo("é]0;x");
    }

    @ParameterizedTest
    @CsvSource({"a,1", "é,2", "日,3", "😀,4"})
    void cutCharacterIsLeftOutAndAWholeOneStays(String character, int length) {
        byte[] bytes = ("xx" + character).getBytes(UTF_8);

        assertThat(Texts.wholeCharacters(bytes, 0, bytes.length)).isEqualTo(2 + length);
        for (int cut = 1; cut < length; cut++) {
            assertThat(Texts.wholeCharacters(bytes, 0, 2 + cut)).isEqualTo(2);
        }
    }

    @Test
    void badBytesBeforeACutStay() {
        byte[] lone = {'x', (byte) 0xFF};
        byte[] continuations = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
        byte[] surrogate = {'x', (byte) 0xED, (byte) 0xA0};

        assertThat(Texts.wholeCharacters(lone, 0, 2)).isEqualTo(2);
        assertThat(Texts.wholeCharacters(continuations, 0, 5)).isEqualTo(5);
        assertThat(Texts.wholeCharacters(surrogate, 0, 3)).isEqualTo(3);
        assertThat(Texts.wholeCharacters(lone, 0, 0)).isZero();
    }

    @Test
    void decimalWritesWhatTheJdkWrites() {
        byte[] target = new byte[20];
        LongStream.concat(
                        LongStream.of(0, Long.MAX_VALUE),
                        LongStream.iterate(1, power -> power <= Long.MAX_VALUE / 10, power -> power * 10)
                                .flatMap(power -> LongStream.of(power - 1, power, power + 1)))
                .forEach(value -> assertThat(new String(target, 0, Texts.decimal(value, target, 0), UTF_8))
                        .isEqualTo(Long.toString(value)));
    }

    /** As a reader of the stream sees it: fields joined by LF. */
    private static String rawText(byte[] line, Form.Control control) {
        byte[] target = new byte[line.length * Texts.WORST_GROWTH];
        String wire = new String(target, 0, Texts.raw(line, 0, line.length, target, 0, control, true), UTF_8);
        return wire.replace("\ndata: ", "\n");
    }

    private static String json(byte[] line) {
        byte[] target = new byte[line.length * Texts.WORST_GROWTH];
        return new String(target, 0, Texts.json(line, 0, line.length, target, 0), UTF_8);
    }
}
