package io.logstreamer.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @CsvSource({
        "2/s, PT0.5S",
        "1/s, PT1S",
        "0.5/s, PT2S",
        "30/m, PT2S",
        "100/h, PT36S",
        "3/s, PT0.333333333S",
        "max, PT0S"
    })
    void textIsReadAsThePeriodBetweenTwoLines(String text, Duration period) {
        assertThat(Rate.parse(text).period()).isEqualTo(period);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "/s", "2/", "-1/s", "2/d", "2 /s", "0/s", "0.0/m", "fast", "1e3/s"})
    void anythingElseIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("rate=" + text);
    }

    @Test
    void negativePeriodIsRefused() {
        assertThatThrownBy(() -> new Rate(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
