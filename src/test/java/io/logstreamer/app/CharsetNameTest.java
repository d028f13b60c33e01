package io.logstreamer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.LineEnd;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Writing;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetNameTest {

    private static final Charset GBK = Charset.forName("GBK");

    @TempDir
    Path directory;

    private Deployment deployment(String charset) {
        return new Deployment(directory)
                .systemProperty("logstreamer.sources", "app=/app.log")
                .systemProperty("logstreamer.sources.app.charset", charset);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF8, UTF-8",
        "latin1, ISO-8859-1",
        "iso-8859-15, ISO-8859-15",
        "CP1252, windows-1252",
        "shift-jis, Shift_JIS",
        "euc-jp, EUC-JP",
        "gb18030, GB18030",
        "us-ascii, US-ASCII",
        "IBM437, IBM437",
        "utf16, UTF-16",
        "UTF-16LE, UTF-16LE",
        "UnicodeBigUnmarked, UTF-16BE",
        "UnicodeLittle, x-UTF-16LE-BOM",
        "UTF-32, UTF-32",
        "UTF-32LE, UTF-32LE",
    })
    void charsetIsKnownByAnyOfItsNames(String given, String name) {
        assertThat(deployment(given).load().sources())
                .containsExactly(
                        new SourceSpec.File("app", Path.of("/app.log"), Writing.USUAL.in(Charset.forName(name))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ISO-8895-1  | did you mean ISO-8859-1
            shiftjis    | did you mean Shift_JIS
            windows1252 | did you mean windows-125
            klingon-one | give one such as UTF-8, UTF-16, ISO-8859-1, windows-1252, Shift_JIS or GBK
            no name     | give one such as
            """)
    void unknownCharsetIsRefusedWithNamesThatAreNear(String given, String fix) {
        SettingError error = deployment(given).onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.app.charset");
        assertThat(error.value()).isEqualTo(given);
        assertThat(error.problem()).isEqualTo("is not a charset that this Java knows");
        assertThat(error.fix()).startsWith(fix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"IBM037", "IBM1047", "x-JIS0208"})
    void charsetThatWritesLfOtherwiseIsRefused(String given) {
        assertThat(deployment(given).onlyError().problem())
                .isEqualTo("does not write LF as the byte 0x0A, so that lines cannot be found");
    }

    /** Or a line would end within a character. */
    @Test
    void noCharacterOfACharsetThatIsTakenHoldsTheByteOfLf() {
        int taken = 0;
        for (Charset charset : Charset.availableCharsets().values()) {
            if (refused(charset) || !charset.canEncode() || LineEnd.of(charset) != LineEnd.BYTE) {
                continue;
            }
            taken++;
            for (int c = ' '; c < Character.MIN_SURROGATE; c++) {
                if (holdsLf(Character.toString(c).getBytes(charset))) {
                    throw new AssertionError(charset + " U+" + Integer.toHexString(c));
                }
            }
        }
        assertThat(taken).isGreaterThan(50);
    }

    private static boolean holdsLf(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n') {
                return true;
            }
        }
        return false;
    }

    private static boolean refused(Charset charset) {
        try {
            CharsetName.parse(charset.name());
            return false;
        } catch (BadValue e) {
            return true;
        }
    }

    @Test
    void logIsWrittenAsItIsConfiguredElseAsTheLongestGroup() {
        SourceWritings writings = new SourceWritings(List.of(
                new SourceSpec.File("g/one", Path.of("/one.log")),
                new SourceSpec.Glob("g", Path.of("/g"), "*", Writing.USUAL.in(GBK)),
                new SourceSpec.Glob("g/h", Path.of("/h"), "*", Writing.USUAL.in(Charset.forName("Big5"))),
                new SourceSpec.File("gbk", Path.of("/gbk.log"), Writing.USUAL.in(GBK))));

        assertThat(writings.of("gbk").charset()).isEqualTo(GBK);
        assertThat(writings.of("g/one").charset()).isEqualTo(UTF_8);
        assertThat(writings.of("g/two.log").charset()).isEqualTo(GBK);
        assertThat(writings.of("g/i/three.log").charset()).isEqualTo(GBK);
        assertThat(writings.of("g/h/four.log").charset()).isEqualTo(Charset.forName("Big5"));
        assertThat(writings.of("g").charset()).isEqualTo(UTF_8);
        assertThat(writings.of("other/one").charset()).isEqualTo(UTF_8);
        assertThat(writings.of("").charset()).isEqualTo(UTF_8);
    }
}
