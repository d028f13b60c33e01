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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place that an id names: in the generation whose content proves it. Thread-safe; may block on the disk.
 */
final class IdResolver {

    private static final int ATTEMPTS = 3;
    private static final Logger LOG = System.getLogger("io.logstreamer.tail");

    private final Holdings holdings;
    private final TakenBefore takenBefore;

    /** What ends where is not known for sure. */
    private static final int UNSURE = -2;

    IdResolver(Holdings holdings) {
        this.holdings = holdings;
        this.takenBefore = new TakenBefore(holdings);
    }

    /** See {@link io.logstreamer.log.History#resolve}. */
    Resolution resolve(String source, EventId id) {
        Resolution found = null;
        for (int i = 0; found == null || (found.reason() == Gap.Reason.UNKNOWN_ID && i < ATTEMPTS); i++) {
            if (found != null) {
                // Cut a moment ago, and nobody knows the copy yet?
                holdings.search(source);
            }
            found = holdings.patiently(
                    source,
                    (state, last) -> id.startsWithoutLine() ? lineless(state, id, last) : withHead(state, id, last));
        }
        return found;
    }

    /** See {@link io.logstreamer.log.History#copied}. */
    @Nullable Generation copied(String source, EventId before, EventId lost) {
        Optional<Generation> found = holdings.patiently(source, (state, last) -> {
            int at = endedIn(state, before, last);
            if (at == UNSURE) {
                return Optional.empty();
            }
            int next = behind(state, at);
            // The log itself is no copy.
            boolean rotated = next < state.generations().size() - 1;
            if (!rotated
                    || !isCopyOf(state.generations().get(next), lost, last)
                    || !isShorter(state.generations().get(next), lost, last)) {
                return Optional.empty();
            }
            return Optional.of(state.generations().get(next).generation());
        });
        return found.orElse(null);
    }

    /** The generation that ends at a place; -1: that is gone, and with it all that is older; {@link #UNSURE}. */
    private int endedIn(LogState state, EventId end, boolean last) throws IOException {
        Resolution found = withHead(state, end, last);
        if (found.reason() == Gap.Reason.UNKNOWN_ID) {
            return -1;
        }
        int at = found.reason() == null ? state.indexOf(found.position().generation()) : -1;
        Long size = at < 0 ? null : size(state.generations().get(at), last);
        return size == null || found.position().offset() < size ? UNSURE : at;
    }

    private Resolution withHead(LogState state, EventId id, boolean last) throws IOException {
        List<Integer> proven = new ArrayList<>();
        int overwritten = -1;
        for (int i = state.generations().size() - 1; i >= 0; i--) {
            Snapshot in = begun(state, headed(state.generations().get(i), last), id, last);
            if (in.generation().head() != id.head()) {
                continue;
            }
            if (in.lacks(id.offset())) {
                boolean its = in.generation().hint() == id.hint();
                overwritten = its && overwritten < 0 ? i : overwritten;
            } else if (!in.gone() && holds(in, id, last)) {
                proven.add(i);
            }
        }
        if (proven.isEmpty()) {
            return overwritten >= 0
                    ? new Resolution(place(state, overwritten, id, last), null)
                    : behindShortCopy(state, id, last);
        }
        List<Integer> hinted = proven.stream()
                .filter(i -> state.generations().get(i).generation().hint() == id.hint())
                .toList();
        List<Integer> candidates = hinted.isEmpty() ? proven : hinted;
        // The oldest: a repeat is better than a hole.
        Position found = place(state, candidates.get(candidates.size() - 1), id, last);
        return new Resolution(found, candidates.size() == 1 ? null : Gap.Reason.AMBIGUOUS_ID);
    }

    /**
     * The file was copied, read further and cut: a copy that is shorter than what was had is nothing new, if it follows the
     * same generation and the file itself is still there. That may have been packed since: then what the copy follows must say
     * that it is this one.
     */
    private Resolution behindShortCopy(LogState state, EventId id, boolean last) throws IOException {
        int file = named(state, id.hint(), 0);
        int found = -1;
        for (int i = 0; i < (file < 0 ? state.generations().size() : file); i++) {
            Snapshot before = state.predecessor(i);
            boolean follows = before == null
                    ? id.taken() == 0 && file >= 0
                    : isAsLong(before, id.taken()) && (file >= 0 || id.taken() != 0);
            Snapshot in = state.generations().get(i);
            boolean younger = file < 0 || isYounger(in, state.generations().get(file));
            found = follows && younger && isCopyOf(in, id, last) && isShorter(in, id, last) ? i : found;
        }
        return found < 0 ? new Resolution(state.earliest(), unproven(state)) : behindCopy(state, found);
    }

    /** A copy is made after the file it is of; where births are not known it may have been. */
    private static boolean isYounger(Snapshot copy, Snapshot file) {
        long made = copy.identity().birthNanos();
        long born = file.identity().birthNanos();
        return made == 0 || born == 0 || made > born;
    }

    /** Whether it ends before the place that an id names. */
    private boolean isShorter(Snapshot in, EventId id, boolean last) throws IOException {
        Long size = size(in, last);
        return size != null && size < id.offset();
    }

    /** How long it is; null: it cannot be read. */
    private @Nullable Long size(Snapshot in, boolean last) throws IOException {
        if (!in.claimed()) {
            return in.offset();
        }
        try {
            return holdings.reading(in, Content::size);
        } catch (IOException e) {
            if (last || !(e instanceof MovedException)) {
                LOG.log(Level.DEBUG, "Left out of the search for an id: " + in.path(), e);
                return null;
            }
            throw e;
        }
    }

    /** What came behind it is lost, and told on the way if this server saw it cut. */
    private static Resolution behindCopy(LogState state, int copy) {
        boolean told = copy + 1 < state.generations().size()
                && state.generations().get(copy + 1).start() != null;
        return new Resolution(state.endOf(copy), told ? null : Gap.Reason.TRUNCATED);
    }

    private boolean isCopyOf(Snapshot in, EventId id, boolean last) throws IOException {
        return id.head() != 0
                && !in.gone()
                && in.offset() > 0
                && (in.identity().inode() & Generation.MASK_24) != id.hint()
                && headed(in, last).generation().head() == id.head();
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
     * The same with the hash of its first line, if the log stands in it, nobody has ended that line, and an earlier server sent
     * it all the same.
     */
    private Snapshot begun(LogState state, Snapshot in, EventId id, boolean last) throws IOException {
        boolean stands = state.tip().generation().equals(in.generation());
        boolean without = in.generation().head() == 0 && in.offset() == 0 && !in.claimed() && !in.gone();
        if (!stands || !without || id.offset() == 0) {
            return in;
        }
        try {
            Long head = holdings.reading(in, content -> Blocks.head(content, id.offset(), true));
            return head != null && head == id.head() ? in.headed(head) : in;
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
    private Resolution lineless(LogState state, EventId id, boolean last) throws IOException {
        if (id.offset() != 0) {
            return new Resolution(state.earliest(), Gap.Reason.UNKNOWN_ID);
        }
        if (id.hint() == 0 && id.taken() == 0) {
            // Not even a file was there. What came first may be gone by now.
            Position earliest = state.earliest();
            return new Resolution(earliest, earliest.taken() > 0 ? Gap.Reason.ROTATED_AWAY : null);
        }
        int remembered = remembered(state, id);
        if (remembered >= 0) {
            return new Resolution(start(state, remembered, id, last), null);
        }
        if (id.taken() == 0) {
            return startOfAll(state, id, last);
        }
        return id.mark() == 0 ? behindArchive(state, id, last) : behindProven(state, id, last);
    }

    /** Nothing was before it: what is there now may be a copy of what followed. */
    private Resolution startOfAll(LogState state, EventId id, boolean last) throws IOException {
        int found = named(state, id.hint(), id.mark());
        if (found < 0) {
            return new Resolution(state.earliest(), unproven(state));
        }
        Snapshot before = state.predecessor(found);
        if (before == null || before.offset() == 0) {
            return new Resolution(start(state, found, id, last), null);
        }
        int copy = state.indexOf(before.generation());
        if (isCopyOf(before, id, last) && state.predecessor(copy) == null) {
            return behindCopy(state, copy);
        }
        // One archive behind another: what is said of the length of the first has no low bits.
        return id.mark() == 0 && before.claimed() && isAsLong(before, 0)
                ? new Resolution(start(state, found, id, last), null)
                : new Resolution(state.earliest(), Gap.Reason.AMBIGUOUS_ID);
    }

    /**
     * The start of what follows the generation that ends as an id says. Many lines end alike: only where none ends there does
     * one count that goes on, with late lines.
     */
    private Resolution behindProven(LogState state, EventId id, boolean last) throws IOException {
        List<Resolution> ending = new ArrayList<>();
        List<Resolution> going = new ArrayList<>();
        for (boolean packed : new boolean[] {false, true}) {
            for (int i = 0; i < state.generations().size() && (ending.isEmpty() || !packed); i++) {
                Snapshot in = state.generations().get(i);
                End end = in.packed() == packed && !in.gone() && in.offset() > 0 ? endOf(in, id, last) : null;
                if (end != null) {
                    (end.last() ? ending : going).add(behind(state, i, end.offset(), id, last));
                }
            }
        }
        return oldest(state, ending.isEmpty() ? going : ending);
    }

    /**
     * Where a generation had ended.
     *
     * @param last whether nothing was added to it since
     */
    private record End(long offset, boolean last) {}

    /** Behind a generation, and behind what is left of the one that was cut before the id was given. */
    private Resolution behind(LogState state, int index, long end, EventId id, boolean last) throws IOException {
        int next = behind(state, index);
        boolean copy = next < state.generations().size()
                && isCopyOf(state.generations().get(next), id, last);
        if (!copy) {
            return new Resolution(within(state, index, end, last), null);
        }
        return named(state, id.hint(), 0) > next
                ? behindCopy(state, next)
                : new Resolution(within(state, index, end, last), Gap.Reason.AMBIGUOUS_ID);
    }

    /** Index of the next generation that is there and not empty; that behind the last: there is none. */
    private static int behind(LogState state, int index) {
        int next = index + 1;
        while (next < state.generations().size()
                && (state.generations().get(next).gone()
                        || state.generations().get(next).offset() == 0)) {
            next++;
        }
        return next;
    }

    private static Resolution oldest(LogState state, List<Resolution> proven) {
        if (proven.isEmpty()) {
            return new Resolution(state.earliest(), unproven(state));
        }
        return proven.size() == 1 ? proven.get(0) : new Resolution(proven.get(0).position(), Gap.Reason.AMBIGUOUS_ID);
    }

    /** An archive had come before, and was not looked into: it is known by its length. */
    private Resolution behindArchive(LogState state, EventId id, boolean last) throws IOException {
        int found = named(state, id.hint(), 0);
        Snapshot before = found < 0 ? null : state.predecessor(found);
        if (found >= 0 && (before == null || isAsLong(before, id.taken()))) {
            return new Resolution(start(state, found, id, last), null);
        }
        List<Resolution> proven = new ArrayList<>();
        for (int i = 0; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            if (!in.gone() && in.offset() > 0 && isAsLong(in, id.taken())) {
                proven.add(new Resolution(state.endOf(i), null));
            }
        }
        return oldest(state, proven);
    }

    private static boolean isAsLong(Snapshot in, int low) {
        return (in.offset() & Generation.MASK_24) == low;
    }

    /**
     * Index of the newest generation in the file that an id names; -1: there is none.
     *
     * @param birth mark of its birth; 0: it goes by the number alone
     */
    private static int named(LogState state, int hint, int birth) {
        int found = -1;
        for (int i = 0; i < state.generations().size(); i++) {
            Snapshot in = state.generations().get(i);
            int its = Incarnation.birthMark(in.identity().birthNanos());
            boolean born = its == 0 || birth == 0 || its == birth || ~its == birth;
            found = !in.gone() && in.generation().hint() == hint && born ? i : found;
        }
        return found;
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
                found = first && id.taken() == 0 && id.mark() != 0 && id.mark() == Incarnation.birthMark(in.born())
                        ? i
                        : found;
            } else if (start.mark() == id.mark() && start.generation().head() == id.head()) {
                boolean same = (start.taken() & Generation.MASK_24) == id.taken();
                found = same ? i : found;
                // Late lines of the one before.
                later = id.mark() == 0 ? later : i;
            }
        }
        return found >= 0 ? found : later;
    }

    /** Where a generation had ended when the id of the start behind it was given; null: this is not the one. */
    private @Nullable End endOf(Snapshot in, EventId id, boolean last) throws IOException {
        try {
            return holdings.reading(in, content -> {
                long size = in.packed() ? content.size() : in.offset();
                for (long end = TakenBefore.nearest(size, id.taken());
                        end > 0 && (end & Generation.MASK_24) == id.taken();
                        end -= Generation.MASK_24 + 1) {
                    byte[] mark = Blocks.mark(content, end);
                    if (EventId.markOf(mark, 0, mark.length) == id.mark()) {
                        return new End(end, end == size);
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
    private Position start(LogState state, int index, EventId id, boolean last) throws IOException {
        Snapshot in = state.generations().get(index);
        Snapshot before = state.predecessor(index);
        long born = born(state, in, id.hint());
        long taken = before == null ? 0 : takenBefore.of(before, id.taken(), born, last);
        Position known = in.start();
        if (known != null && known.taken() == taken) {
            return known;
        }
        if (in.offset() > 0 || known != null) {
            return new Position(in.generation(), 0, taken, 0);
        }
        // Nothing of it was handed on: its start is the end of the one before, or the start of the next.
        return before == null
                ? startAfter(state, index)
                : within(state, state.indexOf(before.generation()), taken, last);
    }

    private static Position startAfter(LogState state, int index) {
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

    private Position within(LogState state, int index, long offset, boolean last) throws IOException {
        Snapshot in = headed(state.generations().get(index), last);
        Position end = state.endOf(index);
        if (offset >= in.offset()) {
            return end;
        }
        byte[] mark = holdings.reading(in, content -> {
            byte[] before = Blocks.mark(content, offset);
            if (!in.packed()) {
                Holdings.requireMark(content, end.offset(), end.mark());
            }
            return before;
        });
        return mark == null
                ? end
                : new Position(in.generation(), offset, state.taken(index), EventId.markOf(mark, 0, mark.length));
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

    /**
     * When the file was made in which an id was given, ns since the epoch; 0: that is not known. Of a copy that was made before
     * the file was cut it is the birth of that file, unless another one has its number by now.
     */
    private static long born(LogState state, Snapshot in, int hint) {
        if (in.generation().hint() == hint) {
            return in.born();
        }
        int file = named(state, hint, 0);
        if (in.packed() || file < 0 || state.generations().get(file).packed()) {
            return 0;
        }
        long birth = state.generations().get(file).born();
        return birth < in.born() ? birth : 0;
    }

    private Position place(LogState state, int index, EventId id, boolean last) throws IOException {
        Snapshot in = begun(state, headed(state.generations().get(index), last), id, last);
        Snapshot before = state.predecessor(index);
        // Of one that is not known any more the difference will be told as a gap.
        long taken = before == null
                ? TakenBefore.nearest(state.taken(index), id.taken())
                : takenBefore.of(before, id.taken(), born(state, in, id.hint()), last);
        Position found = new Position(in.generation(), id.offset(), taken, id.mark());
        // The place as the ring has it, if it is there.
        Position tip = state.tip();
        boolean isTip = tip.generation().equals(found.generation())
                && tip.offset() == found.offset()
                && tip.taken() == found.taken();
        return isTip ? tip : found;
    }
}
