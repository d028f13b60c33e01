package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Form;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.Subscription;
import io.logstreamer.tail.HangingDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StopTest {

    /** What a machine that is busy with other things may add. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    /** A peer that takes nothing, not even its bye. */
    private static final class DeafOutlet implements Outlet {

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            throw new AssertionError("written without being ready");
        }

        @Override
        public void flush() {
            throw new AssertionError("flushed without being ready");
        }

        @Override
        public void end() {
            // Nobody hears it.
        }
    }

    @Test
    void wholeStopTakesFiveSecondsThoughADiskHangsAndASubscriberTakesNothing() throws Exception {
        HangingDisk disk = new HangingDisk();
        Path log = Files.writeString(directory.resolve("app.log"), "one\n");
        Engine engine =
                new Engine(settings(log), null, new ServerName("1.0", "node-1"), log.resolveSibling("state"), disk);
        engine.start();
        try {
            engine.feed().look("app").get(10, TimeUnit.SECONDS);
            engine.feed().subscribe(follower(), new DeafOutlet());
            disk.hang();
            disk.awaitCaller();
            engine.broadcasterPorts().workers().execute(() -> hold(disk, log));

            long began = System.nanoTime();
            engine.awaitNobody(Duration.ofMillis(1_500));
            engine.drain();
            engine.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5).plus(SLACK));
            assertThat(engine.feed().subscribers()).isZero();
        } finally {
            disk.answer();
        }
    }

    private static void hold(HangingDisk disk, Path log) {
        try {
            disk.attributes(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Subscription follower() {
        return new Subscription(
                "app",
                new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false),
                new Subscription.Start.Live(),
                true,
                false,
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                false,
                "192.0.2.1");
    }

    private Settings settings(Path log) {
        Map<String, String> properties = Map.of(
                "logstreamer.sources",
                "app=" + log,
                "logstreamer.state.dir",
                directory.resolve("state").toString());
        return Settings.load(
                new SettingsInputs(Map.of(), "", Map.of(), Map.of(), properties, directory, null, 1L << 30));
    }
}
