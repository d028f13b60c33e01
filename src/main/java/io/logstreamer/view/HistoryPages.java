package io.logstreamer.view;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.Pages;
import io.logstreamer.log.Position;
import io.logstreamer.log.Writings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Pages in any form, with the records that streams have. A page is read twice: once to find its ends, which its head
 * names, and once to write it. So it costs little memory however long it is and however slowly it is taken.
 *
 * <p>Thread-safe.
 */
public final class HistoryPages implements Pages {

    private static final int READ_BYTES = 64 * 1024;

    /** A page that is read backwards is cut into stretches of so many lines, or of so many bytes as they are sent. */
    private static final int STRETCH_LINES = 512;

    private static final long STRETCH_BYTES = 512 * 1024;

    private final History history;
    private final Writings writings;

    /** Of sources in UTF-8. */
    public HistoryPages(History history) {
        this(history, Writings.USUAL);
    }

    /** Of sources that are written in several ways. */
    public HistoryPages(History history, Writings writings) {
        this.history = history;
        this.writings = writings;
    }

    @Override
    public byte[] gap(Form form, String from, Position to, Gap.Reason reason) {
        return Encoders.gaps(form, from, to, reason, history, Encoders.wholeOf(from, to, history));
    }

    @Override
    public Page find(Request request) {
        return request.order() == Order.FIRST ? first(request) : last(request);
    }

    /** What lies between two places. */
    private record Stretch(Position from, Position to) {}

    /** Told of what lies in a stretch, in order. */
    private interface Visitor {

        /**
         * A line, or something else that is shown.
         *
         * @param bytes holds it in its first {@code length} bytes; used again after the call
         * @param after the place behind it
         * @param line whether it is a line
         * @return whether to go on
         */
        boolean visit(byte[] bytes, int length, Position after, boolean line) throws IOException;
    }

    // ---- From the start of the range on.

    private Page first(Request request) {
        Measure measure = new Measure(request);
        measure(request.form(), new Stretch(request.from(), request.to()), measure);
        Stretch found = new Stretch(request.from(), measure.end);
        return new Found(request.form(), List.of(found), false, found.from(), found.to(), measure.full);
    }

    /** Finds where a page ends. */
    private static final class Measure implements Visitor {
        private final Request request;
        private Position end;
        private int lines;
        private long bytes;
        private boolean full;

        private Measure(Request request) {
            this.request = request;
            this.end = request.from();
        }

        @Override
        public boolean visit(byte[] encoded, int length, Position after, boolean line) {
            full = lines == request.maxLines() || (lines > 0 && bytes + length > request.maxBytes());
            if (full) {
                return false;
            }
            lines += line ? 1 : 0;
            bytes += length;
            end = after;
            return true;
        }
    }

    // ---- From the end of the range back.

    private Page last(Request request) {
        List<Stretch> stretches = new ArrayList<>();
        Position from = request.from();
        Position end = request.to();
        int lines = 0;
        long bytes = 0;
        boolean full = false;
        while (!full && from.isBefore(end)) {
            Stretch stretch = back(from, end, Math.min(STRETCH_LINES, request.maxLines() - lines));
            if (!stretch.from().isBefore(end)) {
                break;
            }
            long room = request.maxBytes() - bytes;
            Lengths lengths = lengths(request.form(), stretch);
            int fitting = lengths.fittingFromTheEnd(Math.min(room, STRETCH_BYTES));
            if (fitting == 0 && lines > 0 && lengths.lastDoesNotFit(room)) {
                full = true;
                break;
            }
            if (fitting < lengths.count()) {
                stretch = back(from, end, Math.max(1, fitting));
                lengths = lengths(request.form(), stretch);
            }
            stretches.add(stretch);
            lines += lengths.count();
            bytes += lengths.total;
            end = stretch.from();
            full = lines >= request.maxLines() || bytes >= request.maxBytes();
        }
        boolean more = full && from.isBefore(end) && back(from, end, 1).from().isBefore(end);
        boolean newestFirst = request.order() == Order.NEWEST_FIRST;
        if (!newestFirst) {
            Collections.reverse(stretches);
        }
        return new Found(request.form(), List.copyOf(stretches), newestFirst, end, request.to(), more);
    }

    /** The last lines before a place, none of them before {@code from}. */
    private Stretch back(Position from, Position end, int lines) {
        Position start = history.back(end, lines);
        return new Stretch(start.isBefore(from) ? from : start, end);
    }

    private Lengths lengths(Form form, Stretch stretch) {
        Lengths lengths = new Lengths();
        measure(form, stretch, lengths);
        return lengths;
    }

    /** How long lines are as they are sent. */
    private static final class Lengths implements Visitor {
        private final List<Integer> ofLines = new ArrayList<>();
        private long total;

        @Override
        public boolean visit(byte[] encoded, int length, Position after, boolean line) {
            if (line) {
                ofLines.add(length);
            }
            total += length;
            return true;
        }

        private int count() {
            return ofLines.size();
        }

        private boolean lastDoesNotFit(long room) {
            return !ofLines.isEmpty() && ofLines.get(ofLines.size() - 1) > room;
        }

        private int fittingFromTheEnd(long room) {
            long left = room;
            int fitting = 0;
            while (fitting < ofLines.size()) {
                left -= ofLines.get(ofLines.size() - 1 - fitting);
                if (left < 0) {
                    break;
                }
                fitting++;
            }
            return fitting;
        }
    }

    // ---- Reading and writing.

    private void measure(Form form, Stretch stretch, Visitor visitor) {
        try {
            visit(form, stretch, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException("a visitor that writes nothing cannot fail", e);
        }
    }

    /** Encodes what lies in a stretch, piece by piece. */
    private void visit(Form form, Stretch stretch, Visitor visitor) throws IOException {
        String source = stretch.to().source();
        Encoders encoders = new Encoders(source, form, writings, history);
        byte[] target = new byte[0];
        Position at = stretch.from();
        while (at.isBefore(stretch.to())) {
            Entry entry = history.read(at, READ_BYTES);
            if (entry == null) {
                return;
            }
            Entry content = Arrival.content(entry);
            if (content instanceof LineBatch batch) {
                Encoder encoder = encoders.of(entry, batch);
                for (int i = 0; i < batch.count(); i++) {
                    Position after = Arrival.after(entry, batch, i);
                    if (stretch.to().isBefore(after)) {
                        return;
                    }
                    long worst = encoder.worstBytes(batch.bytes(), batch.start(i), batch.ends()[i], batch.file());
                    target = withRoom(target, worst);
                    if (!visitor.visit(target, encoder.line(batch, i, target, 0), after, true)) {
                        return;
                    }
                }
            } else {
                // A gap is told wherever it ends.
                boolean line = content instanceof LongLine;
                if (line && stretch.to().isBefore(entry.after())) {
                    return;
                }
                target = withRoom(target, encoders.worstBytes(entry));
                if (content != null && !visitor.visit(target, encoders.entry(entry, target, 0), entry.after(), line)) {
                    return;
                }
            }
            at = entry.after();
        }
    }

    private static byte[] withRoom(byte[] target, long needed) {
        return target.length >= needed ? target : new byte[Math.toIntExact(Math.max(needed, 4096))];
    }

    /** A page whose ends are found. */
    private final class Found implements Page {
        private final Form form;
        private final List<Stretch> stretches;
        private final boolean newestFirst;
        private final Position first;
        private final Position last;
        private final boolean more;

        /**
         * @param stretches in the order they are written
         * @param newestFirst whether each is written from its last line to its first
         */
        private Found(
                Form form, List<Stretch> stretches, boolean newestFirst, Position first, Position last, boolean more) {
            this.form = form;
            this.stretches = stretches;
            this.newestFirst = newestFirst;
            this.first = first;
            this.last = last;
            this.more = more;
        }

        @Override
        public Position first() {
            return first;
        }

        @Override
        public Position last() {
            return last;
        }

        @Override
        public boolean more() {
            return more;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (Stretch stretch : stretches) {
                if (newestFirst) {
                    writeReversed(stretch, out);
                } else {
                    visit(form, stretch, (bytes, length, after, line) -> {
                        out.write(bytes, 0, length);
                        return true;
                    });
                }
            }
        }

        private void writeReversed(Stretch stretch, OutputStream out) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            List<Integer> starts = new ArrayList<>();
            visit(form, stretch, (bytes, length, after, line) -> {
                starts.add(all.size());
                all.write(bytes, 0, length);
                return true;
            });
            byte[] bytes = all.toByteArray();
            int end = bytes.length;
            for (int i = starts.size() - 1; i >= 0; i--) {
                int start = starts.get(i);
                out.write(bytes, start, end - start);
                end = start;
            }
        }
    }
}
