package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.EventId;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that writes some thousand lines a second and is rotated in five ways, a read side that is started anew again
 * and again, and subscribers that go on by the last id they were given: one has that of its last line, one that of the tip,
 * which the empty blocks of a stream bring, one reads from time to time and only from the files. On the file system of the
 * machine; time and order follow from a seed.
 *
 * <p>Each line must come once and in order. Missing may be what was written between a copy and its cut, behind a gap; who
 * comes to a new server, which saw nothing of the cut, gets none. Only who stood in such lines may be sent back, and is told
 * so.
 *
 * <p>{@code -Dsoak.rotations=1000} makes it long, {@code -Dsoak.seeds=N} plays other numbers of seeds, {@code -Dsoak.seed=N}
 * the one that failed again.
 */
class RotationSoakTest {

    private static final int ROTATIONS = Integer.getInteger("soak.rotations", 60);

    /** One in so many rounds is followed by a restart. */
    private static final int RESTARTS = 40;

    /** One in so many rounds is followed by new connections to the same server. */
    private static final int RECONNECTS = 15;

    /** One in so many entries is followed by a step of the program while the tailer is still looking. */
    private static final int DISTURBANCES = 4;

    @TempDir
    private Path directory;

    @Test
    void everyLineComesOnceAndInOrderThroughRotationsAndRestarts() throws IOException {
        Long one = Long.getLong("soak.seed");
        LongStream seeds = one == null ? LongStream.rangeClosed(1, Long.getLong("soak.seeds", 8)) : LongStream.of(one);
        for (long seed : seeds.toArray()) {
            Path own = directory.resolve("seed-" + seed);
            Files.createDirectory(own);
            new Soak(seed, own).run();
        }
    }

    /** One seed. */
    private static final class Soak {
        private static final int REMEMBERED = 120;

        private final long seed;
        private final Path directory;
        private final Random random;
        private final ManualClock clock = new ManualClock();
        private final Deque<String> story = new ArrayDeque<>();

        private Soak(long seed, Path directory) {
            this.seed = seed;
            this.directory = directory;
            this.random = new Random(seed);
        }

        void run() throws IOException {
            try (TempLog files = new TempLog(directory);
                    RotatingProgram program = new RotatingProgram(files, random, this::note)) {
                program.step();
                play(program, files);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(replay() + "\n  " + String.join("\n  ", story), e);
            }
        }

        private void note(String event) {
            story.add(event);
            if (story.size() > REMEMBERED) {
                story.remove();
            }
        }

        private String replay() {
            return "mvn test -Dtest=RotationSoakTest -Dsoak.rotations=" + ROTATIONS + " -Dsoak.seed=" + seed;
        }

        private void play(RotatingProgram program, TempLog files) throws IOException {
            try (Following log = new Following(files, clock)) {
                List<Subscriber> subscribers = List.of(
                        new Subscriber("line", program, log, this::note),
                        new Subscriber("tip", program, log, this::note),
                        new Subscriber("slow", program, log, this::note));
                comeAgain(log, subscribers, true);
                log.recorder.meanwhile(() -> {
                    if (random.nextInt(DISTURBANCES) == 0) {
                        step(program);
                    }
                });
                int restarts = 0;
                while (program.rotations() < ROTATIONS) {
                    step(program);
                    if (random.nextInt(RESTARTS) == 0) {
                        restarts++;
                        note("--- stopped");
                        log.restartAtTheNextLook();
                        for (int i = random.nextInt(60); i > 0; i--) {
                            step(program);
                        }
                        note("--- started");
                        comeAgain(log, subscribers, true);
                    } else if (random.nextInt(RECONNECTS) == 0) {
                        takeNews(log, subscribers);
                        comeAgain(log, subscribers, false);
                    } else if (random.nextInt(3) > 0) {
                        turn(log);
                        takeNews(log, subscribers);
                    }
                }
                log.recorder.meanwhile(() -> {});
                program.finish();
                for (int i = 0; i < 100; i++) {
                    log.tail().turn();
                    clock.advanceMillis(30);
                }
                comeAgain(log, subscribers, false);
                for (Subscriber each : subscribers) {
                    assertThat(each.next).as(each.name).isEqualTo(program.lines());
                }
                assertThat(restarts).isGreaterThan(ROTATIONS / 10);
                assertThat(program.rotationsOfEachKind()).containsOnlyKeys(RotatingProgram.Kind.values());
                assertPastIsWhole(program, log.fromEarliest());
            }
        }

        private void turn(Following log) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                note("look");
                log.tail().turn();
                clock.advanceMillis(20);
            }
        }

        private static List<Subscriber> live(List<Subscriber> subscribers) {
            return subscribers.subList(0, 2);
        }

        private static void takeNews(Following log, List<Subscriber> subscribers) {
            List<String> news = log.recorder.news();
            news.forEach(word -> live(subscribers).forEach(each -> each.take(word)));
            // A gap and a rotation come without an id.
            news.stream()
                    .filter(word -> Character.isDigit(word.charAt(0)))
                    .reduce((one, later) -> later)
                    .ifPresent(line -> subscribers.get(0).id = log.recorder.id(line));
            subscribers.get(1).id = EventId.text(log.tip());
        }

        /**
         * All of them.
         *
         * @param another whether to another server than before
         */
        private static void comeAgain(Following log, List<Subscriber> subscribers, boolean another) {
            log.tail().turn();
            if (!another) {
                takeNews(log, subscribers);
            }
            for (Subscriber each : subscribers) {
                each.comeAgain(another);
            }
            // One of them may have had the tailer look once more.
            boolean more = true;
            while (more) {
                more = false;
                for (Subscriber each : subscribers) {
                    more |= each.readOn(another);
                }
            }
            log.recorder.news();
        }

        private void step(RotatingProgram program) {
            try {
                program.step();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** What is left of the past is one stretch without a hole, up to the last line. */
        private static void assertPastIsWhole(RotatingProgram program, List<String> past) {
            List<Integer> numbers = past.stream()
                    .filter(word -> Character.isDigit(word.charAt(0)))
                    .map(RotatingProgram::number)
                    .toList();
            Set<Integer> there = Set.copyOf(numbers);
            int next = numbers.get(0);
            for (int number : numbers) {
                while (next < number && program.isCut(next) && !there.contains(next)) {
                    next++;
                }
                assertThat(number).as("of the past").isEqualTo(next);
                next++;
            }
            assertThat(next).as("of the past").isEqualTo(program.lines());
        }
    }

    /** Takes down what happens. */
    interface Story {
        void tell(String event);
    }

    /** A client: holds what it gets against what was written. */
    private static final class Subscriber {
        private final String name;
        private final RotatingProgram program;
        private final Following log;
        private final Story story;
        private String id;
        private Position at;
        /** Number of the line that must come now. */
        private int next;
        /** Whether a gap was told that no cut was counted against. */
        private boolean warned;
        /** Whether it was sent back to the oldest line. */
        private boolean lost;

        private Subscriber(String name, RotatingProgram program, Following log, Story story) {
            this.name = name;
            this.program = program;
            this.log = log;
            this.story = story;
            this.at = log.history().earliest(Following.APP);
            this.id = EventId.text(at);
        }

        void comeAgain(boolean another) {
            Resolution found = log.history().resolve(Following.APP, Objects.requireNonNull(EventId.parse(id)));
            story.tell(name + " comes with " + id + ", next " + next + ": " + found);
            if (found.reason() != null) {
                take("gap: " + found.reason().text());
            }
            at = found.position();
            readOn(another);
        }

        /** From the files, up to the tip; false: it was there. */
        boolean readOn(boolean another) {
            Position before = at;
            warned |= another;
            for (String word : log.read(at)) {
                take(word);
                // Nothing is left of a truncation that nobody saw: what it cut away cannot be told.
                warned |= another;
            }
            at = log.tip();
            id = EventId.text(at);
            return !at.equals(before);
        }

        void take(String word) {
            if (word.startsWith("rotate: ")) {
                return;
            }
            boolean elsewhere = word.startsWith("gap: unknown-id") || word.startsWith("gap: ambiguous-id");
            if (elsewhere && program.isCut(next - 1)) {
                // It stood in lines that were cut away since: nothing is left that would prove its id.
                lost = true;
                return;
            }
            if (word.startsWith("gap: ")) {
                story.tell(name + " gets " + word + ", next " + next);
                assertThat(word).as(name).startsWith("gap: truncated");
                warned = true;
                return;
            }
            int number = RotatingProgram.number(word);
            if (lost) {
                assertThat(number).as(name).isLessThan(next);
                next = number;
                lost = false;
            }
            if (next < number && warned && program.isCut(next)) {
                while (program.isCut(next)) {
                    next++;
                }
                warned = false;
            }
            assertThat(number).as(name).isEqualTo(next);
            assertThat(word).as(name).endsWith(" " + number);
            next++;
        }
    }
}
