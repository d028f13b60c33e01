package io.logstreamer.log;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port: what lies behind, read from the files. Every method but {@link #tip} and {@link #sources} may wait for a disk:
 * call them on a worker, never on a tailer or a pump. Thread-safe.
 *
 * <p>Whatever is returned was checked: identity and mark of the bytes are compared after they were read, and bytes that
 * fail are thrown away, sought at their new place, or told as a {@link Gap}.
 */
public interface History {

    /** The sources there are, in the order of their ids; cheap, from memory. */
    List<SourceState> sources();

    /**
     * A source by id. Looks once more at the directory of a configured glob when the id could be of a log that has
     * appeared since the last look.
     *
     * @return null: no such source, and no configured glob could give it
     */
    @Nullable SourceState source(String id);

    /**
     * Has a log followed that is not there yet, if a configured glob would give it, so that a stream can wait for its first
     * line. Forgotten when nobody follows it and it has not come.
     *
     * @return null: no glob would give it, or too many are waited for already
     */
    default @Nullable SourceState expect(String id) {
        return source(id);
    }

    /**
     * Whether no log of this id is there now, and none is waited for: nothing can be asked of it. From memory, but for the
     * first seconds, in which the directories are looked at once more.
     */
    default boolean isGone(String id) {
        return false;
    }

    /** Whether a source is a mere link to another one of its group: whoever asks for all of that does not get it too. */
    default boolean isAlias(String id) {
        return false;
    }

    /**
     * Takes one forced look at the source's file and completes with the place behind all whole lines that were in it
     * at the time of the call. Completes within 2 s, with the last known tip if the file system does not answer.
     */
    CompletableFuture<Position> tip(String source);

    /** The oldest place still readable. */
    Position earliest(String source);

    /**
     * The place {@code lines} lines before {@code from}, across generations, or the oldest place if there are fewer.
     *
     * @param lines at least 0
     */
    Position back(Position from, int lines);

    /**
     * The same, but not into an archive: what it costs is bounded by {@code lines}, however much is packed.
     *
     * @param lines at least 0
     */
    default Position backInPlain(Position from, int lines) {
        return back(from, lines);
    }

    /**
     * The place before the first line at or after a time, across generations; the tip if there is none, the oldest place
     * if no line is before it. A line without a time belongs to the one before it; a generation that shows none counts as
     * written when its file was last modified. Lines may be out of order by about a MiB; where they are by more, some
     * line at or after the time may lie before the answer.
     */
    Position since(String source, Instant time);

    /** The place an id names: found in the newest generation whose content proves it. */
    Resolution resolve(String source, EventId id);

    /**
     * The place that the text of an id names. A merged stream's id holds a place of one source, which is good for a stream
     * of that source alone.
     *
     * @param text whatever a client gave for an id
     */
    default Resolution resolve(String source, String text) {
        ArrivalId merged = ArrivalId.parse(text);
        EventId id = EventId.parse(text);
        if (merged != null && merged.source() == ArrivalId.hashOf(source)) {
            id = merged.own();
        }
        return id == null ? new Resolution(earliest(source), Gap.Reason.UNKNOWN_ID) : resolve(source, id);
    }

    /**
     * What is left of content that its ids do not find: a copy that was made before its last lines came. It begins alike, is
     * shorter, and follows the same content; whether that is all a chance only the caller can know.
     *
     * @param before the end of what came before it
     * @param lost a place in it, behind all that is in the copy
     * @return null: there is no such copy
     */
    default @Nullable Generation copied(String source, EventId before, EventId lost) {
        return null;
    }

    /** The text of a place, as it travels in {@code id:}. */
    default String id(Position position) {
        return EventId.text(position);
    }

    /** The sources that something shows which stands for a source: itself, or those of a {@link Selection} now. */
    default List<String> members(String source) {
        return List.of(source);
    }

    /** Of a tip the tips of the sources that it is made of. */
    default List<Position> tips(Position tip) {
        return List.of(tip);
    }

    /**
     * What follows a place, up to about {@code maxBytes} of lines, never past the tip that the source had when the read
     * began.
     *
     * @return an entry that begins at {@code from}; null if {@code from} is that tip
     */
    @Nullable Entry read(Position from, int maxBytes);

    /**
     * The unfinished last line at the tip: bytes behind {@code tip} that have no terminator yet, in whole units of its
     * charset. Where that leaves the order of bytes open they come behind a byte order mark.
     */
    PartialLine partial(Position tip);

    /**
     * What became of an id.
     *
     * @param position where to go on: for {@code UNKNOWN} the oldest place still readable
     * @param reason null: found; else the gap to announce
     */
    record Resolution(Position position, Gap.@Nullable Reason reason) {}
}
