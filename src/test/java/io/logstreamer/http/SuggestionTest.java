package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> NAMES = List.of("source", "tail", "follow", "heartbeat", "last_event_id");

    @ParameterizedTest
    @CsvSource({
        "sorce, source",
        "suorce, source",
        "sources, source",
        "tial, tail",
        "Follow, follow",
        "lasteventid, last_event_id",
        "hartbeet, heartbeat"
    })
    void slipOfTheFingerFindsItsWord(String written, String meant) {
        assertThat(Suggestion.closest(written, NAMES)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "grep", "utm_source_of_all", "''"})
    void strangerFindsNothing(String written) {
        assertThat(Suggestion.closest(written, NAMES)).isNull();
    }

    @Test
    void longTextIsNotCompared() {
        assertThat(Suggestion.closest("a".repeat(41), List.of("a".repeat(41)))).isNull();
    }
}
