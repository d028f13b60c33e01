package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    private static final ParameterNames NAMES = ParameterNames.none()
            .repeatable("source")
            .single("tail", "lines")
            .single("follow")
            .single("format")
            .single("heartbeat");

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void repeatableParameterKeepsItsValuesInOrder() {
        assertThat(read("source", "b", "source", "a,c").all("source")).containsExactly("b", "a,c");
    }

    @Test
    void absentParametersReadAsNothing() {
        Parameters parameters = read();

        assertThat(parameters.all("source")).isEmpty();
        assertThat(parameters.text("format")).isEmpty();
        assertThat(parameters.wholeNumber("tail", 0, 10)).isEmpty();
        assertThat(parameters.flag("follow", true)).isTrue();
        assertThat(parameters.oneOf("format", Map.of("raw", 1))).isEmpty();
        assertThat(parameters.duration("heartbeat", SHORTEST, LONGEST, ChronoUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void aliasIsReadUnderTheName() {
        assertThat(read("lines", "7").wholeNumber("tail", 0, 10)).hasValue(7);
    }

    @Test
    void unknownNameIsRefusedWithTheNamesThereAreAndTheOneProbablyMeant() {
        Problem problem = refusal(() -> read("sorce", "app"));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail())
                .isEqualTo("There is no parameter sorce here. Did you mean source?"
                        + " Parameters: source, tail, lines, follow, format, heartbeat.");
        assertThat(problem.members())
                .containsEntry("parameter", "sorce")
                .containsEntry("value", "app")
                .containsEntry("valid", List.of("source", "tail", "lines", "follow", "format", "heartbeat"))
                .containsEntry("suggestion", "source");
    }

    @Test
    void singleParameterGivenTwiceIsRefused() {
        Problem problem = refusal(() -> read("tail", "1", "tail", "1"));

        assertThat(problem.detail()).isEqualTo("tail takes one value, but 2 were given.");
        assertThat(problem.members()).containsEntry("parameter", "tail").containsEntry("value", List.of("1", "1"));
    }

    @Test
    void parameterGivenUnderBothItsNamesIsRefused() {
        Problem problem = refusal(() -> read("tail", "1", "lines", "2"));

        assertThat(problem.members()).containsEntry("parameter", "tail").containsEntry("value", List.of("1", "2"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "10, 10", "007, 7"})
    void wholeNumberIsRead(String written, long number) {
        assertThat(read("tail", written).wholeNumber("tail", 0, 10)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "11", "x", "1.0", "1e1", "+1", " 1", "--1", "-", "٣", "99999999999999999999"})
    void whatIsNoWholeNumberInRangeIsRefused(String written) {
        Problem problem = refusal(() -> read("tail", written).wholeNumber("tail", 0, 10));

        assertThat(problem.detail())
                .isEqualTo("tail=" + written + " cannot be used: it must be a whole number from 0 to 10.");
        assertThat(problem.members()).containsEntry("parameter", "tail").containsEntry("value", written);
    }

    @Test
    void refusalNamesTheAliasThatWasWritten() {
        Problem problem = refusal(() -> read("lines", "x").wholeNumber("tail", 0, 10));

        assertThat(problem.members()).containsEntry("parameter", "lines");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void flagIsRead(String written, boolean flag) {
        assertThat(read("follow", written).flag("follow", !flag)).isEqualTo(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "yes", "TRUE"})
    void otherWordForAFlagIsRefused(String written) {
        Problem problem = refusal(() -> read("follow", written).flag("follow", true));

        assertThat(problem.members()).containsEntry("valid", List.of("false", "true"));
    }

    @Test
    void wordStandsForItsChoice() {
        assertThat(read("format", "json").oneOf("format", Map.of("json", 2))).hasValue(2);
    }

    @Test
    void unknownWordIsRefusedWithTheWordsThereAre() {
        Problem problem = refusal(() -> read("format", "jsn").oneOf("format", Map.of("json", 2)));

        assertThat(problem.detail()).isEqualTo("format=jsn cannot be used: it must be one of json. Did you mean json?");
        assertThat(problem.members()).containsEntry("valid", List.of("json")).containsEntry("suggestion", "json");
    }

    @ParameterizedTest
    @CsvSource({"5, 5000", "60, 60000", "15s, 15000", "5000ms, 5000", "1m, 60000"})
    void durationIsRead(String written, long millis) {
        assertThat(read("heartbeat", written).duration("heartbeat", SHORTEST, LONGEST, ChronoUnit.SECONDS))
                .hasValue(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "4", "4999ms", "61s", "2m", "1h", "5 s", "5sec", "-5", "5.5s", "999999999999999999d"})
    void whatIsNoDurationInRangeIsRefused(String written) {
        Problem problem =
                refusal(() -> read("heartbeat", written).duration("heartbeat", SHORTEST, LONGEST, ChronoUnit.SECONDS));

        assertThat(problem.detail())
                .isEqualTo("heartbeat=" + written + " cannot be used: it must be a time from 5s to 60s.");
    }

    @Test
    void longValueIsCutInTheAnswer() {
        Problem problem = refusal(() -> read("tail", "9".repeat(5_000)).wholeNumber("tail", 0, 10));

        assertThat(problem.json()).hasSizeLessThan(1_000);
    }

    @Test
    void ruleOfTheCallersRefusesInTheSameForm() {
        Problem problem = read("format", "x")
                .refuse("format", "something else", List.of())
                .problem();

        assertThat(problem.json())
                .isEqualTo("{\"status\":400,\"title\":\"Bad Request\","
                        + "\"detail\":\"format=x cannot be used: it must be something else.\","
                        + "\"parameter\":\"format\",\"value\":\"x\"}");
    }

    @Test
    void routeCannotNameAParameterTwice() {
        assertThatThrownBy(() -> NAMES.single("lines"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lines");
    }

    private static Parameters read(String... namesAndValues) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Parameters.read(query, NAMES);
    }

    private static Problem refusal(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }
}
