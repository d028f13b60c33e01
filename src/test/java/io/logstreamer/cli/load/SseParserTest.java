package io.logstreamer.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WHATWG HTML, 9.2.6; each stream is fed whole, byte by byte, and cut at every place. */
class SseParserTest {

    @Test
    void eventHasTypeDataAndId() {
        assertThat(parse("event: log_update\ndata: one\nid: 7\n\n")).containsExactly("log_update|one|7");
    }

    @Test
    void typeIsMessageWhereNoneIsNamedAndIsForgottenAfterTheEvent() {
        assertThat(parse("event: a\ndata: 1\n\ndata: 2\n\nevent\ndata: 3\n\nevent: a\ndata: 4\n\n"))
                .containsExactly("a|1|-", "message|2|-", "message|3|-", "a|4|-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: x\n\n",
                "data: x\r\r",
                "data: x\r\n\r\n",
                "data: x\r\n\n",
                "data: x\n\r\n",
                "data: x\r\n\r"
            })
    void linesEndWithLfCrOrBoth(String stream) {
        assertThat(parse(stream)).containsExactly("message|x|-");
    }

    @Test
    void carriageReturnThenLineFeedIsOneEnd() {
        assertThat(parse("data: a\r\ndata: b\r\n\r\n")).containsExactly("message|a\nb|-");
    }

    @Test
    void oneSpaceAfterTheColonIsDropped() {
        assertThat(parse("data:a\n\ndata: a\n\ndata:  a\n\ndata:\ta\n\n"))
                .containsExactly("message|a|-", "message|a|-", "message| a|-", "message|\ta|-");
    }

    @Test
    void emptyDataFieldIsAnEvent() {
        assertThat(parse("data:\n\ndata\n\ndata: \n\n")).containsExactly("message||-", "message||-", "message||-");
    }

    @Test
    void severalDataFieldsAreJoinedByLineFeeds() {
        assertThat(parse("data: a\ndata\ndata: b\n\n")).containsExactly("message|a\n\nb|-");
    }

    @Test
    void blockWithoutDataIsNoEventButMovesTheId() {
        List<String> events = new ArrayList<>();
        SseParser parser = new SseParser("", recorder(events));
        feed(parser, "event: x\nid: 5\n\n");

        assertThat(events).isEmpty();
        assertThat(parser.lastEventId()).isEqualTo("5");
    }

    @Test
    void idStaysUntilTheNextOneAndCountsOnlyForItsOwnEvent() {
        List<String> events = new ArrayList<>();
        SseParser parser = new SseParser("0", recorder(events));
        feed(parser, "data: a\n\nid: 1\ndata: b\n\ndata: c\n\n");

        assertThat(events).containsExactly("message|a|-", "message|b|1", "message|c|-");
        assertThat(parser.lastEventId()).isEqualTo("1");
    }

    @Test
    void idOfAnUnfinishedBlockDoesNotCount() {
        SseParser parser = new SseParser("0", recorder(new ArrayList<>()));
        feed(parser, "id: 1\ndata: a\n");

        assertThat(parser.lastEventId()).isEqualTo("0");
    }

    @Test
    void emptyIdTakesTheIdBack() {
        SseParser parser = new SseParser("0", recorder(new ArrayList<>()));
        feed(parser, "id\n\n");

        assertThat(parser.lastEventId()).isEmpty();
    }

    @Test
    void idWithNulIsIgnored() {
        assertThat(parse("id: 1\nid: 2\u00003\ndata: a\n\n")).containsExactly("message|a|1");
    }

    @Test
    void unfinishedEventIsNeverDispatched() {
        assertThat(parse("data: a\n\ndata: b\n")).containsExactly("message|a|-");
    }

    @Test
    void commentsAndUnknownFieldsAreIgnored() {
        assertThat(parse(": data: no\n:\nDATA: no\ndatas: no\n data: no\nfoo\ndata: yes\n\n"))
                .containsExactly("message|yes|-");
    }

    @Test
    void valueMayHoldColons() {
        assertThat(parse("data: a: b:c\n\n")).containsExactly("message|a: b:c|-");
    }

    @Test
    void byteOrderMarkIsDroppedAtTheStartOnly() {
        assertThat(parse("\ufeffdata: a\n\n\ufeffdata: b\n\ndata: \ufeffc\n\n"))
                .containsExactly("message|a|-", "message|\ufeffc|-");
    }

    @Test
    void retryMustBeDigits() {
        assertThat(parse("retry: 1500\nretry: 15s\nretry:\nretry: -1\nretry: 99999999999999999999\n"))
                .containsExactly("retry 1500", "retry 2147483647");
    }

    @Test
    void textOfManyBytesSurvivesEveryCut() {
        assertThat(parse("event: größe\ndata: 日本語 🚲\nid: é\n\n")).containsExactly("größe|日本語 🚲|é");
    }

    @Test
    void longLineGrowsOverManyReads() {
        String line = "x".repeat(100_000);
        List<String> events = new ArrayList<>();
        SseParser parser = new SseParser("", recorder(events));
        byte[] bytes = ("data: " + line + "\n\ndata: y\n\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += 1_000) {
            byte[] part = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 1_000));
            parser.feed(part, part.length);
        }

        assertThat(events).containsExactly("message|" + line + "|-", "message|y|-");
    }

    @Test
    void lineWithoutEndIsRefusedBeforeItFillsTheMemory() {
        SseParser parser = new SseParser("", recorder(new ArrayList<>()));
        byte[] mebibyte = new byte[1 << 20];
        Arrays.fill(mebibyte, (byte) 'x');

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 65; i++) {
                        parser.feed(mebibyte, mebibyte.length);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxBytes=67108864");
    }

    /** The events of a stream, which must be the same however it is cut. */
    private static List<String> parse(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        List<String> whole = new ArrayList<>();
        new SseParser("", recorder(whole)).feed(bytes, bytes.length);

        List<String> byByte = new ArrayList<>();
        SseParser parser = new SseParser("", recorder(byByte));
        for (byte b : bytes) {
            parser.feed(new byte[] {b}, 1);
        }
        assertThat(byByte).as("byte by byte").isEqualTo(whole);

        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> inTwo = new ArrayList<>();
            SseParser cutParser = new SseParser("", recorder(inTwo));
            cutParser.feed(bytes, cut);
            byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
            cutParser.feed(rest, rest.length);
            assertThat(inTwo).as("cut at %d", cut).isEqualTo(whole);
        }
        return whole;
    }

    private static void feed(SseParser parser, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, bytes.length);
    }

    private static SseListener recorder(List<String> events) {
        return new SseListener() {
            @Override
            public void event(String type, byte[] data, int length, @Nullable String id) {
                String text = new String(data, 0, length, StandardCharsets.UTF_8);
                events.add(type + "|" + text + "|" + (id == null ? "-" : id));
            }

            @Override
            public void retry(long millis) {
                events.add("retry " + millis);
            }
        };
    }
}
