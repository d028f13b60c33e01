package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Position;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LooksTest {

    @Test
    void nobodyWaitsOnceNobodyLooksAnyMore() {
        Looks looks = new Looks(new ManualClock());
        CompletableFuture<Position> before = looks.ask("app", false);
        assertThat(before).isNotDone();
        looks.cancelAll();
        assertThat(before).isCancelled();
        assertThat(looks.ask("app", true)).isCancelled();
    }
}
