package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Writing;
import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Records that begin where a pattern is found. */
class RecordStartTest {

    private static boolean begins(String pattern, String line) throws PatternRefusedException {
        byte[] bytes = ("x" + line + "x").getBytes(UTF_8);
        return !RecordStart.at(pattern).continues(bytes, 1, bytes.length - 1);
    }

    @Test
    void everyLineWithoutTheBeginningGoesOnARecord() throws PatternRefusedException {
        assertThat(begins("^\\d{4}-\\d\\d-", "2026-11-22 10:00:00 started")).isTrue();
        assertThat(begins("^\\d{4}-\\d\\d-", "SELECT *")).isFalse();
        assertThat(begins("^\\d{4}-\\d\\d-", " 2026-11-22 indented")).isFalse();
        assertThat(begins("^\\d{4}-\\d\\d-", "")).isFalse();
    }

    @Test
    void lineThatLooksLikeATraceBeginsARecordIfThePatternSaysSo() throws PatternRefusedException {
        assertThat(begins("^\\s*at ", "\tat 10:00")).isTrue();
    }

    @Test
    void patternIsLookedForAnywhereAndTheLineHasItsOwnEnds() throws PatternRefusedException {
        assertThat(begins("BEGIN", "-- BEGIN --")).isTrue();
        assertThat(begins("^BEGIN$", "BEGIN")).isTrue();
        assertThat(begins("^xBEGIN", "BEGIN")).isFalse();
    }

    @Test
    void textIsUtf8() throws PatternRefusedException {
        assertThat(begins("^ä\\p{Greek}.$", "äλ\ud83d\ude00")).isTrue();
    }

    @Test
    void onlyTheBeginningOfALongLineIsLookedAt() throws PatternRefusedException {
        String filler = "€".repeat(RecordStart.LOOKED_AT_BYTES / 3);
        assertThat(begins("€z", filler + "z")).isTrue();
        assertThat(begins("zy", filler + "zy")).isFalse();
        assertThat(begins("\ufffd", filler + "€€€")).isFalse();
    }

    @Test
    void rulesWithTheSamePatternAreEqual() throws PatternRefusedException {
        assertThat(RecordStart.at("^a")).isEqualTo(RecordStart.at("^a")).hasSameHashCodeAs(RecordStart.at("^a"));
        assertThat(RecordStart.at("^a")).isNotEqualTo(RecordStart.at("^b")).hasToString("^a");
    }

    @Test
    void noBytesMakeItFail() throws PatternRefusedException {
        Random random = new Random(3);
        RecordStart[] rules = {
            RecordStart.at("^\\p{L}+$"), RecordStart.at("a.\ufffd"), RecordStart.at("[^a]$"), RecordStart.at("é")
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] line = new byte[random.nextInt(9)];
            random.nextBytes(line);
            for (RecordStart rule : rules) {
                rule.continues(line, 0, line.length);
            }
        }
    }

    @Test
    void recordIsMarkedByThePatternOfItsSourceInTheCharsetOfTheSource() throws PatternRefusedException {
        assertThat(encoded("^é", ISO_8859_1, "épée\n\tat a.B(C)\n2\n"))
                .containsSubsequence(
                        "\"line\":\"épée\"}",
                        "\"line\":\"\\tat a.B(C)\",\"cont\":true}",
                        "\"line\":\"2\",\"cont\":true}");
        assertThat(encoded("at", UTF_8, "\tat a.B(C)\n")).contains("\"line\":\"\\tat a.B(C)\"}");
    }

    private static String encoded(String pattern, Charset charset, String text) throws PatternRefusedException {
        World world = World.roomy();
        world.log.write(text.getBytes(charset));
        world.log.takeAll(Integer.MAX_VALUE, world.ring::accept);
        Writing writing = Writing.USUAL.in(charset).with(RecordStart.at(pattern));
        Views views = new Views(world.ring, world.log, world.workers, world.pool, new Inattentive(), source -> writing);
        Tape tape = views.acquire(World.SOURCE, Forms.JSON);
        return new String(new TapeReader(tape, world.beginning).read().bytes(), UTF_8);
    }
}
