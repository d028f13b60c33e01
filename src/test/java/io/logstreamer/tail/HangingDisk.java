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
    private volatile Path below = Path.of("/");

    /** From now on nobody gets an answer. */
    public void hang() {
        hangs = true;
    }

    /** From now on nobody gets an answer about what lies below a directory. */
    public void hangBelow(Path directory) {
        below = directory;
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
        pass(path);
        return disk.attributes(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        pass(directory);
        return disk.list(directory);
    }

    @Override
    public boolean directory(Path path) {
        pass(path);
        return disk.directory(path);
    }

    @Override
    public Content open(Path path) throws IOException {
        pass(path);
        return new HangingContent(path, disk.open(path));
    }

    private void pass(Path path) {
        boolean interrupted = false;
        while (hangs && path.startsWith(below)) {
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

        private final Path at;
        private final Content content;

        private HangingContent(Path at, Content content) {
            this.at = at;
            this.content = content;
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            pass(at);
            return content.read(target, offset);
        }

        @Override
        public long size() throws IOException {
            pass(at);
            return content.size();
        }

        @Override
        public void close() {
            content.close();
            letGo.countDown();
        }
    }
}
