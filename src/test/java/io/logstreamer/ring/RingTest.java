package io.logstreamer.ring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Entry;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent.Tip;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final long PLENTY_BYTES = 1 << 30;

    private final Numbered app = new Numbered("app");
    private final Numbered web = new Numbered("web");

    @Test
    void entriesComeBackByNumberAndByPlace() {
        Ring ring = ring(PLENTY_BYTES);
        List<Entry> entries = fill(ring, app, 100);

        for (int i = 0; i < 100; i++) {
            assertThat(ring.entry("app", i)).isSameAs(entries.get(i));
            assertThat(ring.find(app.place(i))).isEqualTo(i);
        }
        assertThat(ring.tip("app")).isEqualTo(new Tip(app.place(100), 100));
        assertThat(ring.find(app.place(100)))
                .as("the tip is where the next one will begin")
                .isEqualTo(100);
        assertThat(ring.entry("app", 100)).isNull();
    }

    @Test
    void sourceThatHasNotBegunHasNothing() {
        Ring ring = new Ring(PLENTY_BYTES);

        assertThat(ring.tip("app")).isNull();
        assertThat(ring.entry("app", 0)).isNull();
        assertThat(ring.find(app.place(0))).isEqualTo(-1);
        assertThatIllegalStateException().isThrownBy(() -> ring.accept(app.entry(0)));
    }

    @Test
    void placeInsideAnEntryIsNotFound() {
        Ring ring = ring(PLENTY_BYTES);
        ring.accept(app.entry(0));
        byte[] two = "\n\n".getBytes(US_ASCII);
        ring.accept(new LineBatch(
                app.place(1), app.place(1).generation(), false, "app.log", 1, two, 0, new int[] {1, 2}, 2));

        assertThat(ring.find(app.place(1))).isEqualTo(1);
        assertThat(ring.find(app.place(2))).isEqualTo(-1);
    }

    @Test
    void oldestGoesWhenTheNewestDoesNotFit() {
        Ring ring = ring(10 * Numbered.WEIGHT_BYTES);
        fill(ring, app, 25);

        assertThat(ring.weightBytes()).isEqualTo(10 * Numbered.WEIGHT_BYTES);
        assertThat(ring.entry("app", 14)).isNull();
        assertThat(ring.entry("app", 15)).isNotNull();
        assertThat(ring.find(app.place(14))).isEqualTo(-1);
        assertThat(ring.find(app.place(15))).isEqualTo(15);
        assertThat(ring.find(app.place(0))).isEqualTo(-1);
    }

    @Test
    void entryHeavierThanTheRingIsKeptAlone() {
        Ring ring = ring(1000);
        ring.accept(app.entry(0));
        LongLine heavy = new LongLine(app.place(1), app.place(2), "app.log", 1, new byte[5000], 5000);
        ring.accept(heavy);

        assertThat(ring.entry("app", 0)).isNull();
        assertThat(ring.entry("app", 1)).isSameAs(heavy);
        ring.accept(app.entry(2));
        assertThat(ring.entry("app", 1)).isNull();
        assertThat(ring.weightBytes()).isEqualTo(Numbered.WEIGHT_BYTES);
    }

    @Test
    void oldestOfAllSourcesGoesFirst() {
        Ring ring = ring(10 * Numbered.WEIGHT_BYTES);
        ring.begin(web.place(0));
        fill(ring, web, 5);
        fill(ring, app, 8);

        assertThat(ring.entry("web", 2)).isNull();
        assertThat(ring.entry("web", 3)).isNotNull();
        assertThat(ring.entry("app", 0)).isNotNull();
        assertThat(ring.weightBytes()).isEqualTo(10 * Numbered.WEIGHT_BYTES);
        assertThat(ring.tip("web")).as("what it stands at outlives its entries").isEqualTo(new Tip(web.place(5), 5));
    }

    @Test
    void laneHoldsNoMoreEntriesThanItHasSlots() {
        Ring ring = ring(PLENTY_BYTES);
        int more = 100;
        for (int i = 0; i < Lane.MAX_SLOTS + more; i++) {
            ring.accept(app.entry(i));
        }

        assertThat(ring.entry("app", more - 1)).isNull();
        assertThat(ring.entry("app", more)).isEqualTo(app.entry(more));
        assertThat(ring.find(app.place(more))).isEqualTo(more);
        assertThat(ring.weightBytes()).isEqualTo((long) Lane.MAX_SLOTS * Numbered.WEIGHT_BYTES);
    }

    @Test
    void brokenChainIsRefusedAndChangesNothing() {
        Ring ring = ring(PLENTY_BYTES);
        fill(ring, app, 3);

        assertThatIllegalArgumentException().isThrownBy(() -> ring.accept(app.entry(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> ring.accept(app.entry(2)));
        assertThat(ring.tip("app")).isEqualTo(new Tip(app.place(3), 3));
        assertThat(ring.weightBytes()).isEqualTo(3 * Numbered.WEIGHT_BYTES);
        ring.accept(app.entry(3));
        assertThat(ring.entry("app", 3)).isNotNull();
    }

    /** Whoever resumes at a place has what stands there already; only what lies behind it is new. */
    @Test
    void entriesThatMoveNothingAreNotForOneWhoJoinsBehindThem() {
        Ring ring = ring(PLENTY_BYTES);
        ring.accept(app.entry(0));
        Position place = app.place(1);
        ring.accept(new Rotation(place, place, "app.log", Rotation.How.RENAME));
        ring.announce("event: note\ndata: x\n\n".getBytes(US_ASCII));

        assertThat(ring.find(place)).isEqualTo(3);
        ring.accept(app.entry(1));
        assertThat(ring.find(place)).isEqualTo(3);
    }

    @Test
    void announcementReachesEverySourceThatHasBegun() {
        Ring ring = ring(PLENTY_BYTES);
        ring.begin(web.place(0));
        fill(ring, app, 2);
        AtomicInteger told = new AtomicInteger();
        ring.listen("web", told::incrementAndGet);
        ring.listen("waiting", told::incrementAndGet);
        byte[] wire = "event: note\ndata: x\n\n".getBytes(US_ASCII);

        ring.announce(wire);

        assertThat(ring.entry("app", 2)).isEqualTo(new Announcement(app.place(2), wire));
        assertThat(ring.entry("web", 0)).isEqualTo(new Announcement(web.place(0), wire));
        assertThat(ring.tip("app")).isEqualTo(new Tip(app.place(2), 3));
        assertThat(ring.tip("waiting")).isNull();
        assertThat(told).hasValue(1);
    }

    @Test
    void sourceThatEndsLosesItsEntriesAndGoesOnNumbering() {
        Ring ring = ring(PLENTY_BYTES);
        ring.begin(web.place(0));
        fill(ring, app, 5);
        fill(ring, web, 5);

        ring.end("app");

        assertThat(ring.entry("app", 4)).isNull();
        assertThat(ring.weightBytes()).isEqualTo(5 * Numbered.WEIGHT_BYTES);
        assertThat(ring.entry("web", 0)).isNotNull();
        ring.begin(app.place(0));
        ring.accept(app.entry(0));
        assertThat(ring.tip("app")).isEqualTo(new Tip(app.place(1), 6));
        assertThat(ring.entry("app", 5)).isEqualTo(app.entry(0));
        ring.end("never seen");
    }

    @Test
    void listenerIsCalledAfterEachChangeUntilItIsTakenAway() {
        Ring ring = new Ring(PLENTY_BYTES);
        List<Tip> seen = new ArrayList<>();
        Runnable listener = () -> seen.add(ring.tip("app"));
        ring.listen("app", listener);

        ring.begin(app.place(0));
        ring.accept(app.entry(0));
        ring.end("app");
        ring.unlisten("app", listener);
        ring.accept(app.entry(1));

        assertThat(seen).containsExactly(new Tip(app.place(0), 0), new Tip(app.place(1), 1), new Tip(app.place(1), 1));
    }

    @Test
    void ringWithoutRoomIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ring(0));
    }

    /** Whatever comes in whatever order: the bound holds, what is kept is the newest, and nothing is misnumbered. */
    @Test
    void boundHoldsForAnyMixOfSources() {
        long seed = Seed.next();
        Random random = new Random(seed);
        long capacity = 5000;
        Ring ring = new Ring(capacity);
        List<Numbered> sources = List.of(new Numbered("0"), new Numbered("1"), new Numbered("2"), new Numbered("3"));
        long[] next = new long[sources.size()];
        sources.forEach(source -> ring.begin(source.place(0)));
        for (int i = 0; i < 3_000; i++) {
            int chosen = Math.min(random.nextInt(sources.size()), random.nextInt(sources.size()));
            ring.accept(sources.get(chosen).entry(next[chosen]++));
            long held = 0;
            for (int s = 0; s < sources.size(); s++) {
                String name = Integer.toString(s);
                long number = next[s];
                while (number > 0 && ring.entry(name, number - 1) != null) {
                    number--;
                    assertThat(ring.entry(name, number).before().offset())
                            .as(Seed.told(seed))
                            .isEqualTo(number);
                    held++;
                }
            }
            assertThat(held * Numbered.WEIGHT_BYTES)
                    .as(Seed.told(seed))
                    .isEqualTo(ring.weightBytes())
                    .isLessThanOrEqualTo(capacity);
        }
    }

    private Ring ring(long capacityBytes) {
        Ring ring = new Ring(capacityBytes);
        ring.begin(app.place(0));
        return ring;
    }

    private static List<Entry> fill(Ring ring, Numbered source, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(source.entry(i));
            ring.accept(entries.get(i));
        }
        return entries;
    }
}
