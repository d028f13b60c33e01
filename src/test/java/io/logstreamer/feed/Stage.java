package io.logstreamer.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Form;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.ring.Ring;
import io.logstreamer.view.SegmentPool;
import io.logstreamer.view.Views;
import java.time.Duration;
import java.time.Instant;

/** The real stages around the feed, over a played log; the test is every thread and owns time. */
public final class Stage {

    /** How long a peer may take nothing. */
    public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    static final Duration RETRY = Duration.ofSeconds(2);
    static final Form RAW = new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false);

    /** More rounds than any test needs: who is not at rest by then is running in circles. */
    private static final int MANY_ROUNDS = 100_000;

    public final ManualClock clock = new ManualClock();
    public final HandWorkers workers = new HandWorkers();
    public final Ring ring;
    public final PlayedLog log;
    final SegmentPool pool;
    final Views views;
    public final Pumps pumps;

    public Stage() {
        this(1, 1 << 20, 1 << 20);
    }

    public Stage(int pumps, int ringBytes, int poolBytes) {
        this.ring = new Ring(ringBytes);
        this.log = new PlayedLog(ring);
        this.pool = new SegmentPool(poolBytes);
        this.views = new Views(ring, log, workers, pool, new Inattentive());
        this.pumps = new Pumps(
                new Pumps.Options(pumps, Duration.ofMillis(1), WRITE_TIMEOUT, "1.0", "node-1", Instant.EPOCH),
                views,
                log,
                PlayedLog.TIMES,
                workers,
                clock);
    }

    /** A follower of the log from a place on, as {@code /stream} has it. */
    public static Subscription follow(Start start) {
        return subscription(start, true, false);
    }

    static Subscription subscription(Start start, boolean follow, boolean full) {
        return new Subscription(PlayedLog.SOURCE, RAW, start, follow, false, HEARTBEAT, RETRY, full, "192.0.2.1");
    }

    /** A subscriber whose output takes everything. */
    FakeOutlet subscribe(Subscription subscription) {
        FakeOutlet outlet = new FakeOutlet();
        outlet.serve(pumps.subscribe(subscription, outlet));
        return outlet;
    }

    /** A follower from now on that has read its preamble, which is forgotten. */
    FakeOutlet follower() {
        FakeOutlet outlet = subscribe(follow(new Start.Live()));
        settle();
        outlet.clear();
        return outlet;
    }

    /** Goes on until there is nothing to do. */
    public void settle() {
        settle(pumps);
    }

    /** The same with pumps of the test's own making. */
    void settle(Pumps own) {
        int rounds = 0;
        boolean more = true;
        while (more) {
            boolean turned = own.turn();
            more = workers.work() || turned;
            assertThat(rounds++).as("rounds without coming to rest").isLessThan(MANY_ROUNDS);
        }
    }

    /** Lets time pass, and what it brings happen. */
    public void pass(Duration time) {
        clock.advance(time);
        settle();
    }
}
