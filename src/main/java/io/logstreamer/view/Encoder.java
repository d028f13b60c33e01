package io.logstreamer.view;

import io.logstreamer.log.Announcement;
import io.logstreamer.log.Entry;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.LongLine;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.RecordRule;
import io.logstreamer.log.Rotation;
import io.logstreamer.log.Writing;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries of one source in one form: as server-sent events (WHATWG HTML, 9.2), or a line for a line. The fields of a line stand in the
 * order event, data, id: a client that reads by lines and is cut in between repeats a line and never loses one.
 *
 * <p>Not thread-safe: one at a time may encode with it.
 */
final class Encoder {

    private static final byte[] DATA = ascii("data: ");
    private static final byte[] ID = ascii("\nid: ");
    private static final byte[] LF = ascii("\n");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] CUT = ascii(" [cut: the line has ");
    private static final byte[] CUT_END = ascii(" bytes]");
    private static final byte[] JSON_ID = ascii("{\"id\":\"");
    private static final byte[] JSON_OPEN = ascii("{");
    private static final byte[] JSON_FILE = ascii("\",\"file\":\"");
    private static final byte[] JSON_OFFSET = ascii("\",\"offset\":");
    private static final byte[] JSON_TIME = ascii(",\"time\":\"");
    private static final byte[] JSON_LEVEL = ascii(",\"level\":\"");
    private static final byte[] JSON_LINE = ascii("\",\"line\":\"");
    private static final byte[] JSON_TRUNCATED = ascii(",\"truncated\":");
    private static final byte[] JSON_PARTIAL = ascii("\",\"partial\":true");
    private static final byte[] JSON_CONT = ascii(",\"cont\":true");

    private static final byte[] NO_PREFIX = new byte[0];

    private final Form form;
    private final boolean json;
    private final boolean events;
    private final byte[] opening;
    private final byte[] source;
    private final int fixedBytes;
    private final CRC32C crc = new CRC32C();
    private final @Nullable LineDecoder decoder;
    private final RecordRule records;

    /** Goes before the id of each line: where it stands in a merged stream. */
    private byte[] prefix = NO_PREFIX;

    // The JSON text of the last file name: it changes with each rotation only.
    private String file = "";
    private byte[] fileJson = new byte[0];

    // What stands around the text of a line, with the id of the last place: of the next one mostly two numbers differ.
    private byte[] before = NO_PREFIX;
    private byte[] behind = NO_PREFIX;
    private int idBefore;
    private int idBehind;
    private @Nullable Generation named;
    private long namedTaken;

    /** Of a source that is written as usual. */
    Encoder(String source, Form form) {
        this(source, form, Writing.USUAL);
    }

    /** @param writing of the lines: they become UTF-8 before anything else is done with their text */
    Encoder(String source, Form form, Writing writing) {
        this.decoder = LineDecoder.of(writing.charset());
        RecordRule configured = writing.records();
        this.records = configured == null ? Continuation::is : configured;
        this.form = form;
        this.json = form.kind() == Form.Kind.JSON;
        this.events = form.framing() == Form.Framing.SSE;
        this.opening = events ? opening(form.event()) : new byte[0];
        this.source = concat(ascii("\"source\":\""), quoted(source));
        this.fixedBytes = opening.length + this.source.length + 512;
    }

    private static byte[] opening(@Nullable String event) {
        return concat(event == null ? new byte[0] : ascii("event: " + event + "\n"), DATA);
    }

    /** What goes before the ids of the lines that follow, as part of a merged stream; empty: nothing. */
    Encoder within(byte[] newPrefix) {
        if (newPrefix != prefix) {
            prefix = newPrefix;
            named = null;
        }
        return this;
    }

    /** The most bytes that a line of so many bytes can become. */
    long worstBytes(byte[] bytes, int from, int to, String fileName) {
        long text = (long) to - from;
        // Long lines are nearly always plain, and seven times their size is worth a look.
        boolean looks = text >= 512 && (decoder == null || decoder.keepsAscii());
        if (!looks || !Texts.plain(bytes, from, endOfText(bytes, from, to))) {
            text *= Texts.WORST_GROWTH * (decoder == null ? 1L : decoder.mostCharsPerByte());
        }
        return text + fixedBytes + 6L * 3 * fileName.length();
    }

    /** Writes line {@code i} of a batch; returns the index behind it. There must be {@link #worstBytes} of room. */
    int line(LineBatch batch, int i, byte[] target, int at) {
        byte[] bytes = batch.bytes();
        int from = batch.start(i);
        int to = endOfText(bytes, from, batch.ends()[i]);
        long offset;
        long taken;
        int mark;
        if (batch.late()) {
            offset = batch.before().offset();
            mark = batch.before().mark();
            taken = batch.endOffset(i);
        } else {
            offset = batch.endOffset(i);
            mark = mark(bytes, batch.ends()[i]);
            taken = batch.taken();
        }
        long begin = batch.offset() + from - batch.lead();
        String name = batch.file();
        if (decoder != null) {
            byte[] text = decoder.utf8(bytes, from, batch.ends()[i]);
            return event(text, 0, text.length, batch.generation(), offset, mark, taken, name, begin, -1, target, at);
        }
        return event(bytes, from, to, batch.generation(), offset, mark, taken, name, begin, -1, target, at);
    }

    /** The most bytes that an entry which is not a batch can become. */
    long worstBytes(Entry entry) {
        if (entry instanceof LongLine line) {
            return worstBytes(line.head(), 0, line.head().length, line.file());
        }
        return entry.weightBytes()
                + fixedBytes
                + (entry instanceof Rotation rotation ? 18L * rotation.file().length() : 0);
    }

    /** Writes an entry which is not a batch; returns the index behind it, {@code at} if this form does not show it. */
    int entry(Entry entry, byte[] target, int at) {
        if (entry instanceof LongLine line) {
            Position after = line.after();
            byte[] head = decoder == null ? line.head() : decoder.utf8OfHead(line.head());
            int to = decoder == null ? Texts.wholeCharacters(head, 0, head.length) : head.length;
            return event(
                    head,
                    0,
                    to,
                    after.generation(),
                    after.offset(),
                    after.mark(),
                    after.taken(),
                    line.file(),
                    line.offset(),
                    line.lengthBytes(),
                    target,
                    at);
        }
        if (entry instanceof Gap gap) {
            return put(gap(gap.fromId(), gap.toId(), gap.reason(), gap.bytes(), gap.maybe()), target, at);
        }
        if (entry instanceof Rotation rotation) {
            return events && form.controls() ? put(rotationBlock(rotation), target, at) : at;
        }
        if (entry instanceof Announcement announcement) {
            return events ? put(announcement.wire(), target, at) : at;
        }
        throw new IllegalArgumentException("a batch is encoded line by line: entry=" + entry.getClass());
    }

    /**
     * A gap in this form. It has no id: it comes before the first id that lies behind it.
     *
     * @param from the id of the last good place, or what a client gave for it
     * @param to the id of the place where it goes on
     * @param bytes how much is missing, -1: not known
     */
    byte[] gap(String from, String to, Gap.Reason reason, long bytes, boolean maybe) {
        String members = gapMembers(from, to, reason, bytes, maybe);
        String text = json
                ? "{\"event\":\"gap\"," + members + "}\n"
                : "[gap: " + reason.text() + (bytes < 0 ? "" : ", " + bytes + " bytes") + "]\n";
        return (events ? "event: gap\ndata: {" + members + "}\n\n" : text).getBytes(StandardCharsets.UTF_8);
    }

    private String gapMembers(String from, String to, Gap.Reason reason, long bytes, boolean maybe) {
        StringBuilder block = new StringBuilder(new String(source, StandardCharsets.UTF_8))
                .append("\",\"from\":\"")
                .append(new String(quoted(from), StandardCharsets.UTF_8))
                .append("\",\"to\":\"")
                .append(to)
                .append('"');
        if (bytes >= 0) {
            block.append(",\"bytes\":").append(bytes);
        }
        if (maybe) {
            block.append(",\"maybe\":true");
        }
        return block.append(",\"reason\":\"").append(reason.text()).append('"').toString();
    }

    /** An unfinished last line: an event without id, since no place lies behind it yet. */
    byte[] partialBlock(String fileName, long offset, PartialLine line) {
        byte[] head = line.head();
        byte[] target = new byte[Math.toIntExact(worstBytes(head, 0, head.length, fileName))];
        byte[] bytes = decoder == null ? head : decoder.utf8OfRest(head);
        int to = line.isCut() && decoder == null ? Texts.wholeCharacters(bytes, 0, bytes.length) : bytes.length;
        int at = put(opening, target, 0);
        if (json) {
            at = put(JSON_OPEN, target, at);
            at = head(fileName, offset, bytes, 0, to, target, at);
            at = Texts.json(bytes, 0, to, target, at);
            at = put(JSON_PARTIAL, target, at);
            if (line.isCut()) {
                at = put(JSON_TRUNCATED, target, at);
                at = Texts.decimal(line.lengthBytes(), target, at);
            }
            target[at++] = '}';
        } else {
            at = Texts.raw(bytes, 0, to, target, at, form.control(), events);
            if (line.isCut()) {
                at = put(CUT, target, at);
                at = Texts.decimal(line.lengthBytes(), target, at);
                at = put(CUT_END, target, at);
            }
        }
        at = put(events ? END : LF, target, at);
        return java.util.Arrays.copyOf(target, at);
    }

    private int event(
            byte[] bytes,
            int from,
            int to,
            Generation generation,
            long offset,
            int mark,
            long taken,
            String fileName,
            long begin,
            long lengthBytes,
            byte[] target,
            int start) {
        if (taken != namedTaken || !isNamed(generation)) {
            name(generation, taken);
        }
        int at = put(before, target, start);
        if (json) {
            EventId.move(offset, mark, target, start + idBefore);
            at = head(fileName, begin, bytes, from, to, target, at);
            at = Texts.json(bytes, from, to, target, at);
            target[at++] = '"';
            if (records.continues(bytes, from, to)) {
                at = put(JSON_CONT, target, at);
            }
            if (lengthBytes >= 0) {
                at = put(JSON_TRUNCATED, target, at);
                at = Texts.decimal(lengthBytes, target, at);
            }
            target[at++] = '}';
        } else {
            at = Texts.raw(bytes, from, to, target, at, form.control(), events);
            if (lengthBytes >= 0) {
                at = put(CUT, target, at);
                at = Texts.decimal(lengthBytes, target, at);
                at = put(CUT_END, target, at);
            }
        }
        if (!events) {
            return put(LF, target, at);
        }
        int end = put(behind, target, at);
        EventId.move(offset, mark, target, at + idBehind);
        return end;
    }

    /** Asked for each line, so by identity; an equal one may know a head that this one did not. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isNamed(Generation generation) {
        return generation == named;
    }

    /** Makes what stands around the lines of one generation. */
    private void name(Generation generation, long taken) {
        byte[] id = new byte[EventId.LENGTH];
        EventId.write(generation, 0, 0, taken, id, 0);
        before = json ? concat(concat(opening, JSON_ID), concat(concat(prefix, id), ascii("\","))) : opening;
        idBefore = opening.length + JSON_ID.length + prefix.length;
        behind = concat(concat(ID, prefix), concat(id, END));
        idBehind = ID.length + prefix.length;
        named = generation;
        namedTaken = taken;
    }

    /** {@code "source":"…","file":"…","offset":0,"time":"…","level":"…","line":"}, the part before the text. */
    private int head(String fileName, long begin, byte[] bytes, int from, int to, byte[] target, int start) {
        if (!fileName.equals(file)) {
            file = fileName;
            fileJson = quoted(fileName);
        }
        int at = put(source, target, start);
        at = put(JSON_FILE, target, at);
        at = put(fileJson, target, at);
        at = put(JSON_OFFSET, target, at);
        at = Texts.decimal(begin, target, at);
        long time = TimeFinder.find(bytes, from, to);
        if (time >= 0) {
            at = put(JSON_TIME, target, at);
            at = Texts.copy(bytes, (int) (time >>> 32), (int) time, target, at);
            target[at++] = '"';
        }
        at = put(JSON_LEVEL, target, at);
        at = put(LevelFinder.find(bytes, from, to).text(), target, at);
        return put(JSON_LINE, target, at);
    }

    private static byte[] rotationBlock(Rotation rotation) {
        return ("event: rotate\ndata: {\"source\":\""
                        + new String(quoted(rotation.source()), StandardCharsets.UTF_8)
                        + "\",\"file\":\""
                        + new String(quoted(rotation.file()), StandardCharsets.UTF_8)
                        + "\",\"generation\":\""
                        + EventId.text(rotation.after())
                        + "\",\"how\":\""
                        + rotation.how().text()
                        + "\"}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private int mark(byte[] bytes, int end) {
        crc.reset();
        int from = Math.max(0, end - Position.MARK_BYTES);
        crc.update(bytes, from, end - from);
        return (int) crc.getValue();
    }

    /** LF ends a line, one CR before it is dropped, any other CR is text. */
    private static int endOfText(byte[] bytes, int from, int end) {
        if (end > from && bytes[end - 1] == '\n') {
            return end - 1 > from && bytes[end - 2] == '\r' ? end - 2 : end - 1;
        }
        return end;
    }

    private static byte[] quoted(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[bytes.length * Texts.WORST_GROWTH];
        return java.util.Arrays.copyOf(target, Texts.json(bytes, 0, bytes.length, target, 0));
    }

    private static int put(byte[] piece, byte[] target, int at) {
        System.arraycopy(piece, 0, target, at, piece.length);
        return at + piece.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
