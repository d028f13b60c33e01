package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.logstreamer.log.Workers;
import io.logstreamer.ring.Ring;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.glassfish.jersey.media.sse.OutboundEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broadcaster with sinks that are not ours; with our own ones it is tested behind a container. */
class BroadcasterTest {

    private final Ring ring = new Ring(1 << 20);
    private final MemoryLog logs = new MemoryLog(ring);
    private final ByHand workers = new ByHand();
    private final List<String> announced = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private String defaultSource = "app";
    private final Broadcaster broadcaster = new Broadcaster(
            new Broadcaster.Ports(
                    null, logs, ring, workers, () -> defaultSource, wire -> announced.add(new String(wire, UTF_8))),
            () -> null);

    @BeforeEach
    void begin() {
        logs.add("app");
        logs.append("app", "before");
        broadcaster.onError((sink, failure) -> told.add("error " + failure.getMessage()));
        broadcaster.onClose(sink -> told.add("close"));
    }

    @Test
    void foreignSinkGetsEachLineFromNowOnWithItsId() {
        Recorder sink = registered(new Recorder());

        String first = logs.append("app", "one");
        workers.runAll();
        String second = logs.append("app", "two\r");
        workers.runAll();

        assertThat(sink.taken).containsExactly("log_update|" + first + "|one", "log_update|" + second + "|two");
    }

    @Test
    void nextLineWaitsUntilTheLastOneIsTaken() {
        Recorder sink = registered(new Recorder());
        sink.slow = true;

        logs.append("app", "one", "two", "three");
        workers.runAll();
        assertThat(sink.lines()).containsExactly("one");

        sink.take();
        workers.runAll();
        assertThat(sink.lines()).containsExactly("one", "two");
        assertThat(workers.isIdle()).isTrue();
    }

    @Test
    void sinkThatWasSlowReadsWhatTheRingHasForgotten() {
        Recorder sink = registered(new Recorder());
        sink.slow = true;
        logs.append("app", "first");
        workers.runAll();

        String[] many = new String[2_000];
        java.util.Arrays.setAll(many, i -> "line " + i + " " + "x".repeat(1_000));
        logs.append("app", many);
        sink.slow = false;
        sink.take();
        workers.runAll();

        assertThat(sink.lines()).hasSize(2_001).endsWith(many[1_999]).doesNotHaveDuplicates();
    }

    @Test
    void longBacklogLeavesTheWorkerToOthersInBetween() {
        Recorder sink = registered(new Recorder());
        logs.append(
                "app",
                java.util.stream.IntStream.range(0, 1_000)
                        .mapToObj(i -> "l" + i)
                        .toArray(String[]::new));

        workers.runOne();

        assertThat(sink.taken).hasSizeBetween(1, 999);
    }

    @Test
    void gapIsToldInItsPlace() {
        Recorder sink = registered(new Recorder());

        logs.append("app", "one");
        logs.lose("app", 77);
        logs.append("app", "two");
        workers.runAll();

        assertThat(sink.taken).hasSize(3);
        assertThat(sink.taken.get(1)).startsWith("gap|null|{").contains("\"bytes\":77", "\"reason\":\"truncated\"");
    }

    @Test
    void broadcastIsEncodedOnceAndGoesToForeignSinksInBetween() {
        Recorder sink = registered(new Recorder());
        logs.append("app", "one");

        CompletionStage<?> sent = broadcaster.broadcast(event("news", "hello"));
        assertThat(sent.toCompletableFuture()).isNotDone();
        workers.runAll();

        assertThat(announced).containsExactly("event: news\ndata: hello\n\n");
        assertThat(sink.taken).contains("news|null|hello");
        assertThat(sink.lines()).containsExactlyInAnyOrder("one", "hello");
        assertThat(sent.toCompletableFuture()).isCompleted();
    }

    @Test
    void broadcastPassesASinkByThatHasTooManyOpen() {
        Recorder sink = registered(new Recorder());
        sink.slow = true;
        broadcaster.broadcast(event("news", "under way"));
        workers.runAll();
        for (int i = 0; i < ForeignSink.MAX_WAITING; i++) {
            assertThat(broadcaster.broadcast(event("news", "open")).toCompletableFuture())
                    .isNotDone();
        }

        assertThat(broadcaster.broadcast(event("news", "passed by")).toCompletableFuture())
                .isCompleted();
        assertThat(announced).hasSize(ForeignSink.MAX_WAITING + 2);
    }

    @Test
    void sinkThatFailsLaterIsDroppedAndReported() {
        Recorder sink = registered(new Recorder());
        sink.slow = true;
        logs.append("app", "one", "two");
        workers.runAll();

        sink.fail(new IOException("broken pipe"));
        workers.runAll();
        logs.append("app", "three");
        workers.runAll();

        assertThat(sink.lines()).containsExactly("one");
        assertThat(told).containsExactly("error broken pipe");
        assertThat(workers.isIdle()).isTrue();
    }

    @Test
    void sinkThatThrowsIsDroppedAndReportedAndOthersGoOn() {
        registered(new Recorder() {
            @Override
            public CompletionStage<?> send(OutboundSseEvent event) {
                throw new IllegalStateException("no longer");
            }
        });
        Recorder other = registered(new Recorder());

        logs.append("app", "one");
        workers.runAll();

        assertThat(told).containsExactly("error no longer");
        assertThat(other.lines()).containsExactly("one");
    }

    @Test
    void sinkThatWasClosedElsewhereIsDroppedAsClosed() {
        Recorder sink = registered(new Recorder());
        sink.close();

        logs.append("app", "one");
        workers.runAll();

        assertThat(sink.taken).isEmpty();
        assertThat(told).containsExactly("close");
    }

    @Test
    void failingListenerHarmsNobody() {
        broadcaster.onClose(sink -> {
            throw new IllegalArgumentException("listener");
        });
        broadcaster.onClose(sink -> told.add("second"));
        Recorder sink = registered(new Recorder());
        sink.close();
        logs.append("app", "one");
        workers.runAll();

        assertThat(told).containsExactly("close", "second");
    }

    @Test
    void withoutADefaultSourceBroadcastsComeAndLinesFollowWhenItAppears() {
        defaultSource = null;
        Recorder sink = registered(new Recorder());
        broadcaster.broadcast(event("news", "hello"));
        workers.runAll();
        assertThat(sink.lines()).containsExactly("hello");

        defaultSource = "app";
        workers.runLater();
        workers.runAll();
        logs.append("app", "one");
        workers.runAll();

        assertThat(sink.lines()).containsExactly("hello", "one");
    }

    @Test
    void closeClosesEverySinkOnce() {
        Recorder sink = registered(new Recorder());
        logs.append("app", "one");

        broadcaster.close();
        broadcaster.close();
        workers.runAll();

        assertThat(sink.closes).isEqualTo(1);
        assertThat(sink.taken).isEmpty();
        assertThat(told).containsExactly("close");
    }

    @Test
    void closeWithoutCascadeLeavesSinksOpen() {
        Recorder sink = registered(new Recorder());

        broadcaster.close(false);

        assertThat(sink.closes).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void everythingButCloseIsRefusedAfterClose() {
        broadcaster.close();

        assertThatIllegalStateException().isThrownBy(() -> broadcaster.register(new Recorder()));
        assertThatIllegalStateException().isThrownBy(() -> broadcaster.broadcast(event("news", "hello")));
        assertThatIllegalStateException().isThrownBy(() -> broadcaster.onClose(sink -> {}));
        assertThatIllegalStateException().isThrownBy(() -> broadcaster.onError((sink, failure) -> {}));
    }

    @Test
    void closeCompletesBroadcastsThatNobodyWillTake() {
        Recorder sink = registered(new Recorder());
        sink.slow = true;
        logs.append("app", "one");
        workers.runAll();
        CompletionStage<?> sent = broadcaster.broadcast(event("news", "hello"));

        broadcaster.close();

        assertThat(sent.toCompletableFuture()).isCompleted();
    }

    private Recorder registered(Recorder sink) {
        broadcaster.register(sink);
        workers.runAll();
        return sink;
    }

    private static OutboundSseEvent event(String name, String data) {
        return new OutboundEvent.Builder().name(name).data(data).build();
    }

    /** Writes down what it is sent; a slow one says when it has taken the last event. */
    private static class Recorder implements SseEventSink {

        final List<String> taken = new ArrayList<>();
        boolean slow;
        int closes;
        private CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            assertThat(pending).as("the stage of the last event").isDone();
            taken.add(event.getName() + "|" + event.getId() + "|" + event.getData());
            pending = slow ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
            return pending;
        }

        void take() {
            pending.complete(null);
        }

        void fail(Throwable failure) {
            pending.completeExceptionally(failure);
        }

        List<String> lines() {
            return taken.stream()
                    .map(event -> event.substring(event.lastIndexOf('|') + 1))
                    .toList();
        }

        @Override
        public boolean isClosed() {
            return closes > 0;
        }

        @Override
        public void close() {
            closes++;
        }
    }

    /** Workers whose tasks run when the test says so. */
    private static final class ByHand implements Workers {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Deque<Runnable> later = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void later(Runnable task, long delayMillis) {
            later.add(task);
        }

        boolean isIdle() {
            return tasks.isEmpty();
        }

        void runOne() {
            tasks.remove().run();
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                runOne();
            }
        }

        void runLater() {
            later.remove().run();
        }
    }
}
