package io.logstreamer.tail;

import io.logstreamer.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's disk, as a network mount is whose server goes away and comes back: whoever calls meanwhile is held, and
 * no interruption helps. Thread-safe.
 */
public final class HangingDisk implements Disk {

    private final Disk disk = new NioDisk();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean hangs;

    /** From now on nobody gets an answer. */
    public void hang() {
        hangs = true;
    }

    /** Waits until somebody is held. */
    public void awaitCaller() throws InterruptedException {
        if (!reached.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody calls");
        }
    }

    /** Answers again, also those who are held. */
    public void answer() {
        hangs = false;
        answers.countDown();
    }

    /** Waits until a file was let go of. */
    void awaitLetGo() throws InterruptedException {
        if (!letGo.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no file was let go of");
        }
    }

    @Override
    public @Nullable Attributes attributes(Path path) throws IOException {
        pass();
        return disk.attributes(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        pass();
        return disk.list(directory);
    }

    @Override
    public boolean directory(Path path) {
        pass();
        return disk.directory(path);
    }

    @Override
    public Content open(Path path) throws IOException {
        pass();
        return new HangingContent(disk.open(path));
    }

    private void pass() {
        boolean interrupted = false;
        while (hangs) {
            reached.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class HangingContent implements Content {

        private final Content content;

        private HangingContent(Content content) {
            this.content = content;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            pass();
            return content.read(target, offset);
        }

        @Override
        public long size() throws IOException {
            pass();
            return content.size();
        }

        @Override
        public void close() {
            content.close();
            letGo.countDown();
        }
    }
}
