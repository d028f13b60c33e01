package io.logstreamer.cli.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the subscribers of a {@link LoadPlan}, listens for its duration and adds up. {@link #run} blocks its caller, once;
 * {@link #stop} ends it early from any thread, with a result all the same.
 */
public final class LoadRun {

    /** More at once overflow the queues of servers that accept slowly, and then the kernel waits for seconds. */
    private static final int MAX_CONNECTING = 100;

    private static final Duration MAX_CONNECT_TIME = Duration.ofSeconds(60);
    private static final int MAX_REMEMBERED_LINES = 500_000;
    private static final long PROGRESS_NANOS = 250_000_000;

    private final LoadPlan plan;
    private final LoadListener listener;
    private final Counters counters = new Counters();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final AtomicInteger nextToConnect = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final CountDownLatch unsettled;
    private final CountDownLatch live;
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
    private volatile boolean stopped;

    /**
     * @param listener watches; {@code new LoadListener() {}} does not
     */
    public LoadRun(LoadPlan plan, LoadListener listener) {
        this.plan = plan;
        this.listener = listener;
        this.unsettled = new CountDownLatch(plan.clients());
        this.live = new CountDownLatch(plan.clients());
    }

    /**
     * Does the run.
     *
     * @param progress told a few times a second, on the caller's thread
     * @throws IOException if not one subscriber could connect; the message says why
     * @throws InterruptedException if the caller's thread is interrupted; all connections are closed then, too
     */
    public LoadResult run(Consumer<LoadProgress> progress) throws IOException, InterruptedException {
        ExecutorService executor =
                Executors.newFixedThreadPool(Math.min(4, Runtime.getRuntime().availableProcessors() + 1), threads());
        try {
            subscribe(executor);
            await(unsettled, MAX_CONNECT_TIME, progress);
            String failure = firstFailure.get();
            if (connected.get() == 0 && failure != null) {
                throw new IOException("cannot subscribe to " + plan.uri() + ": " + failure);
            }
            long startNanos = System.nanoTime();
            long linesBefore = counters.lines.sum();
            await(live, plan.duration(), progress);
            Duration listened = Duration.ofNanos(System.nanoTime() - startNanos);
            double linesPerSecond = (counters.lines.sum() - linesBefore) * 1e9 / Math.max(1, listened.toNanos());
            subscribers.forEach(Subscriber::stop);
            return new LoadResult(
                    plan, connected.get(), firstFailure.get(), listened, linesPerSecond, counters.totals());
        } finally {
            subscribers.forEach(Subscriber::stop);
            executor.shutdownNow();
        }
    }

    /** Ends the run now. */
    public void stop() {
        stopped = true;
    }

    private void subscribe(ExecutorService executor) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one connection for each subscriber, as browsers of many people
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(executor)
                .build();
        SharedOrder order = new SharedOrder(MAX_REMEMBERED_LINES, counters);
        for (int number = 0; number < plan.clients(); number++) {
            LineCheck check = new LineCheck(order, counters);
            subscribers.add(new Subscriber(
                    number, plan.uri(), client, executor, check, counters, listener, new SubscriberOwner(number)));
        }
        for (int i = 0; i < MAX_CONNECTING; i++) {
            connectNext();
        }
    }

    private void connectNext() {
        int number = nextToConnect.getAndIncrement();
        if (number < subscribers.size()) {
            subscribers.get(number).connect();
        }
    }

    /** Returns when {@code latch} is open, the time is over, or the run is stopped. */
    private void await(CountDownLatch latch, Duration time, Consumer<LoadProgress> progress)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        long leftNanos = time.toNanos();
        while (!stopped && leftNanos > 0 && !latch.await(Math.min(PROGRESS_NANOS, leftNanos), TimeUnit.NANOSECONDS)) {
            long elapsedNanos = System.nanoTime() - startNanos;
            leftNanos = time.toNanos() - elapsedNanos;
            progress.accept(new LoadProgress(
                    latch == unsettled,
                    connected.get(),
                    Duration.ofNanos(elapsedNanos),
                    counters.lines.sum(),
                    counters.faults()));
        }
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "logstreamer-load-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    private final class SubscriberOwner implements Subscriber.Owner {
        private final int number;

        SubscriberOwner(int number) {
            this.number = number;
        }

        @Override
        public void connected() {
            connected.incrementAndGet();
        }

        @Override
        public void settled(@Nullable String failure) {
            if (failure != null) {
                listener.notice(number, failure);
                firstFailure.compareAndSet(null, failure);
            }
            unsettled.countDown();
            connectNext();
        }

        @Override
        public void ended() {
            live.countDown();
        }
    }
}
