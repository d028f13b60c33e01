package io.logstreamer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * A container's non-blocking output that plays a script: what happens inside each call, on whatever thread, is written
 * down by the test. Whatever breaks a rule of the servlet specification, or touches a response that the container has
 * taken back, is noted.
 *
 * <pre>
 *   isReady() -&gt; the next answer of the script, true when it is used up
 *   write()   -&gt; the next event of the script, nothing when it is used up; the bytes are kept as a container keeps them
 *   flush()   -&gt; the same
 * </pre>
 */
class ScriptedOutput extends ServletOutputStream {

    /** Something that happens inside a call. */
    interface Event {
        void happen() throws IOException;
    }

    /** A stretch that was handed over, and what it held then. */
    private record Piece(byte[] bytes, int from, int length, byte[] asItWas) {}

    private final Queue<BooleanSupplier> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Event> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Event> flushes = new ConcurrentLinkedQueue<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final List<Piece> pieces = new ArrayList<>();

    private volatile WriteListener listener;
    private volatile boolean recycled;
    private volatile boolean inCall;
    private volatile boolean refused;
    private volatile Thread pump = Thread.currentThread();
    private volatile boolean watchingLocks;
    private boolean asked;

    // ---- The script.

    /** The next question is answered so; {@code answer} runs inside the call. */
    void answer(BooleanSupplier answer) {
        answers.add(answer);
    }

    /** This happens inside the next write. */
    void whileWriting(Event event) {
        writes.add(event);
    }

    /** This happens inside the next flush. */
    void whileFlushing(Event event) {
        flushes.add(event);
    }

    /** The only thread that may call from now on. */
    void expectPump(Thread thread) {
        pump = thread;
    }

    /** From now on no caller may hold a lock. */
    void watchLocks() {
        watchingLocks = true;
    }

    /** The container says that there is room. */
    void tellWritable() {
        refused = false;
        try {
            listener.onWritePossible();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The container says that the peer is gone. */
    void tellFailed(IOException failure) {
        listener.onError(failure);
    }

    /** The container takes the response back: the next request gets it. */
    void recycle() {
        if (inCall) {
            breaches.add("recycled while a call was under way");
        }
        recycled = true;
    }

    // ---- The stream.

    @Override
    public void setWriteListener(WriteListener to) {
        listener = to;
    }

    @Override
    public boolean isReady() {
        enter("isReady");
        BooleanSupplier answer = answers.poll();
        // Set before the answer runs: what happens in it may tell the listener.
        refused = true;
        asked = answer == null || answer.getAsBoolean();
        if (asked) {
            refused = false;
        }
        leave();
        return asked;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        enter("write");
        take(bytes, from, length);
    }

    final void take(byte[] bytes, int from, int length) throws IOException {
        requireAsked("write");
        synchronized (pieces) {
            pieces.add(new Piece(bytes, from, length, Arrays.copyOfRange(bytes, from, from + length)));
        }
        happen(writes.poll());
    }

    @Override
    public void flush() throws IOException {
        enter("flush");
        requireAsked("flush");
        happen(flushes.poll());
    }

    @Override
    public void write(int b) {
        breaches.add("one byte alone was written");
    }

    @Override
    public void close() {
        breaches.add("closed: the end is the writer's commit");
    }

    private void happen(Event event) throws IOException {
        try {
            if (event != null) {
                event.happen();
            }
        } finally {
            leave();
        }
    }

    final void enter(String call) {
        calls.add(call);
        inCall = true;
        if (recycled) {
            breaches.add(call + " on a recycled response");
        }
        if (refused) {
            breaches.add(call + " though isReady said false and nobody has told that there is room");
        }
        if (Thread.currentThread() != pump) {
            breaches.add(call + " by " + Thread.currentThread().getName());
        }
        if (watchingLocks) {
            breaches.addAll(locksHeld().stream()
                    .map(lock -> call + " while holding " + lock)
                    .toList());
        }
    }

    private void leave() {
        inCall = false;
    }

    private void requireAsked(String call) {
        if (!asked) {
            breaches.add(call + " without isReady directly before it");
        }
        asked = false;
    }

    /** What the current thread holds, by class; the lock that a pool's thread has on itself does not count. */
    static List<String> locksHeld() {
        ThreadInfo self = ManagementFactory.getThreadMXBean()
                .getThreadInfo(new long[] {Thread.currentThread().getId()}, true, true)[0];
        List<LockInfo> held = new ArrayList<>(Arrays.asList(self.getLockedMonitors()));
        held.addAll(Arrays.asList(self.getLockedSynchronizers()));
        return held.stream()
                .map(LockInfo::getClassName)
                .filter(name -> !name.startsWith("java.util.concurrent.ThreadPoolExecutor"))
                .toList();
    }

    // ---- What became of it.

    /** Every call so far, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** Everything that was written, as it was when it was written. */
    String text() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        synchronized (pieces) {
            pieces.forEach(piece -> all.writeBytes(piece.asItWas()));
        }
        return all.toString(UTF_8);
    }

    /** Nothing that was handed over has changed since: a container may still be sending it. */
    void assertBytesUntouched() {
        synchronized (pieces) {
            for (Piece piece : pieces) {
                assertThat(Arrays.copyOfRange(piece.bytes(), piece.from(), piece.from() + piece.length()))
                        .isEqualTo(piece.asItWas());
            }
        }
    }

    /** The script was played to its end, and no rule was broken. */
    void assertPlayedByTheRules() {
        assertThat(breaches).isEmpty();
        assertThat(answers).as("answers nobody asked for").isEmpty();
        assertThat(writes).as("writes that were not made").isEmpty();
        assertThat(flushes).as("flushes that were not made").isEmpty();
    }
}
