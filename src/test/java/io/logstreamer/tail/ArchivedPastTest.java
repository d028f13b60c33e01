package io.logstreamer.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Pages;
import io.logstreamer.log.Pages.Order;
import io.logstreamer.log.Pages.Page;
import io.logstreamer.log.Position;
import io.logstreamer.log.SourceState;
import io.logstreamer.view.HistoryPages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A log whose past was packed before the server started: nothing of it is known but names until somebody asks. */
class ArchivedPastTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Form TEXT =
            new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false, Form.Framing.LINES);
    private static final int MAX_LINES_OF_A_FILE = 60;

    private final ManualClock clock = new ManualClock();
    private final MemoryLog files = new MemoryLog(clock);
    /** All lines, the oldest first. */
    private final List<String> written = new ArrayList<>();

    /** How an old file is packed. */
    enum Packing {
        GZIP(".gz"),
        TWO_MEMBERS(".gz"),
        ZSTD(".zst"),
        XZ(".xz"),
        BZIP2(".bz2");

        private final String suffix;

        Packing(String suffix) {
            this.suffix = suffix;
        }

        private byte[] pack(byte[] plain) {
            int half = plain.length / 2;
            return switch (this) {
                case GZIP -> ArchiveFixtures.pack(ArchiveForm.GZIP, plain);
                case TWO_MEMBERS ->
                    ArchiveFixtures.join(
                            ArchiveFixtures.pack(ArchiveForm.GZIP, Arrays.copyOf(plain, half)),
                            ArchiveFixtures.pack(ArchiveForm.GZIP, Arrays.copyOfRange(plain, half, plain.length)));
                case ZSTD -> ArchiveFixtures.pack(ArchiveForm.ZSTD, plain);
                case XZ -> ArchiveFixtures.pack(ArchiveForm.XZ, plain);
                case BZIP2 -> ArchiveFixtures.pack(ArchiveForm.BZIP2, plain);
            };
        }
    }

    static Stream<Packing> packings() {
        return Stream.of(Packing.values());
    }

    private static String at(int second) {
        return BEGIN.plusSeconds(second).toString();
    }

    private void write(int lines) {
        for (int i = 0; i < lines; i++) {
            String line = at(written.size()) + " line " + written.size();
            files.disk().append(files.path(), line + "\n");
            written.add(line);
        }
    }

    private Path pack(int number, Packing packing) {
        Path plain = files.rotated(number);
        Path packed = plain.resolveSibling(plain.getFileName() + packing.suffix);
        files.disk().append(packed, packing.pack(files.disk().content(plain)));
        files.disk().delete(plain);
        return packed;
    }

    /** Some generations, of which all but the newest ones are packed in the same way, or each in its own. */
    private void writeGenerations(Random random, List<Packing> forms) throws IOException {
        int generations = 2 + random.nextInt(4);
        for (int i = 0; i < generations; i++) {
            write(1 + random.nextInt(MAX_LINES_OF_A_FILE));
            files.rotate();
        }
        write(random.nextInt(MAX_LINES_OF_A_FILE));
        int plain = random.nextInt(2);
        for (int number = generations; number > plain; number--) {
            pack(number, forms.get(random.nextInt(forms.size())));
        }
    }

    private Position resolve(Following log, String id) {
        Resolution found = log.history().resolve(Following.APP, Objects.requireNonNull(EventId.parse(id)));
        assertThat(found.reason()).as(id).isNull();
        return found.position();
    }

    private static List<String> lines(Page page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.writeTo(out);
        return out.toString(UTF_8).lines().toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void pagesInBothDirectionsGiveEachLineOnce(long number) throws IOException {
        long seed = Long.getLong("seed", number);
        Random random = new Random(seed);
        writeGenerations(random, List.of(Packing.values()));
        for (Order order : Order.values()) {
            try (Following log = new Following(files, clock)) {
                log.look();
                Pages pages = new HistoryPages(log.history());
                boolean forward = order == Order.FIRST;
                Position earliest = log.history().earliest(Following.APP);
                String id = EventId.text(forward ? earliest : log.tip());
                List<String> got = new ArrayList<>();
                boolean more = true;
                while (more) {
                    Position place = resolve(log, id);
                    Page page = pages.find(new Pages.Request(
                            TEXT,
                            forward ? place : earliest,
                            forward ? log.tip() : place,
                            order,
                            1 + random.nextInt(40),
                            1 + random.nextInt(3_000)));
                    List<String> lines = new ArrayList<>(lines(page));
                    if (order == Order.LAST) {
                        Collections.reverse(lines);
                    }
                    got.addAll(lines);
                    id = EventId.text(forward ? page.last() : page.first());
                    more = page.more();
                    assertThat(lines).as("seed %d, %s: a page", seed, order).isNotEmpty();
                }
                if (!forward) {
                    Collections.reverse(got);
                }
                assertThat(got).as("seed %d, %s", seed, order).isEqualTo(written);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void everyTimeIsFound(Packing packing) throws IOException {
        writeGenerations(new Random(7), List.of(packing));
        try (Following log = new Following(files, clock)) {
            log.look();
            for (int i = 0; i < written.size(); i++) {
                assertThat(log.read(log.history().since(Following.APP, BEGIN.plusSeconds(i))))
                        .as("since line %d", i)
                        .isEqualTo(written.subList(i, written.size()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void idOfEveryPlaceThatIsGivenIsGood(Packing packing) throws IOException {
        writeGenerations(new Random(11), List.of(packing));
        try (Following log = new Following(files, clock)) {
            log.look();
            for (int i = 1; i <= written.size(); i++) {
                List<String> rest = written.subList(written.size() - i, written.size());
                Position back = log.history().back(log.tip(), i);
                assertThat(log.resume(EventId.text(back))).as("%d back", i).isEqualTo(rest);
                Position since = log.history().since(Following.APP, BEGIN.plusSeconds(written.size() - (long) i));
                assertThat(log.resume(EventId.text(since))).as("%d since", i).isEqualTo(rest);
            }
            log.restart();
            log.look();
            Position half = log.history().back(log.tip(), written.size() / 2);
            String id = EventId.text(half);
            log.restart();
            log.look();
            assertThat(log.resume(id)).isEqualTo(written.subList(written.size() - written.size() / 2, written.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void sizeOfWhatWasNotUnpackedIsNotInvented(Packing packing) throws IOException {
        write(10);
        files.rotate();
        write(5);
        pack(1, packing);
        try (Following log = new Following(files, clock)) {
            log.look();
            SourceState state = Objects.requireNonNull(log.history().source(Following.APP));
            assertThat(state.generations())
                    .extracting(SourceState.Stretch::sizeBytes)
                    .containsExactly(
                            SourceState.UNKNOWN_BYTES, (long) files.disk().size(files.path()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void archiveThatCannotBeReadIsAGapInItsPlace(Order order) throws IOException {
        write(30);
        files.rotate();
        write(30);
        files.rotate();
        write(30);
        pack(2, Packing.XZ);
        files.disk().delete(files.rotated(1));
        files.disk().append(files.rotated(1).resolveSibling("app.log.1.gz"), "no archive at all");
        try (Following log = new Following(files, clock)) {
            log.look();
            Page page = new HistoryPages(log.history())
                    .find(new Pages.Request(
                            TEXT, log.history().earliest(Following.APP), log.tip(), order, 100, 100_000));
            List<String> lines = new ArrayList<>(lines(page));
            if (order == Order.NEWEST_FIRST) {
                Collections.reverse(lines);
            }
            List<String> expected = new ArrayList<>(written.subList(0, 30));
            expected.addAll(written.subList(60, 90));
            assertThat(lines).hasSize(61);
            assertThat(lines.get(30)).startsWith("[gap: unreadable").doesNotContain("bytes");
            lines.remove(30);
            assertThat(lines).isEqualTo(expected);
            assertThat(page.more()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void lineThatNobodyHasEndedStandsBehindTheArchive(Packing packing) throws IOException {
        write(5);
        files.rotate();
        files.disk().append(files.path(), "begun");
        files.rotate();
        pack(2, packing);
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.fromEarliest()).isEqualTo(written);
            assertThat(endOf(log)).isEqualTo(log.tip());
            String id = EventId.text(log.tip());
            log.restart();
            log.look();
            assertThat(log.resume(id)).isEmpty();
            assertThat(endOf(log)).isEqualTo(log.tip());
            written.add("begun");
            write(2);
            assertThat(log.look())
                    .filteredOn(each -> !each.startsWith("rotate"))
                    .isEqualTo(written.subList(5, 8));
            assertThat(log.fromEarliest()).isEqualTo(written);
            assertThat(log.resume(id)).isEqualTo(written.subList(5, 8));
        }
    }

    @ParameterizedTest
    @MethodSource("packings")
    void idOfALineThatNobodyHasEndedIsGoodInTheNextLife(Packing packing) throws IOException {
        write(5);
        files.rotate();
        files.disk().append(files.path(), "begun");
        files.rotate();
        pack(2, packing);
        try (Following log = new Following(files, clock)) {
            assertThat(log.lookAfter(1_000)).containsExactly("begun");
            written.add("begun");
            String id = EventId.text(log.tip());
            log.restart();
            assertThat(log.resume(id)).isEmpty();
            log.lookAfter(1_000);
            assertThat(log.fromEarliest()).isEqualTo(written);
            assertThat(log.resume(id)).isEmpty();
        }
    }

    @Test
    void lineThatNobodyHasEndedIsOneOnceTheNextFileHasBegun() throws IOException {
        write(5);
        files.rotate();
        files.disk().append(files.path(), "begun");
        files.rotate();
        try (Following log = new Following(files, clock)) {
            written.add("begun");
            write(2);
            assertThat(log.look())
                    .filteredOn(each -> !each.startsWith("rotate"))
                    .isEqualTo(written.subList(5, 8));
            assertThat(log.fromEarliest()).isEqualTo(written);
        }
    }

    private static Position endOf(Following log) {
        Position at = log.history().earliest(Following.APP);
        for (Entry entry = log.history().read(at, 4_096);
                entry != null;
                entry = log.history().read(at, 4_096)) {
            at = entry.after();
        }
        return at;
    }

    @Test
    void oldestArchiveThatIsPackedAnewUnderItsNameStaysInItsPlace() throws IOException {
        write(20);
        files.rotate();
        write(20);
        files.rotate();
        write(20);
        Path oldest = pack(2, Packing.BZIP2);
        byte[] packed = files.disk().content(oldest);
        try (Following log = new Following(files, clock)) {
            log.look();
            List<String> ids = IntStream.rangeClosed(1, 60)
                    .mapToObj(i -> EventId.text(log.history().back(log.tip(), i)))
                    .toList();
            Path made = oldest.resolveSibling("new.tmp");
            files.disk().append(made, packed);
            files.disk().rename(made, oldest);
            for (int i = 0; i < 5; i++) {
                log.lookAfter(1_100);
            }
            assertThat(log.fromEarliest()).isEqualTo(written);
            for (int i = 1; i <= ids.size(); i++) {
                assertThat(log.resume(ids.get(i - 1))).as("%d back", i).isEqualTo(written.subList(60 - i, 60));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 24, 25, 26, 1_000})
    void wayBackInPlainFilesEndsBeforeTheNewestArchive(int lines) throws IOException {
        write(20);
        files.rotate();
        write(3);
        files.rotate();
        write(2);
        pack(2, Packing.XZ);
        try (Following log = new Following(files, clock)) {
            Position reached = log.history().backInPlain(log.tip(), lines);
            assertThat(log.recorder.readFrom(log.history(), reached))
                    .filteredOn(each -> !each.startsWith("rotate"))
                    .isEqualTo(written.subList(25 - Math.min(lines, 5), 25));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 9_000, 700_000})
    void roomThatWasReservedAtTheEndOfAnArchiveIsNoText(int bytes) throws IOException {
        write(3);
        files.resize(files.disk().size(files.path()) + bytes);
        files.rotate();
        write(2);
        files.append("half");
        written.add("half");
        files.resize(files.disk().size(files.path()) + bytes);
        files.rotate();
        write(2);
        pack(2, Packing.XZ);
        pack(1, Packing.GZIP);
        try (Following log = new Following(files, clock)) {
            log.look();
            assertThat(log.fromEarliest()).isEqualTo(written);
            for (int i = 1; i <= written.size(); i++) {
                String id = EventId.text(log.history().back(log.tip(), i));
                assertThat(log.resume(id))
                        .as("%d back", i)
                        .isEqualTo(written.subList(written.size() - i, written.size()));
            }
        }
    }
}
