package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ArrivalsTest {

    private final Arrivals arrivals = new Arrivals();

    private static Position place(long run) {
        return new Position(new Generation("", run, 1, 1), 10, 0, 0);
    }

    private static Arrivals.Slot slot(long number) {
        return new Arrivals.Slot("s" + number % 3, number, place(number), place(number + 1), null);
    }

    @Test
    void arrivalsAreSeenWhenTheyAreShown() {
        assertThat(arrivals.tip()).isNull();
        arrivals.begin(place(0));
        arrivals.show();
        arrivals.add(slot(0));
        assertThat(arrivals.slot(0)).isNull();
        assertThat(arrivals.find(place(0))).as("the next to come").isZero();
        arrivals.show();
        assertThat(arrivals.slot(0)).isEqualTo(slot(0));
        assertThat(arrivals.find(place(0))).isZero();
        assertThat(arrivals.find(place(1))).isEqualTo(1);
        assertThat(arrivals.find(place(2))).isEqualTo(-1);
    }

    @Test
    void oldestGoWhenThereIsNoRoom() {
        arrivals.begin(place(0));
        for (int i = 0; i < Arrivals.SLOTS + 5; i++) {
            arrivals.add(slot(i));
        }
        arrivals.show();
        assertThat(arrivals.slot(4)).isNull();
        assertThat(arrivals.slot(5)).isEqualTo(slot(5));
        assertThat(arrivals.find(place(4))).isEqualTo(-1);
        assertThat(arrivals.find(place(5))).isEqualTo(5);
    }

    @Test
    void announcementsTakeNoMoreThanTheirMemory() {
        arrivals.begin(place(0));
        byte[] wire = new byte[Arrivals.ANNOUNCED_BYTES / 4];
        for (int i = 0; i < 20; i++) {
            arrivals.add(
                    new Arrivals.Slot("", Arrivals.FROM_FILES, place(0), place(0), new Announcement(place(0), wire)));
        }
        arrivals.show();
        List<Boolean> kept = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Arrivals.Slot each = arrivals.slot(i);
            assertThat(each).isNotNull();
            assertThat(each.fromFiles()).isFalse();
            kept.add(each.announced() != null);
        }
        assertThat(kept.subList(0, 17)).containsOnly(false);
        assertThat(kept.subList(17, 20)).containsOnly(true);
    }

    @Test
    @Timeout(30)
    void lappedReadersNeverSeeAnArrivalOfAnotherNumber() throws InterruptedException {
        arrivals.begin(place(0));
        arrivals.show();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread reader = new Thread(() -> {
                try {
                    while (!over.get()) {
                        read();
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            readers.add(reader);
            reader.start();
        }
        for (int i = 0; i < 5 * Arrivals.SLOTS; i++) {
            arrivals.add(slot(i));
            if (i % 7 == 0) {
                arrivals.show();
            }
        }
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(failure.get()).isNull();
    }

    private void read() {
        Arrivals.Tip tip = arrivals.tip();
        assertThat(tip).isNotNull();
        for (long back : new long[] {0, 1, 100, Arrivals.SLOTS - 2, Arrivals.SLOTS - 1, Arrivals.SLOTS}) {
            long number = tip.next() - 1 - back;
            Arrivals.Slot slot = number < 0 ? null : arrivals.slot(number);
            if (slot != null) {
                assertThat(slot.number()).isEqualTo(number);
            }
            long found = number < 0 ? -1 : arrivals.find(place(number));
            assertThat(found).isIn(-1L, number);
        }
    }
}
