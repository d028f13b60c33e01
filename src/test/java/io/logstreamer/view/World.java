package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Inattentive;
import io.logstreamer.log.Position;
import io.logstreamer.log.Tape;
import io.logstreamer.log.TextLog;
import io.logstreamer.ring.Ring;
import java.util.List;

/** One log, the ring its lines come through, and the views of it; workers work when told. Confined to one thread. */
final class World {

    static final String SOURCE = "app";
    static final long PLENTY_BYTES = 1 << 30;

    final TextLog log = new TextLog(SOURCE);
    final QueuedWorkers workers = new QueuedWorkers();
    final Ring ring;
    final SegmentPool pool;
    final Views views;
    final Position beginning = log.tip();

    World(long ringBytes, long poolBytes) {
        ring = new Ring(ringBytes);
        pool = new SegmentPool(poolBytes);
        views = new Views(ring, log, workers, pool, new Inattentive());
        ring.begin(beginning);
    }

    /** One where nothing is ever pushed out. */
    static World roomy() {
        return new World(PLENTY_BYTES, PLENTY_BYTES);
    }

    Tape tape() {
        return views.acquire(SOURCE, Forms.ESCAPE);
    }

    /** Writes whole lines and takes them in, in batches of about {@code batchBytes}. */
    void publish(String text, int batchBytes) {
        log.write(text);
        log.takeAll(batchBytes, ring::accept);
    }

    void publish(String text) {
        publish(text, Integer.MAX_VALUE);
    }

    /** The stream from the first line on; lines of printable ASCII only. */
    String wire() {
        return wire(log.lines());
    }

    /** The stream behind a place. */
    String wireAfter(Position place) {
        return wire(log.lines().stream()
                .filter(line -> place.isBefore(line.after()))
                .toList());
    }

    private static String wire(List<TextLog.Line> lines) {
        StringBuilder wire = new StringBuilder();
        for (TextLog.Line line : lines) {
            wire.append("event: log_update\ndata: ")
                    .append(new String(line.bytes(), US_ASCII))
                    .append("\nid: ")
                    .append(EventId.text(line.after()))
                    .append("\n\n");
        }
        return wire.toString();
    }

    /** Bytes as text that can be compared and read: one character for each byte. */
    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** Numbered lines of exactly {@code lineBytes}, terminator included. */
    static String lines(int first, int count, int lineBytes) {
        StringBuilder lines = new StringBuilder(count * lineBytes);
        for (int i = first; i < first + count; i++) {
            String number = Integer.toString(i);
            lines.append(number)
                    .append("-".repeat(lineBytes - 1 - number.length()))
                    .append('\n');
        }
        return lines.toString();
    }

    static boolean isRaw(Form form) {
        return form.kind() == Form.Kind.RAW;
    }
}
