package io.logstreamer.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    private static final long MAX_OFFSET = (1L << 48) - 1;
    private static final String GOOD = "1AAAAAABAAAAAAAABAAAAACCw4PAAAD";

    @Test
    void idComesBackFromItsText() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            Position position = anyPosition(random);
            EventId id = EventId.of(position);
            String text = id.toString();

            assertThat(EventId.parse(text)).as(Seed.told(seed)).isEqualTo(id);
            assertThat(text).as(Seed.told(seed)).hasSize(31).matches("[A-Za-z0-9._~-]{31}");
            assertThat(EventId.text(position)).as(Seed.told(seed)).isEqualTo(text);
        }
    }

    @Test
    void idHoldsWhatAPositionHolds() {
        Generation generation = new Generation("app", 7, Generation.MAX_HEAD, Generation.MASK_24);

        assertThat(EventId.of(new Position(generation, MAX_OFFSET, Long.MAX_VALUE, -1)))
                .isEqualTo(new EventId(MAX_OFFSET, Generation.MAX_HEAD, -1, Generation.MASK_24, Generation.MASK_24));
        assertThat(EventId.of(new Position(generation, 0, (1L << 24) + 5, 0)).taken())
                .as("low 24 bits")
                .isEqualTo(5);
    }

    /** Letter by letter from the layout in the class comment. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0, 1 AAAAAAAA AAAAAAAA AAAAAA AAAA AAAA",
        "1, 0, 0, 0, 0, 1 AAAAAAAB AAAAAAAA AAAAAA AAAA AAAA",
        "0, 1, 0, 0, 0, 1 AAAAAAAA AAAAAAAB AAAAAA AAAA AAAA",
        "0, 0, 1, 0, 0, 1 AAAAAAAA AAAAAAAA AAAAAB AAAA AAAA",
        "0, 0, 0, 1, 0, 1 AAAAAAAA AAAAAAAA AAAAAA AAAB AAAA",
        "0, 0, 0, 0, 1, 1 AAAAAAAA AAAAAAAA AAAAAA AAAA AAAB",
        "281474976710655, 281474976710655, -1, 16777215, 16777215, 1 ________ ________ D_____ ____ ____",
        "62, 0, -2147483648, 0, 4096, 1 AAAAAAA- AAAAAAAA CAAAAA AAAA ABAA"
    })
    void layoutIsAsDocumented(long offset, long head, int mark, int hint, int taken, String text) {
        assertThat(new EventId(offset, head, mark, hint, taken)).hasToString(text.replace(" ", ""));
    }

    @Test
    void idIsWrittenWhereItBelongsAndNowhereElse() {
        byte[] target = "x".repeat(40).getBytes(US_ASCII);
        Generation generation = new Generation("app", 0, 1, 2);

        EventId.write(generation, 64, 3, 4, target, 5);

        String text = new EventId(64, 1, 3, 2, 4).toString();
        assertThat(new String(target, US_ASCII)).isEqualTo("xxxxx" + text + "xxxx");
    }

    @Test
    void goodTextIsAccepted() {
        assertThat(EventId.parse(GOOD)).isNotNull().hasToString(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "earliest",
                "42",
                "1AAAAAABAAAAAAAABAAAAACCw4PAAA",
                "1AAAAAABAAAAAAAABAAAAACCw4PAAADA",
                "0AAAAAABAAAAAAAABAAAAACCw4PAAAD",
                "2AAAAAABAAAAAAAABAAAAACCw4PAAAD",
                "1AAAAAABAAAAAAAABEAAAACCw4PAAAD",
                " AAAAAABAAAAAAAABAAAAACCw4PAAAD",
                "1AAAAAABAAAAAAAABAAAAACCw4PAAA ",
                "１AAAAAABAAAAAAAABAAAAACCw4PAAAD"
            })
    void otherTextIsRefused(String text) {
        assertThat(EventId.parse(text)).isNull();
    }

    @Test
    void everyCharacterOutsideTheAlphabetIsRefusedAtEveryPlace() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (alphabet.indexOf(c) >= 0) {
                continue;
            }
            // All places for the first few hundred, where a table could be overrun; one place in turn for the rest.
            for (int at = c < 300 ? 0 : c % 31; at < (c < 300 ? 31 : c % 31 + 1); at++) {
                String text = GOOD.substring(0, at) + (char) c + GOOD.substring(at + 1);
                assertThat(EventId.parse(text)).as("%04x at %d", c, at).isNull();
            }
        }
    }

    @Test
    void textIsRefusedOrMeansExactlyOneId() {
        long seed = Seed.next();
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                text.setCharAt(
                        random.nextInt(text.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
            }
            if (random.nextInt(4) == 0) {
                text.setLength(random.nextInt(40));
            }
            EventId id = EventId.parse(text.toString());
            if (id != null) {
                accepted++;
                assertThat(id).as(Seed.told(seed)).hasToString(text.toString());
            }
        }
        assertThat(accepted).as(Seed.told(seed)).isPositive();
    }

    @Test
    void headIsOfTheFirstLineWithoutTerminatorAndLeadingNuls() {
        long head = headOf("first");

        assertThat(headOf("first\n")).isEqualTo(head);
        assertThat(headOf("first\r\n")).isEqualTo(head);
        assertThat(headOf("\0\0\0first\n")).isEqualTo(head);
        assertThat(headOf("first\r")).isNotEqualTo(head);
        assertThat(headOf("First")).isNotEqualTo(head);
        assertThat(headOf("fir\0st")).isNotEqualTo(head);
    }

    @Test
    void headIsOfAtMostAKibibyte() {
        String most = "x".repeat(EventId.HEAD_BYTES);

        assertThat(headOf(most + "y\n")).isEqualTo(headOf(most + "z")).isEqualTo(headOf(most));
        assertThat(headOf(most.substring(1) + "y")).isNotEqualTo(headOf(most));
    }

    @Test
    void headOfAnEmptyLineIsNotTheAbsenceOfOne() {
        assertThat(headOf("")).isPositive();
        assertThat(headOf("\n")).isEqualTo(headOf("")).isEqualTo(headOf("\r\n"));
    }

    @Test
    void headsOfLinesThatDifferInOneByteDiffer() {
        Set<Long> heads = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            heads.add(headOf("2026-11-01T12:00:00Z INFO line " + i));
        }
        assertThat(heads).hasSize(100_000).allMatch(head -> head > 0 && head <= Generation.MAX_HEAD);
    }

    /** The check value of CRC-32C. */
    @Test
    void markIsTheCrc32cOfTheBytesBefore() {
        byte[] bytes = "....123456789.".getBytes(UTF_8);

        assertThat(EventId.markOf(bytes, 4, 13)).isEqualTo(0xE306_9283);
        assertThat(EventId.markOf(bytes, 4, 4)).isZero();
    }

    @Test
    void markIsOfAtMostSixtyFourBytes() {
        byte[] one = ("a" + "x".repeat(64)).getBytes(UTF_8);
        byte[] other = ("b" + "x".repeat(64)).getBytes(UTF_8);

        assertThat(EventId.markOf(one, 0, 65)).isEqualTo(EventId.markOf(other, 0, 65));
        assertThat(EventId.markOf(one, 0, 64)).isNotEqualTo(EventId.markOf(other, 0, 64));
    }

    private static long headOf(String line) {
        byte[] bytes = ("<" + line + ">").getBytes(UTF_8);
        return EventId.headOf(bytes, 1, bytes.length - 1);
    }

    private static Position anyPosition(Random random) {
        Generation generation = new Generation(
                "app",
                random.nextLong(),
                random.nextLong() & Generation.MAX_HEAD,
                random.nextInt() & Generation.MASK_24);
        return new Position(
                generation, random.nextLong() >>> (16 + random.nextInt(48)), random.nextLong() >>> 1, random.nextInt());
    }
}
