package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Session;
import io.logstreamer.log.Sink;
import io.logstreamer.log.SourceState;
import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlEventsTest {

    private static final String STATUS = "event: status\ndata: {\"uptimeSeconds\":0,\"subscribers\":7,\"sources\":";

    private final List<SourceState> sources = new ArrayList<>(List.of(state("app"), state("nginx/a.log")));
    private final Later workers = new Later();
    private final Clock clock = () -> 0;
    private int listed;
    private final ControlEvents events =
            new ControlEvents(new ControlEvents.Ports(this::list, () -> 7, () -> "disk", workers, clock, "1.0", "n1"));
    private final Ring ring = new Ring(1 << 20);
    private final Sink sink = events.hear(ring);
    private final Generation generation = new Generation("app", 1, 42, 7);
    private final Position start = new Position(generation, 0, 0, 0);

    private List<SourceState> list() {
        listed++;
        return List.copyOf(sources);
    }

    private static SourceState state(String id) {
        return new SourceState(id, id.replaceAll("/.*", ""), "/logs/" + id, null, true, List.of());
    }

    private void add(String id) {
        sources.add(state(id));
        sink.sourcesChanged();
    }

    private Heard everything() {
        Heard heard = new Heard();
        events.everything().begun(heard);
        return heard;
    }

    private void rotate() {
        sink.accept(new Rotation(start, start, "app.log", Rotation.How.RENAME));
    }

    @Test
    void firstIsHelloThenHowTheServerStands() {
        assertThat(everything().blocks)
                .containsExactly(
                        "event: hello\ndata: {\"version\":\"1.0\",\"node\":\"n1\",\"sources\":[\"app\",\"nginx/a.log\"]}\n\n",
                        STATUS + "2,\"problems\":0,\"journal\":\"disk\"}\n\n");
    }

    @Test
    void sourceThatComesIsToldOnceWithWhatItIs() {
        Heard heard = everything().clear();
        add("nginx/b.log");
        workers.work();
        assertThat(heard.blocks)
                .containsExactly(
                        "event: sources-changed\ndata: {\"added\":[{\"id\":\"nginx/b.log\",\"group\":\"nginx\","
                                + "\"file\":\"b.log\",\"present\":true}],\"removed\":[],\"changed\":[]}\n\n");
    }

    @Test
    void whoComesLaterHearsNothingOfWhatItsHelloSays() {
        Heard first = everything().clear();
        add("nginx/b.log");
        Heard second = everything();
        workers.work();
        assertThat(first.blocks).hasSize(1);
        assertThat(second.blocks).hasSize(2);
        assertThat(second.blocks.get(0)).contains("nginx/b.log");
    }

    @Test
    void whatHappensTogetherIsToldTogether() {
        Heard heard = everything().clear();
        for (int i = 0; i < 100; i++) {
            add("nginx/" + i + ".log");
        }
        int before = listed;
        workers.work();
        assertThat(heard.blocks).hasSize(1);
        assertThat(listed - before).isOne();
    }

    @Test
    void rotationsAndGapsAreToldInOrder() {
        ring.begin(start);
        Heard heard = everything().clear();
        rotate();
        Position behind = new Position(generation, 9, 0, 1);
        sink.accept(new Gap(start, behind, Gap.Reason.TRUNCATED, 9, false));
        workers.work();
        assertThat(String.join("", heard.blocks))
                .startsWith("event: rotate\ndata: {\"source\":\"app\",\"file\":\"app.log\",\"generation\":\"1")
                .containsSubsequence(
                        "\"how\":\"rename\"}\n\n", "event: gap\ndata: {\"source\":\"app\",\"from\":\"1", "\"}\n\n")
                .doesNotContain("id: ");
        assertThat(ring.tip("app").position()).as("everything is handed on").isEqualTo(behind);
    }

    @Test
    void nobodyListensAndNothingIsDone() {
        ring.begin(start);
        rotate();
        add("nginx/b.log");
        assertThat(workers.tasks).isEmpty();
        Heard gone = everything();
        events.everything().over(gone);
        workers.work();
        int before = listed;
        rotate();
        add("nginx/c.log");
        assertThat(workers.tasks).isEmpty();
        workers.work();
        assertThat(listed).isEqualTo(before);
    }

    @Test
    void followerHearsOfItsSourcesAlone() {
        Heard follower = new Heard();
        events.about("app").begun(follower);
        workers.work();
        add("nginx/b.log");
        workers.work();
        assertThat(follower.blocks).isEmpty();
        sources.removeIf(state -> state.id().equals("app"));
        sink.sourcesChanged();
        workers.work();
        assertThat(follower.blocks)
                .containsExactly(
                        "event: sources-changed\ndata: {\"added\":[],\"removed\":[\"app\"],\"changed\":[]}\n\n");
        events.about("app").over(follower);
        workers.work();
        add("app");
        assertThat(workers.tasks).isEmpty();
    }

    @Test
    void statusComesNowAndThenAndTellsWhatWasTooMuch() {
        ring.begin(start);
        Heard heard = everything().clear();
        for (int i = 0; i < 10_005; i++) {
            rotate();
        }
        workers.work();
        workers.afterAWhile();
        assertThat(heard.blocks).last().isEqualTo(STATUS + "2,\"problems\":0,\"journal\":\"disk\",\"missed\":5}\n\n");
        int before = heard.blocks.size();
        workers.afterAWhile();
        assertThat(heard.blocks)
                .hasSize(before + 1)
                .last()
                .isEqualTo(STATUS + "2,\"problems\":0,\"journal\":\"disk\"}\n\n");
    }

    /** What is done soon, and what is put off for longer than a second. */
    private static final class Later implements Workers {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Deque<Runnable> muchLater = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void later(Runnable task, long delayMillis) {
            (delayMillis < 1_000 ? tasks : muchLater).add(task);
        }

        private void work() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        private void afterAWhile() {
            List<Runnable> due = List.copyOf(muchLater);
            muchLater.clear();
            due.forEach(Runnable::run);
            work();
        }
    }

    private static final class Heard implements Session {
        private final List<String> blocks = new ArrayList<>();

        private Heard clear() {
            blocks.clear();
            return this;
        }

        @Override
        public void insert(byte[] block) {
            blocks.add(new String(block, UTF_8));
        }

        @Override
        public void writable() {
            throw new AssertionError("the output is the pump's");
        }

        @Override
        public void gone() {
            throw new AssertionError("the output is the pump's");
        }

        @Override
        public void leave(String reason) {
            throw new AssertionError("nobody is sent away");
        }
    }
}
