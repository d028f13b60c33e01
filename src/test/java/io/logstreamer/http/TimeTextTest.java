package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T09:00:00Z, 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00.123456789Z, 2026-11-23T09:00:00.123456789Z",
        "2026-11-23T09:00:00+01:00, 2026-11-23T08:00:00Z",
        "2026-11-23T09:00:00 01:00, 2026-11-23T08:00:00Z",
        "2026-11-23 09:00:00.5-05:00, 2026-11-23T14:00:00.5Z",
        "0, 1970-01-01T00:00:00Z",
        "1763892000, 2025-11-23T10:00:00Z",
        "1763892000123, 2025-11-23T10:00:00.123Z",
        "1763892000123456, 2025-11-23T10:00:00.123456Z",
        "1763892000123456789, 2025-11-23T10:00:00.123456789Z",
        "90s, 2026-11-23T09:58:30Z",
        "10m, 2026-11-23T09:50:00Z",
        "2h, 2026-11-23T08:00:00Z",
        "1d, 2026-11-22T10:00:00Z",
        "250ms, 2026-11-23T09:59:59.750Z",
        "0s, 2026-11-23T10:00:00Z"
    })
    void timeIsRead(String text, Instant expected) {
        assertThat(TimeText.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-23",
                "2026-11-23T10:00:00",
                "2026-13-23T10:00:00Z",
                "1969-12-31T23:59:59Z",
                "2262-01-01T00:00:00Z",
                "99999999999",
                "9999999999999999999",
                "99999999999999999999",
                "-1",
                "-10m",
                "10 m",
                "10y",
                "999999d",
                "9999999999999999999d",
                "1e9"
            })
    void restIsNone(String text) {
        assertThat(TimeText.parse(text, NOW)).isNull();
    }
}
