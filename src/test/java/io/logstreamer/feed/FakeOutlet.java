package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Outlet;
import io.logstreamer.log.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An output whose room the test decides, and that notes every breach of the rules it is to be used by. Confined to one
 * thread, the test's, which plays the pump.
 */
final class FakeOutlet implements Outlet {

    /** Takes any number of bytes. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<Integer> writes = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private int roomBytes = UNLIMITED;
    private int unflushed;
    private boolean asked;
    private boolean told = true;
    private int ends;
    private IOException failure;
    private RuntimeException endFailure;
    private Session session;
    private Runnable onWrite = () -> {};

    /** The session that hears when there is room; it may begin at once. */
    void serve(Session by) {
        session = by;
        by.writable();
    }

    /** From now on it takes so many bytes more: full once they are used up, even if the write was longer. */
    void room(int bytes) {
        roomBytes = bytes;
        if (bytes > 0 && !told) {
            told = true;
            session.writable();
        }
    }

    /** Runs at each write from now on. */
    void onWrite(Runnable action) {
        onWrite = action;
    }

    void failWith(IOException toThrow) {
        failure = toThrow;
    }

    void failAtEndWith(RuntimeException toThrow) {
        endFailure = toThrow;
    }

    @Override
    public boolean isReady() {
        requireOpen("isReady");
        asked = roomBytes > 0;
        told &= asked;
        return asked;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        requireOpen("write");
        requireAsked("write");
        if (failure != null) {
            throw failure;
        }
        onWrite.run();
        taken.write(bytes, from, length);
        writes.add(length);
        unflushed += length;
        roomBytes = roomBytes == UNLIMITED ? UNLIMITED : Math.max(0, roomBytes - length);
    }

    @Override
    public void flush() {
        requireOpen("flush");
        requireAsked("flush");
        unflushed = 0;
    }

    @Override
    public void end() {
        requireOpen("end");
        ends++;
        if (endFailure != null) {
            throw endFailure;
        }
    }

    private void requireOpen(String call) {
        if (ends > 0) {
            breaches.add(call + " after the end");
        }
    }

    private void requireAsked(String call) {
        if (!asked) {
            breaches.add(call + " without isReady directly before it");
        }
        asked = false;
    }

    boolean ended() {
        return ends > 0;
    }

    /** Bytes that were written but not flushed. */
    int unflushed() {
        return unflushed;
    }

    byte[] bytes() {
        return taken.toByteArray();
    }

    /** Lengths of the writes so far. */
    List<Integer> writes() {
        return List.copyOf(writes);
    }

    String text() {
        return taken.toString(UTF_8);
    }

    /** What arrived, without the empty lines in between; the last one must be whole. */
    List<String> blocks() {
        String text = text();
        if (text.isEmpty()) {
            return List.of();
        }
        assertThat(text).endsWith("\n\n");
        return Arrays.asList(text.substring(0, text.length() - 2).split("\n\n", -1));
    }

    /** The text of the lines that arrived. */
    List<String> lines() {
        return blocks().stream()
                .filter(block -> block.startsWith("event: log_update\n"))
                .map(block -> block.substring(block.indexOf("data: ") + 6, block.lastIndexOf("\nid: ")))
                .toList();
    }

    /** Forgets what arrived so far. */
    void clear() {
        taken.reset();
        writes.clear();
    }

    void assertKeptTheRules() {
        assertThat(breaches).isEmpty();
        assertThat(ends).as("ends").isLessThanOrEqualTo(1);
    }
}
