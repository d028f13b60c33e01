package io.logstreamer.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.feed.HandWorkers;
import io.logstreamer.feed.PlayedLog;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Form;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Tape.Spot;
import io.logstreamer.log.Writings;
import io.logstreamer.ring.Ring;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two pumps at one tape: whoever comes while the other encodes or searches goes away, and must be called back. */
@Timeout(60)
class ViewWakeUpTest {

    /** A ring in which a search runs something before it finds nothing, as one that lapped the place does. */
    private static final class SlowToFind implements Recent {
        private final Ring ring;
        private Runnable meanwhile;

        private SlowToFind(Ring ring) {
            this.ring = ring;
        }

        @Override
        public Tip tip(String source) {
            return ring.tip(source);
        }

        @Override
        public Entry entry(String source, long number) {
            return ring.entry(source, number);
        }

        @Override
        public long find(Position before) {
            if (meanwhile == null) {
                return ring.find(before);
            }
            meanwhile.run();
            return -1;
        }

        @Override
        public void listen(String source, Runnable listener) {
            ring.listen(source, listener);
        }

        @Override
        public void unlisten(String source, Runnable listener) {
            ring.unlisten(source, listener);
        }
    }

    @Test
    void pumpThatFoundTheTapeBusyIsWokenWhenItIsFree() {
        Ring ring = new Ring(1 << 20);
        SlowToFind recent = new SlowToFind(ring);
        PlayedLog log = new PlayedLog(ring);
        Form raw = new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false);
        View view = new View(
                PlayedLog.SOURCE, raw, Writings.USUAL, recent, log, new HandWorkers(), new SegmentPool(1 << 20));
        AtomicInteger wakes = new AtomicInteger();
        Runnable wake = wakes::incrementAndGet;
        view.attach(wake);
        Position start = log.tip();
        Spot waiting = view.locate(start, () -> {});
        log.append("a");
        Position lapped = log.tip();
        log.append("b");

        recent.meanwhile = () -> {
            // The other pump, while this one searches under the lock.
            boolean grown = CompletableFuture.supplyAsync(() -> view.extend(waiting.segment(), wake))
                    .join();
            assertThat(grown).isFalse();
            wakes.set(0);
        };
        assertThat(view.locate(lapped, () -> {})).isNull();

        assertThat(wakes).hasValueGreaterThan(0);
        assertThat(view.extend(waiting.segment(), wake)).isTrue();
    }
}
