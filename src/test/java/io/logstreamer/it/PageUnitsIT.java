package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The tests of the page's modules ({@code src/test/js}), each as a test of its own, in the browser they are made for. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageUnitsIT {
    private static final String RUN = "async (files) => (await import('/test/js/harness.js')).run(files)";

    @TestFactory
    Stream<DynamicNode> modules(BrowserProcess browser) throws Exception {
        Map<String, List<Outcome>> files = outcomes(browser, BrowserFiles.tests()).stream()
                .collect(Collectors.groupingBy(Outcome::file, LinkedHashMap::new, Collectors.toList()));
        assertThat(files).as("files with tests").isNotEmpty();
        return files.entrySet().stream()
                .map(file -> dynamicContainer(
                        file.getKey().substring("/test/js/".length()),
                        BrowserFiles.file(file.getKey()).toUri(),
                        file.getValue().stream().map(Outcome::test)));
    }

    @Test
    void failingTestsAreToldWithTheirStack(BrowserProcess browser) throws Exception {
        List<Outcome> outcomes = outcomes(browser, List.of("/test/js/harness.failing.js", "/test/js/harness.js"));

        assertThat(outcomes).hasSize(6);
        assertThat(outcomes.get(0).failure()).as("a file without a test").contains("no test is registered");
        assertThat(outcomes.get(1).failure()).isNull();
        assertThat(outcomes.subList(2, 6))
                .extracting(Outcome::failure)
                .allMatch(failure -> failure != null && failure.contains("harness.failing.js:"));
        assertThat(outcomes.get(2).failure()).contains("is [\n 1,\n 2\n]").contains("expected [\n 1\n]");
    }

    private static List<Outcome> outcomes(BrowserProcess browser, List<String> files) throws Exception {
        try (BrowserFiles server = BrowserFiles.start();
                BrowserTab tab = browser.tab()) {
            tab.open(server.page());
            List<?> answer = (List<?>) tab.page().evaluate(RUN, files);
            return answer.stream().map(each -> Outcome.of((Map<?, ?>) each)).toList();
        }
    }

    /** @param failure message and stack; null: the test passed */
    private record Outcome(
            String file, String name, @Nullable String failure) {

        static Outcome of(Map<?, ?> told) {
            return new Outcome((String) told.get("file"), (String) told.get("name"), (String) told.get("failure"));
        }

        DynamicTest test() {
            return dynamicTest(name, () -> {
                if (failure != null) {
                    throw new AssertionError(failure);
                }
            });
        }
    }
}
