package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.Subscription.Start;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The half of "leave before recycle" that no script can hold still: a turn that begins while a container declares the
 * response over. Either the turn sees that it is dead, or the container sees that a turn is under way; there is no third.
 */
@Timeout(300)
class LeaveStressTest {

    private static final int TIMES = 20_000;
    private static final byte[][] WORDS = {"data: x\n\n".getBytes(US_ASCII)};

    /** A response that one container thread takes back once it has told. */
    private static final class Response implements Outlet {
        private final AtomicInteger touchedAfterwards;
        private volatile boolean recycled;
        private Cursor cursor;

        private Response(AtomicInteger touchedAfterwards) {
            this.touchedAfterwards = touchedAfterwards;
        }

        @Override
        public boolean isReady() {
            touch();
            return true;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            touch();
        }

        @Override
        public void flush() {
            touch();
        }

        @Override
        public void end() {
            touch();
        }

        private void touch() {
            if (recycled) {
                touchedAfterwards.incrementAndGet();
            }
        }
    }

    private final AtomicInteger touchedAfterwards = new AtomicInteger();
    private final Pump pump =
            new Pump(Clock.system(), () -> {}, cursor -> {}, TimeUnit.MINUTES.toNanos(1), cursor -> {});
    private volatile Response current = new Response(touchedAfterwards);
    private volatile boolean over;
    private int spin;

    @Test
    void noTurnTouchesWhatTheContainerHasTakenBack() throws InterruptedException {
        current.recycled = true;
        Thread container = new Thread(this::takeBack, "container");
        container.start();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TIMES; i++) {
            Response response = new Response(touchedAfterwards);
            Cursor cursor = new Cursor(Stage.follow(new Start.Live()), response, pump, (self, reason) -> {}, 0);
            response.cursor = cursor;
            cursor.leave(WORDS);
            cursor.writable();
            current = response;
            pause(random.nextInt(400));
            cursor.turn(0);
            await(() -> response.recycled);
            // What was signalled.
            pump.turn();
        }
        over = true;
        container.join();
        assertThat(touchedAfterwards)
                .as("calls on recycled responses, of %d", TIMES)
                .hasValue(0);
    }

    private void takeBack() {
        SplittableRandom random = new SplittableRandom(2);
        while (true) {
            await(() -> over || !current.recycled);
            if (over) {
                return;
            }
            Response response = current;
            pause(random.nextInt(400));
            response.cursor.gone();
            response.recycled = true;
        }
    }

    /** Short waits by spinning, so that both meet; long ones, when processors are few, by sleeping. */
    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i < 1_000) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1_000);
            }
        }
    }

    /** Some nanoseconds of work, so that the two meet at every distance. */
    private void pause(int rounds) {
        int work = rounds;
        for (int i = 0; i < rounds; i++) {
            work += work >>> 3 ^ i;
        }
        if (work == 42) {
            spin = work + spin;
        }
    }
}
