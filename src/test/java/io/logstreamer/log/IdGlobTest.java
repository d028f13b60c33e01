package io.logstreamer.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdGlobTest {

    @ParameterizedTest
    @CsvSource({
        "nginx/*, nginx/access.log, true",
        "nginx/*, nginx/a/b.log, false",
        "*, app, true",
        "*, nginx/access.log, false",
        "*/*, nginx/access.log, true",
        "n?inx/*.log, nginx/access.log, true",
        "n?inx/*.log, nginx/access.txt, false",
        "a*b*c, aXbYc, true",
        "a*b*c, aXbY, false",
        "a**c, ac, true",
        "'', app, false",
        "a?, a, false",
        "[ab], a, false"
    })
    void starStopsAtASlash(String glob, String id, boolean matches) {
        assertThat(IdGlob.matches(glob, id)).isEqualTo(matches);
    }

    @Test
    void hostileGlobIsAnsweredAtOnce() {
        assertThat(IdGlob.matches("*a".repeat(2_000) + "b", "a".repeat(200))).isFalse();
    }

    @Test
    void starAndQuestionMarkMakeAGlob() {
        assertThat(IdGlob.isGlob("nginx/*")).isTrue();
        assertThat(IdGlob.isGlob("a?")).isTrue();
        assertThat(IdGlob.isGlob("nginx/access.log")).isFalse();
    }
}
