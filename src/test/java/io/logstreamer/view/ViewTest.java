package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Tape;
import io.logstreamer.log.TextLog;
import io.logstreamer.log.Writings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// On a thread of its own: a reader that goes round in circles hears no interrupt.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewTest {

    private static final int LINE_BYTES = 100;

    // ---- From the ring.

    @Test
    void everyReaderGetsTheSameSegments() {
        World world = World.roomy();
        Tape tape = world.tape();
        List<TapeReader> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            readers.add(new TapeReader(tape, world.beginning));
        }
        for (int round = 0; round < 40; round++) {
            world.publish(World.lines(100 * round, 100, LINE_BYTES), 1 << 14);
            for (int i = 0; i < readers.size(); i++) {
                // At five paces: all there is, or pieces that end anywhere.
                readers.get(i).read(i == 0 ? Integer.MAX_VALUE : 4000 * i + 7);
            }
        }
        readers.forEach(TapeReader::read);

        String expected = world.wire();
        for (TapeReader reader : readers) {
            assertThat(World.text(reader.bytes())).isEqualTo(expected);
            assertSameSegments(reader.segments, readers.get(0).segments);
        }
        assertThat(readers.get(0).segments).hasSizeGreaterThan(5);
        long encoded = readers.get(0).segments.stream()
                .mapToLong(segment -> segment.extent().limit())
                .sum();
        assertThat(encoded).as("bytes made for all of them together").isEqualTo(expected.length());
        assertThat(world.log.reads()).isZero();
    }

    @Test
    void readerThatComesToTheTipJoinsTheBlockThatGrows() {
        World world = World.roomy();
        Tape tape = world.tape();
        world.publish("one\n");
        TapeReader first = new TapeReader(tape, world.beginning).read();
        Position tip = world.log.tip();

        TapeReader second = new TapeReader(tape, tip).read();
        world.publish("two\n");

        assertThat(World.text(second.read().bytes())).isEqualTo(world.wireAfter(tip));
        assertThat(World.text(first.read().bytes())).isEqualTo(world.wire());
        assertSameSegments(second.segments, first.segments);
    }

    @Test
    void blockThatIsFullEndsInTheMiddleOfABatch() {
        World world = World.roomy();
        world.publish(World.lines(0, 3000, LINE_BYTES));
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();

        assertThat(World.text(reader.bytes())).isEqualTo(world.wire());
        assertThat(reader.segments).hasSizeBetween(7, 20);
        Position place = world.beginning;
        for (Segment segment : reader.segments) {
            assertThat(segment.start()).isEqualTo(place);
            assertThat(segment.extent().limit()).isBetween(1, View.BLOCK_BYTES);
            assertThat(segment.bytes().length).isLessThanOrEqualTo(View.BLOCK_BYTES);
            place = segment.extent().end();
            assertThat(endsWithIdOf(segment, place)).isTrue();
        }
        assertThat(place).isEqualTo(world.log.tip());
    }

    @Test
    void lineBiggerThanABlockHasABlockOfItsOwn() {
        World world = World.roomy();
        String big = "x".repeat(3 * View.BLOCK_BYTES);
        world.publish("before\n" + big + "\n" + big + "\nafter\n");
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();

        assertThat(Digest.of(reader.bytes())).isEqualTo(Digest.of(world.wire().getBytes(US_ASCII)));
        assertThat(reader.segments).hasSize(4);
        assertThat(reader.segments.get(1).bytes()).hasSizeBetween(big.length(), big.length() + 100);
    }

    @Test
    void memoryIsGivenAtTheFirstLineAndLittleAtFirst() {
        World world = World.roomy();
        Tape tape = world.tape();
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        long waiting = world.pool.weightBytes();
        world.publish("one\n");
        reader.read();

        assertThat(waiting).as("one who waits").isLessThan(1000);
        assertThat(world.pool.weightBytes()).isBetween(1000L, 10_000L);
    }

    @Test
    void rotationIsPassedOverUnlessItWasAskedFor() {
        World world = World.roomy();
        world.publish("one\n");
        world.ring.accept(world.log.rotate("app.log"));
        world.publish("two\n");
        TapeReader plain = new TapeReader(world.tape(), world.beginning).read();
        TapeReader full = new TapeReader(
                        world.views.acquire(World.SOURCE, Forms.withControls(Forms.ESCAPE)), world.beginning)
                .read();

        assertThat(World.text(plain.bytes())).isEqualTo(world.wire());
        assertThat(World.text(full.bytes()))
                .matches(
                        "(?s)event: log_update\ndata: one\n.*\n\nevent: rotate\n.*\n\nevent: log_update\ndata: two\n.*");
    }

    @Test
    void firstLineOfTheNextGenerationHasThePredecessorInItsId() {
        World world = World.roomy();
        world.publish("one\n");
        world.ring.accept(world.log.rotate("app.log"));
        world.publish("two\n");
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();

        EventId last = EventId.parse(
                World.text(reader.bytes()).substring(reader.bytes().length - 33).strip());
        assertThat(last).isEqualTo(EventId.of(world.log.tip()));
        assertThat(last.taken()).isEqualTo(4);
        assertThat(last.offset()).isEqualTo(4);
    }

    @Test
    void gapStandsBetweenTheLinesAroundIt() {
        World world = World.roomy();
        world.publish("one\n");
        Position before = world.log.tip();
        Position after = new Position(new Generation(World.SOURCE, 5, 0, TextLog.HINT), 0, 4, 0);
        world.ring.accept(new Gap(before, after, Gap.Reason.TRUNCATED, -1, false));
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();

        assertThat(World.text(reader.bytes()))
                .startsWith(world.wire() + "event: gap\ndata: {")
                .endsWith("}\n\n");
        assertThat(reader.segments.get(0).extent().end()).isEqualTo(after);
    }

    @Test
    void announcementReachesWhoeverReadsAlong() {
        World world = World.roomy();
        Tape tape = world.tape();
        world.publish("one\n");
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        world.ring.announce("event: note\ndata: x\n\n".getBytes(US_ASCII));
        String before = world.wire();
        world.publish("two\n");

        assertThat(World.text(reader.read().bytes()))
                .isEqualTo(before + "event: note\ndata: x\n\n" + world.wire().substring(before.length()));
    }

    @Test
    void announcementTooBigForTheRestOfABlockGoesIntoTheNext() {
        World world = World.roomy();
        Tape tape = world.tape();
        world.publish("one\n");
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        byte[] wire = ("event: note\ndata: " + "x".repeat(2 * View.BLOCK_BYTES) + "\n\n").getBytes(US_ASCII);
        world.ring.announce(wire);
        String before = world.wire();
        world.publish("two\n");

        assertThat(World.text(reader.read().bytes()))
                .isEqualTo(before + World.text(wire) + world.wire().substring(before.length()));
    }

    // ---- From the files, and back.

    @Test
    void lappedReaderReadsTheFileAndMergesBackExactly() {
        World world = new World(20_000, World.PLENTY_BYTES);
        Tape tape = world.tape();
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        world.publish(World.lines(0, 100, LINE_BYTES), 1000);
        reader.read(3333);
        world.publish(World.lines(100, 5000, LINE_BYTES), 1000);

        int rounds = 0;
        for (reader.read(); reader.waits(); reader.read()) {
            assertThat(world.workers.work()).isPositive();
            rounds++;
        }
        assertThat(World.text(reader.bytes())).isEqualTo(world.wire());
        assertThat(rounds).isGreaterThan(1);

        int reads = world.log.reads();
        world.publish(World.lines(5100, 10, LINE_BYTES), 1000);
        assertThat(World.text(reader.read().bytes())).isEqualTo(world.wire());
        assertThat(world.log.reads()).as("live again: no file is read").isEqualTo(reads);
        assertThat(world.workers.waiting()).isZero();
    }

    /** Its block is empty and ends where it starts: to come in there again was to go round in circles for ever. */
    @Test
    void readerLappedBeforeItsFirstLineGoesOnInTheFile() {
        World world = new World(1000, World.PLENTY_BYTES);
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();
        world.publish(World.lines(0, 100, LINE_BYTES), 300);
        for (reader.read(); reader.waits(); reader.read()) {
            world.workers.work();
        }

        assertThat(World.text(reader.bytes())).isEqualTo(world.wire());
    }

    /** A rotation moves nobody: a block that holds nothing else ends where it starts, too. */
    @Test
    void rotationIsToldOnceToOneWhoIsLappedBehindIt() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish("one\n");
        Position tip = world.log.tip();
        Tape tape = world.views.acquire(World.SOURCE, Forms.withControls(Forms.ESCAPE));
        TapeReader reader = new TapeReader(tape, tip).read();
        world.ring.accept(world.log.rotate("app.log"));
        String told = World.text(reader.read().bytes());
        world.publish(World.lines(0, 100, LINE_BYTES), 300);
        for (reader.read(); reader.waits(); reader.read()) {
            world.workers.work();
        }

        assertThat(told).startsWith("event: rotate\n");
        assertThat(World.text(reader.bytes())).isEqualTo(told + world.wireAfter(tip));
    }

    @Test
    void linesThatComeWhileTheFileIsReadAreNeitherLostNorRepeated() {
        World world = new World(20_000, World.PLENTY_BYTES);
        Tape tape = world.tape();
        world.publish(World.lines(0, 3000, LINE_BYTES), 1000);
        TapeReader reader = new TapeReader(tape, world.beginning);
        int number = 3000;
        for (reader.read(); reader.waits(); reader.read()) {
            world.publish(World.lines(number, 20, LINE_BYTES), 700);
            number += 20;
            world.workers.work();
            world.publish(World.lines(number, 20, LINE_BYTES), 700);
            number += 20;
        }
        assertThat(World.text(reader.bytes())).isEqualTo(world.wire());
    }

    @Test
    void readersThatBeganAnywhereComeToShareBlocks() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish(World.lines(0, 6000, LINE_BYTES), 5000);
        List<Position> places =
                world.log.lines().stream().map(TextLog.Line::after).toList();
        Tape tape = world.tape();
        List<TapeReader> readers = new ArrayList<>();
        for (int line : new int[] {0, 1, 17, 300, 650}) {
            readers.add(new TapeReader(tape, places.get(line)));
        }
        boolean waiting = true;
        while (waiting) {
            readers.forEach(TapeReader::read);
            waiting = readers.stream().anyMatch(TapeReader::waits);
            world.workers.work();
        }

        List<Segment> last = readers.get(readers.size() - 1).segments;
        for (TapeReader reader : readers) {
            assertThat(World.text(reader.bytes()))
                    .isEqualTo(world.wireAfter(reader.segments.get(0).start()));
            // All but the first block or two, up to the first boundary that all have passed.
            int common = last.size() - 1;
            assertSameSegments(tail(reader.segments, common), tail(last, common));
        }
        assertThat(last).hasSizeGreaterThan(6);
        // Each read its own beginning; the rest, 600 KB in blocks of 64 KiB, was read for all of them once.
        assertThat(world.log.reads()).isLessThan(2 * readers.size() + 600_000 / View.BLOCK_BYTES + 2);
    }

    @Test
    void fileIsReadAheadOfTheReader() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish(World.lines(0, 6000, LINE_BYTES), 5000);
        TapeReader reader = new TapeReader(world.tape(), world.beginning).read();
        world.workers.work();
        reader.read(10);

        assertThat(reader.segments).hasSize(1);
        assertThat(world.workers.waiting())
                .as("the second block is asked for when the first is begun")
                .isOne();
    }

    @Test
    void blockFromTheFileHoldsALineBiggerThanABlock() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish("before\n" + "x".repeat(3 * View.BLOCK_BYTES) + "\nafter\n" + "\r".repeat(20_000) + "!\n");
        world.publish("end\n");
        TapeReader reader = new TapeReader(world.tape(), world.beginning);
        for (reader.read(); reader.waits(); reader.read()) {
            world.workers.work();
        }

        String expected = world.wire().replace("\r", "\\r");
        assertThat(Digest.of(reader.bytes())).isEqualTo(Digest.of(expected.getBytes(US_ASCII)));
    }

    @Test
    void lappedReaderGoesOnOverARotation() {
        World world = new World(1000, World.PLENTY_BYTES);
        Tape tape = world.tape();
        TapeReader reader = new TapeReader(tape, world.beginning).read();
        for (int generation = 0; generation < 4; generation++) {
            world.publish(World.lines(1000 * generation, 1000, LINE_BYTES), 3000);
            world.ring.accept(world.log.rotate("app.log"));
        }
        world.publish("last\n");
        for (reader.read(); reader.waits(); reader.read()) {
            world.workers.work();
        }

        assertThat(World.text(reader.bytes())).isEqualTo(world.wire());
    }

    @Test
    void failedReadIsTriedAgainAfterAWhile() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish(World.lines(0, 100, LINE_BYTES), 1000);
        Faulty faulty = new Faulty(world.log, 2);
        Tape tape = new View(World.SOURCE, Forms.ESCAPE, Writings.USUAL, world.ring, faulty, world.workers, world.pool);
        TapeReader reader = new TapeReader(tape, world.beginning).read();

        for (int failures = 0; failures < 2; failures++) {
            world.workers.work();
            assertThat(reader.read().bytes()).isEmpty();
            assertThat(reader.waits()).isTrue();
            assertThat(world.workers.delayed()).isOne();
            world.workers.passTime();
            reader.read();
        }
        world.workers.work();
        assertThat(World.text(reader.read().bytes())).isEqualTo(world.wire());
    }

    @Test
    void placeThatIsNotThereYetIsAskedForAgainWithoutHaste() {
        World world = World.roomy();
        // The ring has not begun where the file ends already: as between a forced look and what it publishes.
        world.log.write("one\n");
        Position tip = world.log.take(100).after();
        TapeReader reader = new TapeReader(world.tape(), tip).read();
        world.workers.work();

        assertThat(reader.read().waits()).isTrue();
        assertThat(world.workers.delayed()).isOne();
        world.ring.begin(tip);
        world.workers.passTime();
        assertThat(reader.read().waits()).isFalse();
        world.publish("two\n");
        assertThat(World.text(reader.read().bytes())).isEqualTo(world.wireAfter(tip));
    }

    // ---- Memory.

    @Test
    void readerInABlockThatIsPushedOutLosesNothing() {
        World world = new World(World.PLENTY_BYTES, 8_000);
        Tape tape = world.tape();
        world.publish("one\ntwo\n");
        TapeReader slow = new TapeReader(tape, world.beginning).read(20);
        Segment inside = slow.segments.get(0);
        TapeReader other = new TapeReader(world.views.acquire(World.SOURCE, Forms.JSON), world.beginning).read();
        world.publish(World.lines(0, 200, LINE_BYTES), 1000);
        other.read();
        assertThat(((Block) inside).evicted()).isTrue();

        world.publish("three\n");
        for (slow.read(); slow.waits(); slow.read()) {
            world.workers.work();
        }

        assertThat(World.text(slow.bytes())).isEqualTo(world.wire());
        assertThat(inside.extent().sealed())
                .as("nobody adds to what does not count any more")
                .isTrue();
    }

    @Test
    void boundIsKeptWhateverIsRead() {
        long capacity = 200_000;
        World world = new World(World.PLENTY_BYTES, capacity);
        Tape escape = world.tape();
        Tape json = world.views.acquire(World.SOURCE, Forms.JSON);
        TapeReader one = new TapeReader(escape, world.beginning);
        TapeReader two = new TapeReader(json, world.beginning);
        long most = 0;
        for (int round = 0; round < 100; round++) {
            world.publish(World.lines(50 * round, 50, LINE_BYTES), 1000);
            one.read();
            two.read(5000);
            world.workers.work();
            most = Math.max(most, world.pool.weightBytes());
            assertThat(world.pool.weightBytes()).isLessThanOrEqualTo(capacity);
        }
        assertThat(most).isGreaterThan(capacity / 2);
        for (two.read(); two.waits(); two.read()) {
            world.workers.work();
            assertThat(world.pool.weightBytes()).isLessThanOrEqualTo(capacity);
        }
        assertThat(World.text(one.bytes())).isEqualTo(world.wire());
    }

    @Test
    void viewThatNobodyHoldsIsDropped() {
        World world = World.roomy();
        Tape first = world.tape();
        Tape second = world.tape();
        assertThat(second).isSameAs(first);
        world.publish(World.lines(0, 1000, LINE_BYTES));
        new TapeReader(first, world.beginning).read();
        assertThat(world.pool.weightBytes()).isGreaterThan(100_000);

        world.views.release(World.SOURCE, Forms.ESCAPE);
        assertThat(world.views.size()).isOne();
        assertThat(world.pool.weightBytes()).isGreaterThan(100_000);

        world.views.release(World.SOURCE, Forms.ESCAPE);
        assertThat(world.views.size()).isZero();
        assertThat(world.pool.weightBytes()).isZero();
        assertThat(world.tape()).isNotSameAs(first);
    }

    @Test
    void blockThatArrivesForADroppedViewIsThrownAway() {
        World world = new World(1000, World.PLENTY_BYTES);
        world.publish(World.lines(0, 1000, LINE_BYTES), 1000);
        new TapeReader(world.tape(), world.beginning).read();
        world.views.release(World.SOURCE, Forms.ESCAPE);

        assertThat(world.workers.work()).isPositive();

        assertThat(world.pool.weightBytes()).isZero();
    }

    @Test
    void viewsOfOtherFormsHaveOtherBytes() {
        World world = World.roomy();

        assertThat(world.views.acquire(World.SOURCE, Forms.JSON)).isNotSameAs(world.tape());
        assertThat(world.views.size()).isEqualTo(2);
    }

    // ---- Waking.

    @Test
    void whoIsAttachedIsCalledForEachChange() {
        World world = World.roomy();
        Tape tape = world.tape();
        AtomicInteger one = new AtomicInteger();
        AtomicInteger two = new AtomicInteger();
        Runnable first = one::incrementAndGet;
        Runnable second = two::incrementAndGet;
        tape.attach(first);
        tape.attach(second);
        world.publish("one\n");
        assertThat(one).hasValue(1);
        assertThat(two).hasValue(1);

        Tape.Spot spot = tape.locate(world.beginning, () -> {});
        assertThat(tape.extend(spot.segment(), first)).isTrue();
        assertThat(one).as("who makes it grow is there already").hasValue(1);
        assertThat(two).hasValue(2);
        assertThat(tape.extend(spot.segment(), first)).as("nothing new").isFalse();
        assertThat(two).hasValue(2);

        tape.detach(first);
        world.publish("two\n");
        assertThat(one).hasValue(1);
        assertThat(two).hasValue(3);
        tape.detach(second);
        world.publish("three\n");
        assertThat(two).hasValue(3);
    }

    private static void assertSameSegments(List<Segment> segments, List<Segment> others) {
        assertThat(segments).hasSameSizeAs(others);
        for (int i = 0; i < segments.size(); i++) {
            assertThat(segments.get(i)).isSameAs(others.get(i));
        }
    }

    private static List<Segment> tail(List<Segment> segments, int count) {
        return segments.subList(segments.size() - count, segments.size());
    }

    private static boolean endsWithIdOf(Segment segment, Position place) {
        byte[] end = ("\nid: " + EventId.text(place) + "\n\n").getBytes(US_ASCII);
        int limit = segment.extent().limit();
        return World.text(segment.bytes()).substring(0, limit).endsWith(World.text(end));
    }
}
