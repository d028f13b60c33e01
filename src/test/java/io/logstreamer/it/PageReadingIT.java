package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a person does with the lines in the page: select, search, unfold, go back to the beginning of the log. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageReadingIT {

    private LogServer server;

    @BeforeAll
    void start() throws Exception {
        server = LogServer.startAt("/", ContainerKind.JETTY121, 10, Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        server.finish();
    }

    @Test
    void selectionStaysWhileTheLogGoesOn(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 90));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(89));
            page.row(NumberedLines.line(80)).click();
            page.awaitSaid("1 line selected");
            log.append(NumberedLines.range(90, 95));
            page.press("f");
            page.awaitShown(NumberedLines.line(94));
            page.row(NumberedLines.line(94))
                    .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
            page.awaitSaid("15 lines selected");
            page.press("y");
            page.awaitSaid("opied");
            assertThat(page.copied().lines()).containsExactlyElementsOf(NumberedLines.range(80, 95));
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void searchCountsWalksAndLeavesOnlyWhatMatches(BrowserProcess browser) throws Exception {
        List<String> lines = IntStream.range(0, 90)
                .mapToObj(i -> i % 20 == 7 ? "here is a Needle " + i : "hay " + i)
                .toList();
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("hay 89");
            page.press("/");
            page.page().keyboard().type("needle");
            page.awaitSaid("5 hits");
            page.page().keyboard().press("Enter");
            page.awaitSaid("5 of 5");
            page.press("N");
            page.awaitSaid("4 of 5");
            page.page()
                    .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Only matching lines"))
                    .check();
            page.awaitShown("here is a Needle 7");
            assertThat(page.shows("hay 1")).isFalse();
            log.append("hay 90", "one more needle");
            page.awaitShown("one more needle");
            assertThat(page.shows("hay 90")).isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void historyGoesBackToTheOldestArchiveWithoutAHole(BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append(NumberedLines.range(0, 1_500));
        log.rotate().append(NumberedLines.range(1_500, 3_000));
        log.packRotated().append(NumberedLines.range(3_000, 3_200));
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown(NumberedLines.line(3_199));
            page.press("g");
            page.awaitShown(NumberedLines.line(0));
            assertThat(page.shows(NumberedLines.line(1))).isTrue();
            page.press("G");
            page.awaitShown(NumberedLines.line(3_199));
            page.wheel(-20_000);
            page.awaitSaid("Paused");
            assertConsecutive(numbersShown(page));
            page.tab().assertNoComplaints();
        }
    }

    private static List<Integer> numbersShown(BrowserLog page) {
        String shown = page.list().innerText();
        return IntStream.range(0, 3_200)
                .filter(i -> shown.contains(NumberedLines.line(i)))
                .boxed()
                .toList();
    }

    private static void assertConsecutive(List<Integer> numbers) {
        assertThat(numbers).isNotEmpty();
        int first = numbers.get(0);
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.range(first, first + numbers.size()).boxed().toList());
    }

    @Test
    void stackTraceIsOneRowThatOpens(BrowserProcess browser) throws Exception {
        List<String> lines =
                new ArrayList<>(List.of("10:00:00 ERROR it broke", "java.lang.IllegalStateException: boom"));
        IntStream.range(0, 38).forEach(i -> lines.add("\tat shop.Order.run" + i + "(Order.java:" + i + ")"));
        lines.add("10:00:01 INFO it goes on");
        TempLog log = server.nextLog().append(lines);
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("+38 frames");
            page.awaitShown("it goes on");
            assertThat(page.shows("shop.Order.run0(")).isFalse();
            page.list().getByText("+38 frames").click();
            page.awaitShown("shop.Order.run5(");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void fieldsOfAJsonLineOpenUnderIt(BrowserProcess browser) throws Exception {
        String json = "{\"level\":\"info\",\"user\":\"u17\",\"nested\":{\"inner\":42}}";
        TempLog log = server.nextLog().append(json, "after it");
        try (BrowserLog page = BrowserLog.live(browser.tab(), page(log))) {
            page.awaitShown("after it");
            page.row(json).click();
            page.press("o");
            page.awaitShown("nested.inner");
            page.tab().assertNoComplaints();
        }
    }

    private URI page(TempLog log) {
        return server.uri("/?source=" + log.source());
    }
}
