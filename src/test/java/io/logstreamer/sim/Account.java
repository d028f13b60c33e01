package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Clock;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Subscription.Start;
import io.logstreamer.sim.Truth.Life;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client has received of one log over all its connections, held against the truth byte by byte.
 *
 * <p>The invariant: each line once, in order, or inside an announced gap. In order means: in file order within a file, and
 * no line before one that was complete earlier in an older file.
 */
final class Account implements Ledger {

    private static final int NOT_MINE = Integer.MAX_VALUE;

    /** As {@link io.logstreamer.log.History#tip} has it. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Truth truth;
    private final int maxLineBytes;
    private final boolean faults;
    private final Clock clock;

    /** How far each life has arrived, bytes; missing: from its start. */
    private final Map<Life, Integer> arrived = new HashMap<>();
    /** Lives about whose rest a gap was told. */
    private final Map<Life, String> told = new HashMap<>();

    private final List<String> journal = new ArrayList<>();
    private boolean based;
    /** The first id when it names a start without content: which life it means shows with what comes next. */
    private @Nullable EventId startless;

    private boolean vague;

    private @Nullable EventId last;
    private boolean lastForged;
    private int[] completeAtConnect = new int[0];
    private long connectedNanos;
    private Start start = new Start.Live();
    private boolean onGapLatest;
    private boolean unknown;
    private int run;

    Account(Truth truth, int maxLineBytes, boolean faults, Clock clock) {
        this.clock = clock;
        this.truth = truth;
        this.maxLineBytes = maxLineBytes;
        this.faults = faults;
    }

    /** A connection begins. */
    @Override
    public void connect(Start from, boolean gapLatest, int serverRun, boolean forged) {
        completeAtConnect = truth.completeNow();
        connectedNanos = clock.nanos();
        start = from;
        onGapLatest = gapLatest;
        run = serverRun;
        unknown = false;
        lastForged = forged;
        if (!(from instanceof Start.After) || forged) {
            startless = null;
            based = false;
            arrived.clear();
            told.clear();
            last = null;
        }
        note("connect " + from + " run " + serverRun);
    }

    @Override
    public void id(String text) {
        note("id " + text);
        EventId id = EventId.parse(text);
        check(id != null, "an id that is none: " + text);
        if (!based || unknown) {
            base(id);
        }
        last = id;
    }

    /** The first place of a stream that begins anew. */
    private void base(EventId id) {
        boolean after = unknown;
        arrived.clear();
        told.clear();
        based = true;
        unknown = false;
        vague = false;
        startless = id.startsWithoutLine() && id.offset() == 0 ? id : null;
        if (startless == null) {
            Truth.Spot spot = truth.find(id);
            check(spot != null, "an id of no place: " + id);
            base(id, spot, after);
        }
    }

    /**
     * The number of a file is given out again and again: of the lives it may mean, the newest is taken that what came
     * first does not speak against.
     */
    private void startBefore(int index, boolean late) {
        EventId id = startless;
        startless = null;
        if (id == null || id.hint() == 0) {
            // Nothing was there at all: everything is still to come.
            return;
        }
        Life found = null;
        for (int i = Math.min(index, truth.lives().size() - 1); i >= 0; i--) {
            Life life = truth.lives().get(i);
            boolean may = (life.inode & Generation.MASK_24) == id.hint();
            if (may && (found == null || (late && !fits(found, id) && fits(life, id)))) {
                found = life;
            }
        }
        check(found != null, "an id of no place: " + id);
        base(id, new Truth.Spot(found, 0), false);
        vague = true;
    }

    private boolean fits(Life life, EventId id) {
        Life earlier = truth.predecessor(life);
        return earlier == null ? id.taken() == 0 : id.taken() <= earlier.length();
    }

    private void base(EventId id, Truth.Spot spot, boolean after) {
        for (Life life : truth.lives()) {
            if (life.index < spot.life().index) {
                arrived.put(life, NOT_MINE);
            }
        }
        arrived.put(spot.life(), spot.offset());
        Life earlier = truth.predecessor(spot.life());
        if (earlier != null && id.taken() != 0) {
            int low = id.taken();
            boolean fits = low == earlier.length() || (low < earlier.length() && earlier.at(low - 1) == '\n');
            if (fits) {
                arrived.put(earlier, low);
            }
        }
        // Who was made to wait for a rotation that does not end is told the last known tip.
        boolean waited = clock.nanos() - connectedNanos > PATIENCE_NANOS;
        if (!faults && !waited) {
            checkStart(spot, after);
        }
    }

    private void checkStart(Truth.Spot spot, boolean afterUnknown) {
        boolean earliest = start instanceof Start.Earliest || (afterUnknown && !onGapLatest);
        for (Life life : truth.lives()) {
            if (life.index >= completeAtConnect.length) {
                break;
            }
            int complete = completeAtConnect[life.index];
            if (earliest) {
                int from = life == spot.life() ? spot.offset() : life.index < spot.life().index ? NOT_MINE : 0;
                check(
                        from == 0 || life.destroyed() || life.length() == 0,
                        "from the earliest on, but not from the start of " + life + ": " + spot);
            } else if (start instanceof Start.Live) {
                boolean behind = life.index < spot.life().index
                        || (life == spot.life() && spot.offset() >= complete)
                        || complete == 0;
                check(behind || life.destroyed(), "live, but from before the call: " + spot + " " + life);
            }
        }
        if (start instanceof Start.Tail tail) {
            int lines = 0;
            int available = 0;
            boolean certain = true;
            for (Life life : truth.lives()) {
                int from = life == spot.life() ? spot.offset() : life.index < spot.life().index ? NOT_MINE : 0;
                certain &= !life.destroyed();
                int pieces = life.complete() < life.length() ? 1 : 0;
                lines += from == NOT_MINE ? 0 : life.lines(from, life.length()) + pieces;
                available += life.index < completeAtConnect.length ? life.lines(0, completeAtConnect[life.index]) : 0;
            }
            check(
                    !certain || lines >= Math.min(tail.lines(), available),
                    "fewer lines than the tail asked for: " + lines);
        }
    }

    @Override
    public void gap(String reason, String data) {
        note("gap " + reason);
        if (reason.equals(Gap.Reason.UNKNOWN_ID.text())) {
            EventId id = last;
            if (!lastForged && id != null && !faults) {
                Truth.Spot spot = truth.find(id);
                boolean reused = id.startsWithoutLine()
                        && truth.lives().stream()
                                .anyMatch(life -> life.destroyed() && (life.inode & Generation.MASK_24) == id.hint());
                // A start without a line is known by what came before it alone.
                boolean unproven = id.startsWithoutLine()
                        && id.taken() != 0
                        && truth.lives().stream()
                                .noneMatch(life -> !life.destroyed() && life.marked(id.taken(), id.mark()));
                check(
                        spot == null || spot.life().destroyed() || reused || unproven,
                        "a good id was not found: " + id + " at " + spot);
            }
            unknown = true;
            return;
        }
        boolean true0 = switch (reason) {
            case "truncated" -> anyUnfinished(life -> life.truncated);
            case "rotated-away" -> anyUnfinished(life -> life.deleted);
            case "unreadable" -> faults || truth.orderLost;
            default -> false;
        };
        check(true0 || faults, "a gap without a reason: " + reason);
        truth.orderLost |= reason.equals("rotated-away");
        for (Life life : truth.lives()) {
            if (arrived(life) < life.length()) {
                told.put(life, reason);
            }
        }
    }

    private boolean anyUnfinished(java.util.function.Predicate<Life> which) {
        int newest = -1;
        for (Life life : truth.lives()) {
            if (arrived(life) != NOT_MINE && arrived(life) > 0) {
                newest = life.index;
            }
        }
        for (Life life : truth.lives()) {
            if (which.test(life) && (life.index >= newest || arrived(life) < life.length())) {
                return true;
            }
        }
        return false;
    }

    /** A line event. */
    @Override
    public void line(String text, String idText, String data) {
        note("line " + idText + " " + (text.length() > 30 ? text.substring(0, 30) + "…" : text));
        EventId id = EventId.parse(idText);
        check(id != null, "a line with an id that is none: " + idText);
        check(based, "a line before the first id");
        EventId before = last;
        last = id;
        boolean samePlace = before != null
                && before.offset() == id.offset()
                && before.hint() == id.hint()
                && before.mark() == id.mark()
                && before.taken() != id.taken();
        boolean late = id.offset() == 0 || samePlace;
        if (late) {
            startBefore(Integer.MAX_VALUE, true);
        }
        Truth.Spot spot = late ? late(id, text) : truth.find(id);
        check(spot != null, "a line at a place that never was: " + idText);
        startBefore(spot.life().index, false);
        take(spot.life(), spot.offset(), text);
        if (!late) {
            checkTaken(spot.life(), id);
        }
    }

    private Truth.@Nullable Spot late(EventId id, String text) {
        Truth.Spot newest = truth.find(id);
        check(newest != null, "a late line behind a place that never was: " + id);
        // Which life of its file a start without content means shows only later.
        int before = id.offset() == 0 ? truth.lives().size() : newest.life().index;
        for (int i = before - 1; i >= 0; i--) {
            Life life = truth.lives().get(i);
            int end = id.taken();
            if (end > 0 && end <= life.length()) {
                int from = arrived(life);
                if (from == NOT_MINE) {
                    // Perhaps what followed on a piece of it that was sent as a line of its own.
                    from = Math.max(startOfLine(life, end), end - text.getBytes(UTF_8).length - 1);
                } else if (told.containsKey(life)) {
                    from = startOfLine(life, end);
                }
                if (from < end && text.equals(shown(life, from, end))) {
                    if (arrived(life) == NOT_MINE) {
                        arrived.put(life, from);
                    }
                    return new Truth.Spot(life, end);
                }
            }
        }
        Life earlier = truth.predecessor(newest.life());
        check(earlier != null, "a late line of nothing: " + id);
        return new Truth.Spot(earlier, id.taken());
    }

    /** The field must say how far the one before had really arrived, or a resume would lose or repeat late lines. */
    private void checkTaken(Life life, EventId id) {
        Life earlier = truth.predecessor(life);
        if (earlier != null
                && earlier.complete() > 0
                && !earlier.destroyed()
                && arrived(earlier) != NOT_MINE
                && id.taken() != 0) {
            check(
                    id.taken() <= arrived(earlier) || told.containsKey(earlier),
                    "an id says more of the one before than has arrived: " + id.taken() + " " + earlier);
        }
    }

    private void take(Life life, int end, String text) {
        if (vague && arrived(life) == NOT_MINE) {
            arrived.put(life, startOfLine(life, end));
        }
        int from = arrived(life);
        check(from != NOT_MINE, "a line from before the start: " + life);
        check(end > from, "a line twice: " + life + " up to " + end + ", had " + from);
        int begin = from;
        if (!text.equals(shown(life, begin, end))) {
            begin = startOfLine(life, end);
            check(
                    text.equals(shown(life, begin, end)),
                    "not what was written: \"" + text + "\" but \"" + life.text(begin, end) + "\" " + life);
            check(begin >= from, "part of a line twice: " + life);
            check(excused(life), "lines lost without a word in " + life + ": " + from + " to " + begin);
        }
        boolean terminated = life.at(end - 1) == '\n';
        check(terminated || life.over, "a piece of a line of the active file");
        checkOrder(life, end);
        arrived.put(life, end);
        told.remove(life);
    }

    private static int startOfLine(Life life, int end) {
        int at = end - 1;
        while (at > 0 && life.at(at - 1) != '\n') {
            at--;
        }
        return at;
    }

    /** A line as the client must see it; null: there is another line's end inside. */
    private @Nullable String shown(Life life, int from, int end) {
        int to = end;
        if (life.at(to - 1) == '\n') {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (life.at(i) == '\n') {
                return null;
            }
        }
        int length = to - from;
        if (to < end && to > from && life.at(to - 1) == '\r') {
            to--;
        }
        if (length <= maxLineBytes) {
            return life.text(from, to);
        }
        int cut = from + maxLineBytes;
        while ((life.at(cut) & 0xC0) == 0x80) {
            cut--;
        }
        return life.text(from, cut) + " [cut: the line has " + length + " bytes]";
    }

    /** Every line that was complete before this one in an older file must have come, or be told as missing. */
    private void checkOrder(Life life, int end) {
        int moment = life.momentOf(end);
        for (Life older : truth.lives()) {
            if (older.index >= life.index) {
                break;
            }
            int due = moment < 0 ? 0 : older.completeBefore(moment);
            if (arrived(older) < due) {
                check(
                        excused(older),
                        "overtaken: " + older + " had come to " + arrived(older) + " of " + due + " when a line of "
                                + life + " came");
            }
        }
    }

    private boolean excused(Life life) {
        String reason = told.get(life);
        if (reason != null && (life.destroyed() || faults || reason.equals("unreadable"))) {
            return true;
        }
        // Written and cut away between two looks, or before a server began that kept no state: nobody can know.
        boolean traceless = life.seenByRun < 0 || (life.seenByRun != run && arrived(life) == 0);
        // Late lines of a file that was gone when this server began.
        boolean lateAndGone = life.deleted && life.deletedInRun != run && arrived(life) > 0 && standsBehind(life);
        return life.destroyed() && (traceless || lateAndGone);
    }

    private boolean standsBehind(Life life) {
        EventId id = last;
        Truth.Spot spot = id == null ? null : truth.find(id);
        return spot != null && spot.life().index > life.index;
    }

    /** Everything is idle: nothing may be missing. */
    @Override
    public void checkComplete() {
        check(based, "no place yet, though everything is idle");
        startBefore(Integer.MAX_VALUE, false);
        for (Life life : truth.lives()) {
            int due = life.over && !life.truncated ? life.length() : life.complete();
            check(
                    arrived(life) >= due || excused(life),
                    "missing at the end: " + life + " came to " + arrived(life) + " of " + due);
        }
    }

    private void note(String what) {
        Trace.say("    client %s: %s", Integer.toHexString(System.identityHashCode(this)), what);
        journal.add(what);
    }

    private String arrivals() {
        StringBuilder text = new StringBuilder();
        for (Life life : truth.lives()) {
            if (arrived.containsKey(life) && arrived(life) != NOT_MINE) {
                text.append(life.index)
                        .append(":")
                        .append(arrived(life))
                        .append(told.containsKey(life) ? " told " : " ");
            }
        }
        return text.toString();
    }

    private int arrived(Life life) {
        return arrived.getOrDefault(life, 0);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            int from = Math.max(0, journal.size() - 25);
            throw new AssertionError(otherwise + "\n  lives: "
                    + truth.lives()
                            .subList(
                                    Math.max(0, truth.lives().size() - 9),
                                    truth.lives().size()) + "\n  arrived: " + arrivals()
                    + "\n  client's last events:\n    "
                    + String.join("\n    ", journal.subList(from, journal.size())));
        }
    }
}
