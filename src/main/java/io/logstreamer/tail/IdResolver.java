package io.logstreamer.tail;

import io.logstreamer.log.Disk.Content;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.History.Resolution;
import io.logstreamer.log.Position;
import io.logstreamer.tail.Incarnation.Snapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place that an id names: in the generation whose content proves it. Thread-safe; may block on the disk.
 */
final class IdResolver {

    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Holdings holdings;

    IdResolver(Holdings holdings) {
        this.holdings = holdings;
    }

    /** See {@link io.logstreamer.log.History#resolve}. */
    Resolution resolve(String source, EventId id) {
        return holdings.patiently(source, (state, last) -> {
            if (id.head() == 0) {
                return headless(state, id, last);
            }
            return withHead(state, id, last);
        });
    }

    private Resolution withHead(LogState state, EventId id, boolean last) throws IOException {
        List<Integer> proven = new ArrayList<>();
        int overwritten = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = headed(state.generations().get(i), last);
            if (in.generation().head() != id.head()) {
                continue;
            }
            if (in.gone()) {
                boolean its = in.generation().hint() == id.hint() && id.offset() <= in.offset();
                overwritten = its && overwritten < 0 ? i : overwritten;
            } else if (holds(in, id, last)) {
                proven.add(i);
            }
        }
        if (proven.isEmpty()) {
            return overwritten >= 0
                    ? new Resolution(place(state, overwritten, id, last), null)
                    : new Resolution(state.earliest(), unproven(state));
        }
        List<Integer> hinted = proven.stream()
                .filter(i -> state.generations().get(i).generation().hint() == id.hint())
                .toList();
        List<Integer> candidates = hinted.isEmpty() ? proven : hinted;
        // The oldest: a repeat is better than a hole.
        Position found = place(state, candidates.get(candidates.size() - 1), id, last);
        return new Resolution(found, candidates.size() == 1 ? null : Gap.Reason.AMBIGUOUS_ID);
    }

    /** Of a file that cannot be read nobody knows what was in it. */
    private static Gap.Reason unproven(LogState state) {
        return state.problem() == null ? Gap.Reason.UNKNOWN_ID : Gap.Reason.UNREADABLE;
    }

    private Snapshot headed(Snapshot in, boolean last) throws IOException {
        try {
            return holdings.headed(in);
        } catch (IOException e) {
            if (last || !(e instanceof MovedException)) {
                LOG.log(Level.DEBUG, "Left out of the search for an id: " + in.path(), e);
                return in;
            }
            throw e;
        }
    }

    /**
     * An id given before its generation had a whole line. Its mark is that of the end of the generation before it, or, if
     * there was none, stands for the birth of the file.
     */
    private Resolution headless(LogState state, EventId id, boolean last) throws IOException {
        if (id.offset() != 0) {
            return new Resolution(state.earliest(), Gap.Reason.UNKNOWN_ID);
        }
        if (id.hint() == 0) {
            // Not even a file was there.
            return new Resolution(state.earliest(), null);
        }
        int remembered = remembered(state, id);
        if (remembered >= 0) {
            return new Resolution(start(state, remembered, id.taken(), last), null);
        }
        if (id.taken() != 0 && id.mark() != 0) {
            return behindProven(state, id, last);
        }
        int found = -1;
        for (int i = 0; i < state.generations().size(); i++) {
            found = isOf(state.generations().get(i), id) ? i : found;
        }
        if (found < 0) {
            return new Resolution(state.earliest(), unproven(state));
        }
        Snapshot before = state.predecessor(found);
        boolean somethingBefore = before != null && before.offset() > 0;
        // There was nothing before it then: what is there now may be a copy of what followed.
        return somethingBefore && id.taken() == 0
                ? new Resolution(state.earliest(), Gap.Reason.AMBIGUOUS_ID)
                : new Resolution(start(state, found, id.taken(), last), null);
    }

    private static boolean isOf(Snapshot in, EventId id) {
        int birth = Incarnation.birthMark(in.identity());
        return !in.gone()
                && in.generation().hint() == id.hint()
                && (birth == 0 || id.mark() == 0 || birth == id.mark() || ~birth == id.mark());
    }

    /**
     * Index of the generation whose start this server gave the id for; -1: there is none. A file that was cut more than once
     * has several such starts: from the oldest on, so that every cut is told.
     */
    private static int remembered(LogState state, EventId id) {
        int found = -1;
        int later = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = state.generations().get(i);
            Position start = in.start();
            if (in.generation().hint() != id.hint()) {
                continue;
            }
            if (start == null) {
                boolean first = in.before() == null || in.taken() == 0;
                found = first && id.taken() == 0 && id.mark() != 0 && id.mark() == in.birthMark() ? i : found;
            } else if (start.mark() == id.mark()) {
                boolean same = (start.taken() & Generation.MASK_24) == id.taken();
                found = same ? i : found;
                // Late lines of the one before.
                later = id.mark() == 0 ? later : i;
            }
        }
        return found >= 0 ? found : later;
    }

    /** The start of what follows the generation that ends as an id says. */
    private Resolution behindProven(LogState state, EventId id, boolean last) throws IOException {
        List<Position> proven = new ArrayList<>();
        for (boolean packed : new boolean[] {false, true}) {
            for (int i = 0; i < state.generations().size() && (proven.isEmpty() || !packed); i++) {
                Snapshot in = state.generations().get(i);
                if (in.packed() == packed && !in.gone() && in.offset() > 0) {
                    Long end = endOf(in, id, last);
                    if (end != null) {
                        proven.add(within(state, i, end));
                    }
                }
            }
        }
        if (proven.isEmpty()) {
            return new Resolution(state.earliest(), unproven(state));
        }
        return new Resolution(proven.get(0), proven.size() == 1 ? null : Gap.Reason.AMBIGUOUS_ID);
    }

    /** Where a generation had ended when the id of the start behind it was given; null: this is not the one. */
    private @Nullable Long endOf(Snapshot in, EventId id, boolean last) throws IOException {
        try {
            return holdings.reading(in, content -> {
                long size = in.packed() ? content.size() : in.offset();
                for (long end = nearest(size, id.taken());
                        end > 0 && (end & Generation.MASK_24) == id.taken();
                        end -= Generation.MASK_24 + 1) {
                    byte[] mark = Blocks.mark(content, end);
                    if (EventId.markOf(mark, 0, mark.length) == id.mark()) {
                        return end;
                    }
                }
                return null;
            });
        } catch (IOException e) {
            if (last || !(e instanceof MovedException)) {
                LOG.log(Level.DEBUG, "Left out of the search for an id: " + in.path(), e);
                return null;
            }
            throw e;
        }
    }

    /** The start of a generation, with the rest of the one before it from where an id says. */
    private Position start(LogState state, int index, int low, boolean last) throws IOException {
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        long taken = before == null ? 0 : takenOf(before, low, last);
        Position known = in.start();
        if (known != null && known.taken() == taken) {
            return known;
        }
        if (in.offset() > 0 || known != null) {
            return new Position(in.generation(), 0, taken, 0);
        }
        // Nothing of it was handed on: its start is the end of the one before, or the start of the next.
        return before == null ? startBehind(state, index) : within(state, state.indexOf(before.generation()), taken);
    }

    private static Position startBehind(LogState state, int index) {
        for (int i = index + 1; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            if (in.start() != null) {
                // Something is missing in between, and that is told on the way.
                return new Position(state.generations().get(index).generation(), 0, 0, 0);
            }
            if (in.offset() > 0) {
                return state.startOf(i);
            }
        }
        return state.tip();
    }

    private Position within(LogState state, int index, long offset) throws IOException {
        Position end = state.endOf(index);
        if (offset >= end.offset()) {
            return end;
        }
        byte[] mark = holdings.reading(state.generations().get(index), content -> {
            byte[] before = Blocks.mark(content, offset);
            Holdings.requireMark(content, end.offset(), end.mark());
            return before;
        });
        return mark == null
                ? end
                : new Position(end.generation(), offset, end.taken(), EventId.markOf(mark, 0, mark.length));
    }

    /**
     * Whether the content proves an id. It may lie behind what is taken in: an earlier server had taken more.
     *
     * @param last whether one that cannot be read counts as one that does not
     */
    private boolean holds(Snapshot in, EventId id, boolean last) throws IOException {
        try {
            Integer mark = holdings.reading(in, content -> {
                byte[] before = Blocks.mark(content, id.offset());
                return before.length == Math.min(Position.MARK_BYTES, id.offset())
                        ? EventId.markOf(before, 0, before.length)
                        : null;
            });
            return mark != null && mark == id.mark();
        } catch (IOException e) {
            if (last) {
                return false;
            }
            throw e;
        }
    }

    private Position place(LogState state, int index, EventId id, boolean last) throws IOException {
        Snapshot in = headed(state.generations().get(index), last);
        Snapshot before = state.predecessor(index);
        // Of one that is not known any more the difference will be told as a gap.
        long taken = before == null ? nearest(state.taken(index), id.taken()) : takenOf(before, id.taken(), last);
        Position found = new Position(in.generation(), id.offset(), taken, id.mark());
        // The place as the ring has it, if it is there.
        Position tip = state.tip();
        boolean isTip = tip.generation().equals(found.generation())
                && tip.offset() == found.offset()
                && tip.taken() == found.taken();
        return isTip ? tip : found;
    }

    /**
     * How far the preceding generation had been taken, from the low 24 bits that an id carries: the nearest such value at
     * or below its size. It must be the end of a line there; if it is not, the id speaks of another file, and this one
     * counts as taken whole. Behind what is taken in lies at most an unfinished line, which an earlier server had sent.
     */
    private long takenOf(Snapshot before, int low, boolean last) throws IOException {
        long end = before.offset();
        if (before.claimed() && (end & Generation.MASK_24) == low) {
            // Taken whole, as is usual, and not worth inflating it.
            return end;
        }
        try {
            Long taken = holdings.reading(before, content -> {
                long size = Math.max(end, content.size());
                long found = nearest(size, low);
                if (before.claimed() && size != end) {
                    // It holds other than it claims, so that its offsets mean nothing here: at most a gap is told.
                    return found < size && endsLine(content, found) ? end - 1 : end;
                }
                return found > end || endsLine(content, found) ? found : end;
            });
            return taken == null ? end : taken;
        } catch (IOException e) {
            if (before.gone() || last) {
                return nearest(end, low);
            }
            throw e;
        }
    }

    /** The largest number up to {@code size} with these low 24 bits; {@code size} itself if there is none. */
    private static long nearest(long size, int low) {
        long found = size - ((size - low) & Generation.MASK_24);
        return found <= 0 ? size : found;
    }

    private static boolean endsLine(Content content, long offset) throws IOException {
        byte[] last = offset <= 0 ? new byte[0] : Blocks.read(content, offset - 1, 1);
        return last.length == 1 && last[0] == '\n';
    }
}
