package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Pages;
import io.logstreamer.log.Pages.Order;
import io.logstreamer.log.Pages.Page;
import io.logstreamer.log.Position;
import io.logstreamer.view.HistoryPages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks through a log page by page, each with nothing but an id of the one before, while it grows and rotates. */
class PagingTest {

    private static final Form TEXT =
            new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false, Form.Framing.LINES);

    private final ManualClock clock = new ManualClock();
    private final MemoryLog files = new MemoryLog(clock);
    private final List<String> written = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void forwardPagesGiveEachLineOnce(long number) throws IOException {
        long seed = Long.getLong("seed", number);
        Random random = new Random(seed);
        write(random, 300);
        try (Following log = new Following(files, clock)) {
            log.look();
            Pages pages = new HistoryPages(log.history());
            List<String> got = new ArrayList<>();
            String id = EventId.text(log.history().earliest(Following.APP));
            for (int page = 0; ; page++) {
                Position from = resolve(log, id);
                Page found = pages.find(new Pages.Request(
                        TEXT, from, log.tip(), Order.FIRST, 1 + random.nextInt(40), 1 + random.nextInt(1500)));
                if (page < 30) {
                    write(random, random.nextInt(30));
                    log.look();
                }
                List<String> lines = lines(found);
                got.addAll(lines);
                id = EventId.text(found.last());
                if (!found.more() && page >= 30) {
                    break;
                }
                assertThat(lines.isEmpty() && found.more())
                        .as("seed %d: stands still", seed)
                        .isFalse();
            }
            assertThat(got).as("seed %d", seed).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void backwardPagesGiveEachLineOnce(long number) throws IOException {
        long seed = Long.getLong("seed", number);
        Random random = new Random(seed);
        Order order = random.nextBoolean() ? Order.LAST : Order.NEWEST_FIRST;
        write(random, 900);
        try (Following log = new Following(files, clock)) {
            log.look();
            Pages pages = new HistoryPages(log.history());
            List<String> expected = List.copyOf(written);
            List<String> got = new ArrayList<>();
            String id = EventId.text(log.tip());
            boolean more = true;
            while (more) {
                Page found = pages.find(new Pages.Request(
                        TEXT,
                        log.history().earliest(Following.APP),
                        resolve(log, id),
                        order,
                        1 + random.nextInt(40),
                        1 + random.nextInt(1500)));
                write(random, random.nextInt(10));
                log.look();
                List<String> lines = new ArrayList<>(lines(found));
                if (order == Order.LAST) {
                    Collections.reverse(lines);
                }
                assertThat(lines).as("seed %d", seed).isNotEmpty();
                got.addAll(lines);
                id = EventId.text(found.first());
                more = found.more();
            }
            Collections.reverse(got);
            assertThat(got).as("seed %d, %s", seed, order).isEqualTo(expected);
        }
    }

    /** More than one stretch of a page that is read backwards. */
    @ParameterizedTest
    @EnumSource(
            value = Order.class,
            names = {"LAST", "NEWEST_FIRST"})
    void largePageIsTheEndOfTheLog(Order order) throws IOException {
        Random random = new Random(1);
        write(random, 3_000);
        try (Following log = new Following(files, clock)) {
            log.look();
            Page page = new HistoryPages(log.history())
                    .find(new Pages.Request(
                            TEXT, log.history().earliest(Following.APP), log.tip(), order, 2_000, 1 << 20));
            List<String> expected = new ArrayList<>(written.subList(written.size() - 2_000, written.size()));
            if (order == Order.NEWEST_FIRST) {
                Collections.reverse(expected);
            }
            assertThat(lines(page)).isEqualTo(expected);
            assertThat(page.more()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pageHasAtMostItsBytesOrOneLine(Order order) throws IOException {
        String line = "x".repeat(1_000);
        files.append((line + "\n").repeat(20));
        try (Following log = new Following(files, clock)) {
            log.look();
            Pages pages = new HistoryPages(log.history());
            for (int room : new int[] {1, 1_000, 1_001, 2_001, 2_002, 5_500}) {
                Page page = pages.find(
                        new Pages.Request(TEXT, log.history().earliest(Following.APP), log.tip(), order, 100, room));
                assertThat(lines(page)).as("%d bytes", room).hasSize(Math.max(1, room / 1_001));
                assertThat(page.more()).isTrue();
            }
            Page all = pages.find(
                    new Pages.Request(TEXT, log.history().earliest(Following.APP), log.tip(), order, 20, 20 * 1_001));
            assertThat(lines(all)).hasSize(20);
            assertThat(all.more()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rangeWithoutLinesIsAnEmptyPage(Order order) throws IOException {
        files.append("a\nb\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            Pages pages = new HistoryPages(log.history());
            Position earliest = log.history().earliest(Following.APP);
            Page none = pages.find(new Pages.Request(TEXT, log.tip(), log.tip(), order, 10, 100));
            Page reversed = pages.find(new Pages.Request(TEXT, log.tip(), earliest, order, 10, 100));
            assertThat(lines(none)).isEmpty();
            assertThat(none.more()).isFalse();
            assertThat(lines(reversed)).isEmpty();
            assertThat(reversed.more()).isFalse();
        }
    }

    @Test
    void whatWasTruncatedBetweenTheTwoReadingsIsAGap() throws IOException {
        files.append("a line that is long enough\nanother line of it\n");
        try (Following log = new Following(files, clock)) {
            log.look();
            Page page = new HistoryPages(log.history())
                    .find(new Pages.Request(
                            TEXT, log.history().earliest(Following.APP), log.tip(), Order.FIRST, 10, 1_000));
            files.rewrite("new\n");
            log.look();
            assertThat(lines(page)).hasSize(1).first().asString().startsWith("[gap: truncated");
        }
    }

    private Position resolve(Following log, String id) {
        Resolution found = log.history().resolve(Following.APP, Objects.requireNonNull(EventId.parse(id)));
        assertThat(found.reason()).isNull();
        return found.position();
    }

    private void write(Random random, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            String line = written.size() + " " + "x".repeat(random.nextInt(60));
            files.append(line + "\n");
            written.add(line);
            if (random.nextInt(200) == 0) {
                files.rotate();
            }
        }
    }

    private static List<String> lines(Page page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.writeTo(out);
        return out.toString(UTF_8).lines().toList();
    }
}
