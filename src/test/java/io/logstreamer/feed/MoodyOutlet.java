package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstreamer.log.Outlet;
import io.logstreamer.log.Session;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * An output that has room or not as another thread likes, and calls back as a container does: once for each "no", when
 * there is room again. Keeps length and checksum of the lines it got, since fifty of these get everything.
 *
 * <p>The pump writes, the mood comes from any thread.
 */
final class MoodyOutlet implements Outlet {

    private final int number;
    private final Runnable onProgress;
    private Session session;

    // Guarded by this.
    private boolean room = true;
    private boolean owed = true;

    // The pump's, published by lengthBytes.
    private final CRC32C checksum = new CRC32C();
    private long takenBytes;
    private int ownWrites;
    private boolean asked;
    private volatile long lengthBytes;
    private volatile String breach = "";
    private volatile boolean ended;

    MoodyOutlet(int number, Runnable onProgress) {
        this.number = number;
        this.onProgress = onProgress;
    }

    /** Whom to tell when there is room; told for the first time at the first good mood. */
    void serve(Session by) {
        session = by;
    }

    /** Changes the mood; called by the container's thread. */
    void feel(boolean good) {
        boolean tell;
        synchronized (this) {
            room = good;
            tell = good && owed;
            owed &= !tell;
        }
        if (tell) {
            session.writable();
        }
    }

    @Override
    public boolean isReady() {
        boolean answer;
        synchronized (this) {
            answer = room;
            owed |= !room;
        }
        asked = answer;
        if (!answer) {
            // The moment in which room may come before the "no" is heard.
            LockSupport.parkNanos(1);
        }
        return answer;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        spend("write");
        // Retry and id, a write each.
        if (ownWrites < 2) {
            ownWrites++;
            boolean expected = startsWith(bytes, from, ownWrites == 1 ? "retry: " : "id: ");
            breach = expected ? breach : "a stream begins with retry and id";
            return;
        }
        checksum.update(bytes, from, length);
        takenBytes += length;
        lengthBytes = takenBytes;
        onProgress.run();
    }

    private static boolean startsWith(byte[] bytes, int from, String text) {
        byte[] prefix = text.getBytes(US_ASCII);
        return java.util.Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public void flush() {
        spend("flush");
    }

    @Override
    public void end() {
        ended = true;
    }

    private void spend(String call) {
        if (!asked) {
            breach = call + " without isReady directly before it";
        }
        asked = false;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** Of the bytes so far; read when the pumps are at rest. */
    long checksum() {
        return checksum.getValue();
    }

    boolean ended() {
        return ended;
    }

    /** Empty: none. */
    String breach() {
        return breach;
    }

    @Override
    public String toString() {
        synchronized (this) {
            return "outlet " + number + " with " + lengthBytes + " bytes, " + (room ? "room" : "no room")
                    + (owed ? ", owed a call" : "");
        }
    }
}
