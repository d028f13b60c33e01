package io.logstreamer.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a pattern from costing more than it may. */
class BoundedPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^\\d{4}-\\d\\d-\\d\\d",
                "a{1000}",
                "(a{10}){100}",
                "(a{100}|b{200}){5}",
                "a{1000}b{1000}",
                "\\Q{1000}{1000}\\E",
                "[{1000}]{1000}",
                "[^]{1000}\\]{1000}[:digit:]]{1000}",
                "\\x{1000}{1000}",
                "\\p{Greek}{1000}",
                "\\{{1000}",
                "a{x}{1000}",
                "a{,5}{1000}",
            })
    void patternWithinTheLimitsIsTaken(String pattern) throws PatternRefusedException {
        assertThat(BoundedPattern.compile(pattern).pattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{10}){101}",
                "(?:(?P<x>a{10}b){10}c){11}",
                "((x|[)]{2}){2,50}){11,}",
                "(\\(a{1000}){2}",
                "(\\Q)\\Ea{1000}){2}",
                "(a{99999999999}){99999999999}",
            })
    void nestedRepeatsAreMultiplied(String pattern) {
        assertThatThrownBy(() -> BoundedPattern.compile(pattern))
                .isInstanceOf(PatternRefusedException.class)
                .hasMessage("repeats a part more than 1000 times, nested repeats multiplied");
    }

    @Test
    void programIsBounded() {
        assertThatThrownBy(() -> BoundedPattern.compile("a{1000}b{1000}".repeat(8)))
                .isInstanceOf(PatternRefusedException.class)
                .hasMessageMatching("compiles to \\d+ instructions, more than 10000");
    }

    @Test
    void lengthIsBounded() throws PatternRefusedException {
        assertThat(BoundedPattern.compile("a".repeat(500))).isNotNull();
        assertThatThrownBy(() -> BoundedPattern.compile("a".repeat(501)))
                .isInstanceOf(PatternRefusedException.class)
                .hasMessage("has more than 500 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", ")", "[", "a**", "\\1", "(?=a)", "(?<!a)b", "a{1001}x{2", "\\", "[\\", "\\p{", "{", "(?P<"})
    void whatIsNoPatternIsRefusedOrTakenAsText(String pattern) {
        try {
            BoundedPattern.compile(pattern);
        } catch (PatternRefusedException e) {
            assertThat(e.problem()).isNotEmpty();
            assertThat(e.fix()).isNotEmpty();
        }
    }

    @Test
    void noPatternCompilesToMuchMoreThanTheLimitBeforeItIsRefused() {
        Random random = new Random(11);
        String[] pieces = {
            "(", ")", "a", "[", "]", "{9}", "{99}", "{9,99}", "\\", "Q", "E", "|", "*", "^", "p{L}", "x{41}"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int k = random.nextInt(14); k >= 0; k--) {
                pattern.append(pieces[random.nextInt(pieces.length)]);
            }
            long began = System.nanoTime();
            try {
                BoundedPattern.compile(pattern.toString());
            } catch (PatternRefusedException e) {
                assertThat(e.problem()).isNotEmpty();
            }
            assertThat(System.nanoTime() - began).as(pattern.toString()).isLessThan(2_000_000_000L);
        }
    }
}
