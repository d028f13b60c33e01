package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstreamer.log.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final int FILE_RUNS = 1 << 16;

    private final RunFixtures.Disk disk = new RunFixtures.Disk();
    private final List<RunFile> removed = new ArrayList<>();
    private final List<RunFile> deleted = new ArrayList<>();

    private Runs runs(long next, long maxBytes) throws IOException {
        return runs(List.of(), next, maxBytes);
    }

    private Runs runs(List<RunFile> files, long next, long maxBytes) throws IOException {
        return new Runs(files, Names.open(Bytes.memory()), 6, next, maxBytes, this::onDisk, (file, delete) -> {
            removed.add(file);
            if (delete) {
                deleted.add(file);
            }
        });
    }

    private RunFile onDisk(long first) throws IOException {
        return RunFile.create(new RunFixtures.FailingBytes(Bytes.memory(), disk), 5, 6, first);
    }

    private static RunFile inMemory(long first) throws IOException {
        return RunFile.create(Bytes.memory(), 5, 6, first);
    }

    @Test
    void walksSeeWhatWasFlushedWhenTheyBegan() throws IOException {
        long seed = Seed.next();
        Random random = new Random(seed);
        Runs runs = runs(1_000, Long.MAX_VALUE);
        List<Run> model = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            boolean grows = i > 0 && random.nextInt(3) == 0;
            Run run = RunFixtures.random(random, grows ? runs.next() - 1 : runs.next(), "s" + random.nextInt(3));
            runs.put(run);
            if (grows) {
                model.set(model.size() - 1, run);
            } else {
                model.add(run);
            }
            if (random.nextInt(5) == 0) {
                RunWalk before = runs.walk();
                Run unseen = before.at(run.number());
                runs.flush();
                assertThat(before.at(run.number())).as(Seed.told(seed)).isEqualTo(unseen);
                assertThat(RunFixtures.after(runs, 0)).as(Seed.told(seed)).isEqualTo(model);
            }
        }
        runs.flush();
        List<Run> back = RunFixtures.before(runs, Long.MAX_VALUE);
        java.util.Collections.reverse(back);
        assertThat(back).as(Seed.told(seed)).isEqualTo(model);
        assertThatThrownBy(() -> runs.put(RunFixtures.run(7, "a", 0, 10))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void walksPassHolesBetweenFiles() throws IOException {
        Runs old = runs(100, Long.MAX_VALUE);
        old.put(RunFixtures.run(100, "a", 0, 10));
        old.flush();
        RunFile file = inMemory(100);
        java.nio.ByteBuffer record = java.nio.ByteBuffer.allocate(Run.BYTES);
        RunFixtures.run(100, "a", 0, 10).write(0, record);
        file.write(100, record.flip());
        Runs runs = runs(List.of(file, inMemory(5_000)), 9_000, Long.MAX_VALUE);
        runs.names.index("a");
        runs.put(RunFixtures.run(9_000, "a", 10, 20));
        runs.flush();
        assertThat(RunFixtures.after(runs, 0)).extracting(Run::number).containsExactly(100L, 9_000L);
        assertThat(RunFixtures.before(runs, 20_000)).extracting(Run::number).containsExactly(9_000L, 100L);
        assertThat(runs.walk().at(101)).isNull();
        assertThat(runs.knows(5, 9_000)).isTrue();
        assertThat(runs.knows(5, 8_999)).isTrue();
        assertThat(runs.knows(5, 8_998)).isFalse();
        assertThat(runs.knows(4, 9_000)).isFalse();
        assertThat(runs.knows(5, 9_001)).isFalse();
    }

    @Test
    void branchIsReadByThoseWhoStandInItAlone() throws IOException {
        Names names = Names.open(Bytes.memory());
        List<RunFile> files = List.of(
                file(names, 10, RunFile.NOWHERE, 3),
                file(names, 13, RunFile.NOWHERE, 2),
                file(names, 15, 30, 2),
                file(names, 20, 30, 2),
                file(names, 30, RunFile.NOWHERE, 2));
        Runs runs = new Runs(files, names, 6, 40, Long.MAX_VALUE, this::onDisk, (file, delete) -> {});
        assertThat(numbersAfter(runs, 0)).containsExactly(10L, 11L, 12L, 13L, 14L, 30L, 31L);
        assertThat(numbersAfter(runs, 14)).containsExactly(30L, 31L);
        assertThat(numbersAfter(runs, 15)).containsExactly(16L, 20L, 21L, 30L, 31L);
        assertThat(numbersAfter(runs, 18)).as("behind a run that is gone").containsExactly(20L, 21L, 30L, 31L);
        assertThat(numbersAfter(runs, 25)).containsExactly(30L, 31L);
        assertThat(numbersBefore(runs, Long.MAX_VALUE)).containsExactly(31L, 30L, 14L, 13L, 12L, 11L, 10L);
        assertThat(numbersBefore(runs, 30)).containsExactly(14L, 13L, 12L, 11L, 10L);
        assertThat(numbersBefore(runs, 21)).containsExactly(20L, 16L, 15L, 14L, 13L, 12L, 11L, 10L);
    }

    private static RunFile file(Names names, long first, long joins, int count) throws IOException {
        RunFile file = RunFile.create(Bytes.memory(), 5, 6, first, joins);
        for (int i = 0; i < count; i++) {
            java.nio.ByteBuffer record = java.nio.ByteBuffer.allocate(Run.BYTES);
            RunFixtures.run(first + i, "a", i * 10L, i * 10L + 10).write(names.index("a"), record);
            file.write(first + i, record.flip());
        }
        return file;
    }

    private static List<Long> numbersAfter(Runs runs, long number) {
        List<Long> numbers = new ArrayList<>();
        RunWalk walk = runs.walk();
        for (Run run = walk.after(number); run != null; run = walk.after(run.number())) {
            numbers.add(run.number());
        }
        return numbers;
    }

    private static List<Long> numbersBefore(Runs runs, long number) {
        List<Long> numbers = new ArrayList<>();
        RunWalk walk = runs.walk();
        for (Run run = walk.before(number); run != null; run = walk.before(run.number())) {
            numbers.add(run.number());
        }
        return numbers;
    }

    @Test
    void olderRunsGetTheNumbersBelow() throws IOException {
        Runs runs = runs(1_000, Long.MAX_VALUE);
        runs.put(RunFixtures.run(1_000, "a", 90, 100));
        runs.flush();
        assertThat(runs.prepend(List.of(RunFixtures.run(0, "b", 0, 10), RunFixtures.run(0, "a", 0, 90))))
                .isEqualTo(998);
        assertThat(runs.first()).isEqualTo(998);
        assertThat(RunFixtures.after(runs, 0)).extracting(Run::source).containsExactly("b", "a", "a");
        assertThat(runs.prepend(List.of(RunFixtures.run(0, "c", 0, 10)))).isEqualTo(997);
        assertThat(RunFixtures.after(runs, 997)).extracting(Run::number).containsExactly(998L, 999L, 1_000L);
    }

    @Test
    void fullDiskIsGoneOnWithoutAndLosesNothing() throws IOException {
        Runs runs = runs(1_000, Long.MAX_VALUE);
        runs.put(RunFixtures.run(1_000, "a", 0, 10));
        runs.put(RunFixtures.run(1_001, "b", 0, 10));
        runs.flush();
        disk.full = true;
        runs.put(RunFixtures.run(1_001, "b", 0, 20));
        runs.put(RunFixtures.run(1_002, "a", 10, 20));
        assertThatThrownBy(runs::flush).isInstanceOf(IOException.class);
        assertThat(RunFixtures.after(runs, 0)).last().isEqualTo(RunFixtures.run(1_001, "b", 0, 10));
        runs.goOnInMemory(RunsTest::inMemory);
        runs.flush();
        runs.put(RunFixtures.run(1_003, "b", 20, 30));
        runs.flush();
        assertThat(RunFixtures.after(runs, 0))
                .containsExactly(
                        RunFixtures.run(1_000, "a", 0, 10),
                        RunFixtures.run(1_001, "b", 0, 20),
                        RunFixtures.run(1_002, "a", 10, 20),
                        RunFixtures.run(1_003, "b", 20, 30));
        assertThat(runs.inMemory()).isTrue();
    }

    @Test
    void oldestFilesGoWhereThereIsTooMuch() throws IOException {
        Runs runs = runs(0, 2L * FILE_RUNS * Run.BYTES);
        fill(runs, 3 * FILE_RUNS);
        runs.retain();
        assertThat(deleted).hasSize(2).isEqualTo(removed);
        assertThat(runs.first()).isEqualTo(2L * FILE_RUNS);
        assertThat(runs.knows(5, 0)).isFalse();
        assertThat(runs.hasDropped(5, 0)).isTrue();
        assertThat(runs.hasDropped(4, 0)).as("an epoch that was never there").isFalse();
        assertThat(runs.hasDropped(5, 2L * FILE_RUNS)).isFalse();
        assertThat(RunFixtures.before(runs, runs.next())).hasSize(FILE_RUNS);
    }

    @Test
    void diskThatFailedKeepsWhatItHasWhenMemoryIsFull() throws IOException {
        Runs runs = runs(0, Long.MAX_VALUE);
        fill(runs, 100);
        runs.goOnInMemory(RunsTest::inMemory);
        fill(runs, 6 * FILE_RUNS);
        runs.retain();
        assertThat(removed).isNotEmpty();
        assertThat(deleted).isEmpty();
    }

    @Test
    void walkOverAFileThatWasClosedSeesAHole() throws IOException {
        java.nio.file.Path path = java.nio.file.Files.createTempFile("runs", "");
        try {
            Bytes bytes = Bytes.file(path);
            Runs runs = new Runs(
                    List.of(),
                    Names.open(Bytes.memory()),
                    6,
                    0,
                    Long.MAX_VALUE,
                    first -> RunFile.create(first == 0 ? bytes : Bytes.memory(), 5, 6, first),
                    (file, delete) -> {});
            fill(runs, FILE_RUNS + 10);
            RunWalk walk = runs.walk();
            bytes.close();
            Run next = walk.after(5);
            assertThat(next).isNotNull();
            assertThat(next.number()).isEqualTo(FILE_RUNS);
        } finally {
            java.nio.file.Files.delete(path);
        }
    }

    private static void fill(Runs runs, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            runs.put(RunFixtures.run(runs.next(), i % 2 == 0 ? "a" : "b", 0, 10));
            if (i % 1_000 == 999) {
                runs.flush();
            }
        }
        runs.flush();
    }
}
