package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReaderPoolTest {

    @Test
    void threadsAreDaemonsNamedByRole() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (ReaderPool pool = new ReaderPool("logstreamer-reader", 1)) {
            pool.execute(() -> thread.complete(Thread.currentThread()));

            assertThat(thread.get(10, TimeUnit.SECONDS)).satisfies(reader -> {
                assertThat(reader.getName()).isEqualTo("logstreamer-reader-0");
                assertThat(reader.isDaemon()).isTrue();
            });
        }
    }

    @Test
    void taskThatThrowsLeavesTheThreadToTheNextOne() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        try (ReaderPool pool = new ReaderPool("logstreamer-reader", 1)) {
            pool.execute(() -> {
                throw new IllegalStateException("a task that fails, as this test wants it");
            });
            pool.later(next::countDown, 1);

            assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closeWaitsForWhatRunsAndDropsTheRest() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ReaderPool pool = new ReaderPool("logstreamer-reader", 1);
        pool.execute(() -> {
            running.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                return;
            }
            ended.set(true);
        });
        pool.later(() -> late.set(true), 60_000);
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();

        pool.close();
        pool.execute(() -> late.set(true));
        pool.later(() -> late.set(true), 0);

        assertThat(ended).isTrue();
        assertThat(late).isFalse();
    }

    @Test
    void noThreadLivesWhenItIsClosed() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            try (ReaderPool pool = new ReaderPool("logstreamer-reader", 1)) {
                pool.execute(() -> reader.complete(Thread.currentThread()));
                reader.get();
            }
            assertThat(reader.get().isAlive()).as("round %s", round).isFalse();
        }
    }
}
