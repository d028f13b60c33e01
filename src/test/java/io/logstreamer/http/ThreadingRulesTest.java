package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.feed.PlayedLog;
import io.logstreamer.feed.Stage;
import io.logstreamer.log.Announcement;
import io.logstreamer.log.Subscription.Start;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The nine rules of {@code docs/architecture.md}, "Threads", each with the interleaving that breaks it. The test's thread
 * is the pump; other threads are the container's, and run where the script of the output says.
 */
@Timeout(60)
class ThreadingRulesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Stage stage = new Stage();
    private final List<Thread> started = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private ScriptedOutput output = new ScriptedOutput();
    private ScriptedRequest request = new ScriptedRequest(output);

    @AfterEach
    void nothingIsBrokenOrLeft() throws InterruptedException {
        for (Thread thread : started) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.isAlive()).as(thread.getName() + " still runs").isFalse();
        }
        assertThat(failures).isEmpty();
        output.assertPlayedByTheRules();
    }

    // ---- 1. One writer per stream.

    @Test
    void rule1OnlyThePumpCallsTheOutput() throws InterruptedException {
        request.begin(stage.pumps, Stage.follow(new Start.Live()));
        List<String> before = output.calls();
        onContainer(output::tellWritable).join();
        assertThat(output.calls()).as("calls made by onWritePossible").isEqualTo(before);
        stage.settle();
        stage.log.append("a");
        onContainer(output::tellWritable).join();
        stage.settle();
        onContainer(() -> request.sink.close()).join();
        stage.settle();
        // That each call was the test thread's is noted by the output.
        assertThat(output.text()).contains("data: a\n");
        request.assertEndedOnce();
    }

    // ---- 2. ready=false, then isReady(), then ready=true.

    /** The container has room between its "no" and the pump's hearing it: at each question of a stream's life. */
    @ParameterizedTest
    @MethodSource("questions")
    void rule2RoomThatComesInsideTheQuestionIsNotOverlooked(int question) {
        for (int i = 0; i < question; i++) {
            output.answer(() -> true);
        }
        output.answer(() -> {
            join(onContainer(output::tellWritable));
            return false;
        });
        liveFromBeginningToEnd();
        assertThat(output.text()).contains("retry: ").contains("data: a\n").contains("event: bye\n");
        request.assertEndedOnce();
    }

    /** The questions of {@link #liveFromBeginningToEnd}: retry, id, flush; line, flush; retry, bye, flush, end. */
    static Stream<Integer> questions() {
        return IntStream.range(0, 9).boxed();
    }

    private void liveFromBeginningToEnd() {
        request.begin(stage.pumps, Stage.follow(new Start.Live()));
        output.tellWritable();
        stage.settle();
        stage.log.append("a");
        stage.settle();
        request.sink.close();
        stage.settle();
    }

    // ---- 3. isReady() directly before every write and flush.

    /** Room comes and goes at every question; the output notes each call that was not preceded by a "yes". */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void rule3NothingIsCalledWithoutAYesDirectlyBefore(int refusals) {
        request.begin(stage.pumps, Stage.follow(new Start.Live()));
        output.tellWritable();
        stage.settle();
        stage.log.append("a", "b");
        for (int i = 0; i < refusals; i++) {
            // A yes for what is written, a no for what should follow it.
            if (i > 0) {
                output.answer(() -> true);
            }
            output.answer(() -> false);
        }
        for (int i = 0; i < refusals; i++) {
            stage.settle();
            List<String> calls = output.calls();
            stage.log.append("more " + i);
            stage.settle();
            assertThat(output.calls()).as("calls after a no").isEqualTo(calls);
            output.tellWritable();
        }
        stage.settle();
        assertThat(output.text()).contains("data: a\n", "data: b\n", "data: more " + (refusals - 1) + "\n");
        assertThat(output.calls()).last().isEqualTo("flush");
    }

    // ---- 4. Leave before recycle.

    /** As on Tomcat: the write fails on the pump while the container reports the error and takes the response back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rule4CallbackWaitsUntilThePumpHasLeft(boolean flushing) {
        ScriptedOutput.Event fails = () -> {
            Thread container = onContainer(() -> {
                output.tellFailed(new IOException("connection reset"));
                request.tellComplete();
                output.recycle();
            });
            awaitStanding(container);
            throw new IOException("connection reset");
        };
        begun();
        if (flushing) {
            output.whileFlushing(fails);
        } else {
            output.whileWriting(fails);
        }
        stage.log.append("a");
        stage.settle();
        stage.log.append("b");
        stage.pass(Stage.WRITE_TIMEOUT.plus(SECOND));
        joinAll();
        request.assertEndedOnce();
        assertThat(stage.pumps.subscribers()).isZero();
    }

    /** A turn that begins after the container has spoken makes no call, however ready the output was. */
    @Test
    void rule4PumpLooksAgainBeforeItsFirstCall() {
        begun();
        List<String> before = output.calls();
        stage.log.append("a");
        request.tellComplete();
        output.recycle();
        stage.settle();
        assertThat(output.calls()).isEqualTo(before);
        assertThat(stage.pumps.subscribers()).isZero();
        request.assertEndedOnce();
    }

    /** As on Jetty: the end of the response calls back on the thread that ends it. */
    @Test
    void rule4CallbackOnTheDrainingThreadDoesNotWaitForItself() {
        begun();
        long[] tookNanos = new long[1];
        request.atCommit(() -> {
            long began = System.nanoTime();
            request.tellComplete();
            tookNanos[0] = System.nanoTime() - began;
            output.recycle();
        });
        request.sink.close();
        // Recycled inside the call: the pump may be under way, in Jersey's writer, but not in the output.
        stage.settle();
        assertThat(Duration.ofNanos(tookNanos[0])).isLessThan(Duration.ofMillis(900));
        request.assertEndedOnce();
    }

    /** Two that wait for each other would do so for ever. */
    @Test
    void rule4WaitIsBounded() {
        begun();
        output.whileWriting(() -> {
            Thread container = onContainer(() -> request.tellComplete());
            // The pump waits for the container, which waits for the pump.
            join(container);
        });
        stage.log.append("a");
        stage.settle();
        request.assertEndedOnce();
    }

    /** A stalled stream is ended by a worker; the container reports an error while it does. */
    @Test
    void rule4WorkerThatEndsAStalledStreamIsWaitedForToo() {
        begun();
        output.answer(() -> false);
        stage.log.append("a");
        stage.settle();
        boolean[] recycled = new boolean[1];
        request.atCommit(() -> {
            Thread container = onContainer(() -> {
                output.tellFailed(new IOException("connection reset"));
                recycled[0] = true;
            });
            awaitStanding(container);
            assertThat(recycled[0]).as("recycled while it is being ended").isFalse();
        });
        stage.pass(Stage.WRITE_TIMEOUT.plus(SECOND));
        joinAll();
        assertThat(recycled[0]).isTrue();
        request.assertEndedOnce();
    }

    /** The error comes first; the worker finds that nothing is left to end. */
    @Test
    void rule4WorkerDoesNotTouchWhatTheContainerHasTakenBack() {
        begun();
        output.answer(() -> false);
        stage.log.append("a");
        stage.settle();
        stage.clock.advance(Stage.WRITE_TIMEOUT.plus(SECOND));
        stage.pumps.turn();
        request.tellComplete();
        output.recycle();
        assertThat(request.commits()).isOne();
        stage.settle();
        request.assertEndedOnce();
    }

    // ---- 5. End at most once.

    @Test
    void rule5EndIsTheLastThingAfterALastYes() {
        begun();
        output.answer(() -> true);
        output.answer(() -> true);
        output.answer(() -> true);
        output.answer(() -> false);
        request.sink.close();
        stage.settle();
        assertThat(output.text()).endsWith("\"}\n\n");
        assertThat(request.commits()).as("ended though the output said no").isZero();

        output.tellWritable();
        stage.settle();
        assertThat(request.lastCallBeforeCommit()).isEqualTo("isReady");
        request.tellComplete();
        request.sink.close();
        stage.settle();
        request.assertEndedOnce();
    }

    @Test
    void rule5CallbacksTogetherEndOnce() {
        begun();
        output.tellFailed(new IOException("connection reset"));
        request.tellComplete();
        output.tellFailed(new IOException("again"));
        output.recycle();
        stage.log.append("a");
        stage.settle();
        request.assertEndedOnce();
    }

    @Test
    void rule5FailedWriteLeavesTheEndToTheContainer() {
        begun();
        output.whileWriting(() -> {
            throw new IOException("broken pipe");
        });
        stage.log.append("a");
        stage.settle();
        assertThat(request.commits()).as("ended by the pump").isZero();
        output.tellFailed(new IOException("broken pipe"));
        assertThat(request.commits()).isOne();
        output.recycle();
        stage.settle();
        request.assertEndedOnce();
    }

    /** The container reports the end inside a call of the pump, on its thread (Jetty) or on another (Tomcat). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rule5NothingIsTouchedOnceItIsOver(boolean onPump) {
        begun();
        output.whileWriting(() -> {
            if (onPump) {
                request.tellComplete();
            } else {
                awaitStanding(onContainer(() -> {
                    request.tellComplete();
                    output.recycle();
                }));
            }
        });
        stage.log.append("a");
        int before = output.calls().size();
        stage.settle();
        stage.log.append("b");
        stage.settle();
        joinAll();
        assertThat(output.calls().subList(before, output.calls().size())).containsExactly("isReady", "write");
        assertThat(stage.pumps.subscribers()).isZero();
        request.assertEndedOnce();
    }

    @Test
    void rule5EndThatFailsHarmsNobody() {
        begun();
        ScriptedOutput otherOutput = new ScriptedOutput();
        ScriptedRequest other = new ScriptedRequest(otherOutput);
        other.begin(stage.pumps, Stage.follow(new Start.Live()));
        otherOutput.tellWritable();
        stage.settle();
        request.atCommit(() -> {
            throw new IllegalStateException("the container has completed it");
        });
        request.sink.close();
        stage.settle();
        stage.log.append("a");
        stage.settle();
        assertThat(otherOutput.text()).contains("data: a\n");
        otherOutput.assertPlayedByTheRules();
        request.assertEndedOnce();
    }

    // ---- 6. Bytes given away are never modified.

    @Test
    void rule6BytesGivenToTheContainerStayAsTheyWere() {
        Stage small = new Stage(1, 20_000, 20_000);
        request.begin(small.pumps, Stage.follow(new Start.Live()));
        output.tellWritable();
        small.settle();
        for (int i = 0; i < 2_000; i++) {
            small.log.append("line " + i + " ".repeat(i % 100));
            if (i % 7 == 0) {
                small.settle();
            }
        }
        small.settle();
        assertThat(output.text()).contains("data: line 0", "data: line 1999");
        output.assertBytesUntouched();
    }

    @Test
    void rule6EachBufferIsTheContainersOwn() {
        BufferOutput buffers = new BufferOutput();
        output = buffers;
        request = new ScriptedRequest(output);
        begun();
        stage.log.append("a");
        stage.settle();
        // The container sends it at leisure, moving the buffer's position.
        buffers.kept().forEach(buffer -> buffer.position(buffer.limit()));
        stage.log.append("b");
        stage.settle();
        assertThat(buffers.text()).contains("data: a\n", "data: b\n");
        assertThat(buffers.kept().stream().map(System::identityHashCode).distinct())
                .hasSameSizeAs(buffers.kept());
        buffers.assertBytesUntouched();
    }

    // ---- 7. No lock is held while the container is called; the tailer waits for nobody.

    @Test
    void rule7NoLockIsHeldWhileTheContainerIsCalled() {
        output.watchLocks();
        List<String> atEnd = new ArrayList<>();
        request.atCommit(() -> atEnd.addAll(ScriptedOutput.locksHeld()));
        request.sink.send(new PlainEvent("data: early\n\n"));
        request.begin(stage.pumps, Stage.follow(new Start.Earliest()));
        stage.ring.announce("data: all\n\n".getBytes(US_ASCII));
        output.tellWritable();
        stage.settle();
        stage.log.append("a");
        request.sink.send(new PlainEvent("data: one\n\n"));
        stage.settle();
        request.sink.close();
        stage.settle();
        assertThat(output.text()).contains("data: early\n", "data: a\n", "data: one\n", "event: bye\n");
        assertThat(atEnd).isEmpty();
        request.assertEndedOnce();
    }

    @Test
    void rule7TailerGoesOnWhileAContainerHoldsAPump() throws InterruptedException {
        begun();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        output.whileWriting(() -> {
            writing.countDown();
            await(release);
        });
        stage.log.append("a");
        Thread pump = new Thread(stage::settle, "pump");
        output.expectPump(pump);
        start(pump);
        await(writing);
        try {
            Thread tailer = start(new Thread(() -> stage.log.append("b"), "tailer"));
            tailer.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(tailer.isAlive())
                    .as("the tailer waits for a pump in a write")
                    .isFalse();
        } finally {
            release.countDown();
        }
        pump.join();
        assertThat(output.text()).contains("data: a\n");
    }

    @Test
    void rule7ListenersOfTheRingAreCalledOutsideItsLock() {
        List<String> held = new ArrayList<>();
        stage.ring.listen(PlayedLog.SOURCE, () -> held.addAll(ScriptedOutput.locksHeld()));
        // Without the played log, whose own lock plays the tailer's thread.
        stage.ring.accept(new Announcement(stage.log.tip(), "data: x\n\n".getBytes(US_ASCII)));
        stage.ring.announce("data: x\n\n".getBytes(US_ASCII));
        stage.ring.begin(stage.log.tip());
        assertThat(held).isEmpty();
    }

    // ---- 8. Heartbeats only into silence.

    @Test
    void rule8CommentOnlyToThoseWhoGotNothing() {
        begun();
        for (int seconds = 0; seconds < 60; seconds += 5) {
            stage.log.append("at " + seconds);
            stage.pass(Duration.ofSeconds(5));
        }
        assertThat(output.text()).as("lines came every 5 s").doesNotContain("\n:\n");
        for (int seconds = 0; seconds < 60; seconds++) {
            stage.pass(SECOND);
        }
        assertThat(output.text().split("\n:\n", -1)).as("a minute of silence").hasSizeBetween(4, 6);
    }

    // ---- 9. Stop.

    @Test
    void rule9StopSaysByeToAllAndLeavesNoThread() {
        Stage running = new Stage();
        running.pumps.start();
        List<ScriptedOutput> outputs = new ArrayList<>();
        List<ScriptedRequest> requests = new ArrayList<>();
        Thread pump = pumpThread();
        for (int i = 0; i < 20; i++) {
            ScriptedOutput mine = new ScriptedOutput();
            mine.expectPump(pump);
            ScriptedRequest played = new ScriptedRequest(mine);
            played.begin(running.pumps, Stage.follow(new Start.Live()));
            mine.tellWritable();
            outputs.add(mine);
            requests.add(played);
        }
        running.workers.work();
        running.pumps.close();

        assertThat(running.pumps.subscribers()).isZero();
        outputs.forEach(mine -> assertThat(mine.text()).contains("event: bye\n").contains("\"reason\":\"shutdown\""));
        outputs.forEach(ScriptedOutput::assertPlayedByTheRules);
        requests.forEach(ScriptedRequest::assertEndedOnce);
        assertThat(pump.isAlive()).isFalse();
        // Repeated by the context's end and the machine's.
        running.pumps.close();
    }

    @Test
    void rule9WhoTakesNothingDelaysTheStopByFiveSecondsAtMostAndIsEndedToo() {
        Stage running = new Stage();
        running.pumps.start();
        Thread pump = pumpThread();
        ScriptedOutput stuck = new ScriptedOutput();
        stuck.expectPump(pump);
        ScriptedRequest neverReady = new ScriptedRequest(stuck);
        neverReady.begin(running.pumps, Stage.follow(new Start.Live()));
        long began = System.nanoTime();
        running.pumps.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(pump.isAlive()).isFalse();
        assertThat(running.pumps.subscribers()).isZero();
        running.workers.work();
        neverReady.assertEndedOnce();
        assertThat(stuck.calls()).isEmpty();
    }

    private static Thread pumpThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("logstreamer-pump"))
                .reduce((first, second) -> {
                    throw new AssertionError("another test left a pump: " + first + ", " + second);
                })
                .orElseThrow();
    }

    // ---- The container's threads.

    /** A follower from now on that has got its preamble. */
    private void begun() {
        request.begin(stage.pumps, Stage.follow(new Start.Live()));
        output.tellWritable();
        stage.settle();
    }

    private Thread onContainer(Runnable action) {
        return start(new Thread(action, "container-" + started.size()));
    }

    private Thread start(Thread thread) {
        started.add(thread);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
        thread.start();
        return thread;
    }

    private void joinAll() {
        started.forEach(ThreadingRulesTest::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when a thread waits for somebody, or is through. */
    private static void awaitStanding(Thread thread) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> {
                    return;
                }
                default -> Thread.onSpinWait();
            }
        }
    }
}
