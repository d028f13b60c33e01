package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Back beyond what the page keeps. A telephone keeps 200,000 lines: what is older comes from the files again, rotated and
 * packed ones too, without a line that moves but by the reader's hand.
 */
@BrowserNeeded
class PageHistoryIT {
    private static final int KEPT = 200_000;
    private static final int BEFORE = 30_000;
    private static final int LIVE = 240_000;
    private static final int LINES_PER_WRITE = 5_000;
    private static final int ROTATE_EVERY = 70_000;
    private static final int STEP_PIXELS = 90;

    @Test
    void scrollingBackGoesToTheOldestLineWithoutAJump(LogServer server, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog();
        for (int next = 0; next < BEFORE; next += LINES_PER_WRITE) {
            log.append(lines(next, next + LINES_PER_WRITE));
        }
        log.rotate().append(lines(BEFORE, BEFORE + LINES_PER_WRITE)).packRotated();
        var phone = BrowserProcess.options()
                .setViewportSize(390, 844)
                .setScreenSize(390, 844)
                .setHasTouch(true)
                .setIsMobile(true);
        try (BrowserLog page = BrowserLog.live(browser.tab(phone), server.uri("/?source=" + log.source()))) {
            page.awaitShown(line(BEFORE + LINES_PER_WRITE - 1));
            long shown = page.number("lines");
            assertThat(page.number("ringCapacity")).isEqualTo(KEPT);
            int end = BEFORE + LINES_PER_WRITE;
            for (; end < LIVE; end += LINES_PER_WRITE) {
                if (end % ROTATE_EVERY == 0) {
                    log.rotate();
                }
                log.append(lines(end, end + LINES_PER_WRITE));
            }
            page.awaitLines(shown + end - BEFORE - LINES_PER_WRITE);
            page.awaitShown(line(end - 1));
            assertThat(page.number("lost")).isZero();
            assertThat(page.number("ringLines")).as("the oldest are dropped").isLessThanOrEqualTo(KEPT);

            // Back over the newest rotation, and then over what was dropped, into the archive and to its first
            // line.
            for (int at : List.of(end - 30_000, BEFORE + 2_000, BEFORE, 12_000)) {
                goBackTo(page, at);
                assertNothingJumps(page);
            }
            goBackTo(page, 0);
            page.wheel(-STEP_PIXELS);
            page.awaitShown("Beginning of the log");
            assertThat(page.number("lost")).isZero();
            assertThat(page.number("gaps")).isZero();
            assertThat(page.number("reconnects")).isZero();
            page.tab().assertNoComplaints();
        }
    }

    /** Turns the wheel until a line is in view; far away first, as somebody who seeks does. */
    private static void goBackTo(BrowserLog page, int line) {
        for (int top = top(page); top > line; top = top(page)) {
            page.wheel(-rowPixels(page) * Math.max(1, top - line));
            page.await("() => document.querySelectorAll('.row.loading, .row.lost').length === 0", null);
            page.await("() => document.querySelectorAll('.row.line').length > 5", null);
        }
    }

    /** Each line that was in view before a turn of the wheel and still is has moved by that turn, and no pixel more. */
    private static void assertNothingJumps(BrowserLog page) {
        for (int turn = 0; turn < 8; turn++) {
            Map<Integer, Integer> before = placesPixels(page);
            assertConsecutive(before);
            page.wheel(-STEP_PIXELS);
            page.await("() => document.querySelectorAll('.row.loading, .row.lost').length === 0", null);
            Map<Integer, Integer> after = placesPixels(page);
            before.keySet().retainAll(after.keySet());
            assertThat(before).as("lines in view before and after").hasSizeGreaterThan(5);
            before.forEach((line, pixels) -> assertThat(after.get(line) - pixels)
                    .as("pixels that line %d has moved", line)
                    .isEqualTo(STEP_PIXELS));
        }
    }

    private static void assertConsecutive(Map<Integer, Integer> places) {
        TreeMap<Integer, Integer> sorted = new TreeMap<>(places);
        assertThat(sorted.lastKey() - sorted.firstKey())
                .as("lines in view, from the first to the last")
                .isEqualTo(places.size() - 1);
    }

    private static int top(BrowserLog page) {
        return placesPixels(page).keySet().stream()
                .mapToInt(Integer::intValue)
                .min()
                .orElseThrow();
    }

    private static int rowPixels(BrowserLog page) {
        return ((Number) page.page().evaluate("document.querySelector('.row.line').getBoundingClientRect().height"))
                .intValue();
    }

    /** Where the lines in view stand, by their number. */
    private static Map<Integer, Integer> placesPixels(BrowserLog page) {
        List<?> found = (List<?>) page.page().evaluate("""
                () => [...document.querySelectorAll('.row.line')].map((row) =>
                  [Number(row.querySelector('.message').textContent.slice(0, 7)), Math.round(row.getBoundingClientRect().top)])
                """);
        Map<Integer, Integer> places = new TreeMap<>();
        for (Object each : found) {
            List<?> pair = (List<?>) each;
            places.put(((Number) pair.get(0)).intValue(), ((Number) pair.get(1)).intValue());
        }
        assertThat(places).as("each line once").hasSameSizeAs(found);
        return places;
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(PageHistoryIT::line).toList();
    }

    private static String line(int number) {
        return "%07d a line".formatted(number);
    }
}
