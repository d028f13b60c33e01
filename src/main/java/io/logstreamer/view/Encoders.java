package io.logstreamer.view;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Writings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the entries of a stream, of one source or of several: an {@link Encoder} for each source that something came of.
 *
 * <p>Not thread-safe: one at a time may encode with it.
 */
final class Encoders {

    private static final byte[] NO_PREFIX = new byte[0];

    private final Form form;
    private final Writings writings;
    private final History history;
    private final boolean merged;
    private final Map<String, Encoder> others = new HashMap<>();
    private final Encoder own;

    /** @param stream id of a source, or the text of a selection */
    Encoders(String stream, Form form, Writings writings, History history) {
        this.form = form;
        this.writings = writings;
        this.history = history;
        this.merged = Selection.is(stream);
        this.own = merged ? new Encoder("", form) : encoder(stream);
    }

    private Encoder encoder(String source) {
        return new Encoder(source, form, writings.of(source));
    }

    /** What writes the lines of an entry's batch. */
    Encoder of(Entry entry, LineBatch batch) {
        return merged ? within(entry, batch) : own;
    }

    private Encoder within(Entry entry, Entry content) {
        byte[] prefix = entry instanceof Arrival arrival ? arrival.prefix() : NO_PREFIX;
        return content.source().isEmpty() || Selection.is(content.source())
                ? own
                : others.computeIfAbsent(content.source(), this::encoder).within(prefix);
    }

    /** The most bytes that an entry which holds no batch can become. */
    long worstBytes(Entry entry) {
        Entry content = Arrival.content(entry);
        if (content == null) {
            return 0;
        }
        return (merged ? within(entry, content) : own).worstBytes(content);
    }

    /** Writes an entry that holds no batch; returns the index behind it, {@code at} if this form does not show it. */
    int entry(Entry entry, byte[] target, int at) {
        Entry content = Arrival.content(entry);
        if (content == null) {
            return at;
        }
        Encoder encoder = merged ? within(entry, content) : own;
        if (merged && content instanceof Gap gap) {
            byte[] block = encoder.gap(
                    history.id(entry.before()), history.id(entry.after()), gap.reason(), gap.bytes(), gap.maybe());
            System.arraycopy(block, 0, target, at, block.length);
            return at + block.length;
        }
        return encoder.entry(content, target, at);
    }

    /**
     * A gap of every source that a stream shows, but for one.
     *
     * @param to where the stream goes on
     * @param whole source that nothing is missing of; empty: none
     */
    static byte[] gaps(Form form, String from, Position to, Gap.Reason reason, History history, String whole) {
        StringBuilder blocks = new StringBuilder();
        boolean maybe = Selection.is(to.source());
        for (String member : history.members(to.source())) {
            if (!member.equals(whole)) {
                byte[] block = new Encoder(member, form).gap(from, history.id(to), reason, -1, maybe);
                blocks.append(new String(block, StandardCharsets.UTF_8));
            }
        }
        return blocks.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The source that an id of a merged stream is exact for, though its order of arrival is lost. */
    static String wholeOf(String from, Position to, History history) {
        ArrivalId id = ArrivalId.parse(from);
        if (id == null
                || !Selection.is(to.source())
                || to.generation().head() != id.own().head()) {
            return "";
        }
        return history.members(to.source()).stream()
                .filter(member -> ArrivalId.hashOf(member) == id.source())
                .filter(member -> to.offset() == id.own().offset()
                        && to.mark() == id.own().mark())
                .findFirst()
                .orElse("");
    }
}
