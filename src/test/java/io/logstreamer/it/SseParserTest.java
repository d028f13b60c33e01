package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {

    @Test
    void everyFieldOfABlockIsKept() {
        assertThat(parse("retry: 2000\n\nid: a\n\n:beat\n\nevent: log_update\ndata: one\ndata:two\nid: b\n\n"))
                .containsExactly(
                        new SseBlock(null, null, null, 2000, List.of()),
                        new SseBlock(null, null, "a", null, List.of()),
                        new SseBlock(null, null, null, null, List.of("beat")),
                        new SseBlock("log_update", "one\ntwo", "b", null, List.of()));
    }

    @Test
    void emptyDataFieldIsNotTheSameAsNone() {
        assertThat(parse("data:\n\n")).extracting(SseBlock::data).containsExactly("");
        assertThat(parse("data\n\n")).extracting(SseBlock::data).containsExactly("");
        assertThat(parse("id: x\n\n").get(0).isIdOnly()).isTrue();
    }

    @Test
    void onlyOneSpaceAfterTheColonIsTakenOff() {
        assertThat(parse("data:  two\n\n")).extracting(SseBlock::data).containsExactly(" two");
    }

    @Test
    void carriageReturnEndsALineAlsoAtABlockBorder() {
        SseParser parser = new SseParser();
        List<SseBlock> blocks = new ArrayList<>();
        for (String part : List.of("data: a\r", "\ndata: b\r", "\r")) {
            byte[] bytes = part.getBytes(UTF_8);
            blocks.addAll(parser.feed(bytes, bytes.length));
        }
        assertThat(blocks).extracting(SseBlock::data).containsExactly("a\nb");
        assertThat(parser.isInsideBlock()).isFalse();
    }

    @Test
    void characterSplitBetweenTwoReadsIsOne() {
        byte[] bytes = "data: é€\n\n".getBytes(UTF_8);
        SseParser parser = new SseParser();
        List<SseBlock> blocks = new ArrayList<>();
        for (byte b : bytes) {
            blocks.addAll(parser.feed(new byte[] {b}, 1));
        }
        assertThat(blocks).extracting(SseBlock::data).containsExactly("é€");
    }

    @Test
    void blockWithoutItsEmptyLineIsNotGiven() {
        SseParser parser = new SseParser();
        byte[] bytes = "data: a\n".getBytes(UTF_8);
        assertThat(parser.feed(bytes, bytes.length)).isEmpty();
        assertThat(parser.isInsideBlock()).isTrue();
    }

    @Test
    void injectedFieldFails() {
        assertThatThrownBy(() -> parse("data: a\rb: c\n\n")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> parse("retry: soon\n\n")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> parse("id: a\0b\n\n")).isInstanceOf(AssertionError.class);
    }

    @Test
    void invalidUtf8Fails() {
        byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xff, '\n', '\n'};
        assertThatThrownBy(() -> new SseParser().feed(bytes, bytes.length)).isInstanceOf(AssertionError.class);
    }

    private static List<SseBlock> parse(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new SseParser().feed(bytes, bytes.length);
    }
}
