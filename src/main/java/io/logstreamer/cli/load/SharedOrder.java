package io.logstreamer.cli.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks lines that carry no number by comparing the subscribers with one another. Ids are opaque, so the one thing that
 * can be asked is: does the same line come after this one for everybody? The first subscriber to make a step from one
 * line to the next draws it, the others must walk the same way:
 *
 * <pre>
 *   A ──3──▶ B ──3──▶ C ──1──▶ D          the number says how many subscribers took the step
 * </pre>
 *
 * Subscribers may start and end where they like. A new beginning is a chain of its own until somebody steps from the end
 * of one chain into another, which joins them.
 *
 * <ul>
 *   <li>A step over lines of the same chain: these are missing.
 *   <li>A step back: out of order if the line was missing before, else a duplicate.
 *   <li>A known id with another text: different.
 *   <li>A step from within a chain out of it: either this subscriber jumped over the rest of the chain, or all others
 *       jumped over what it has found. The question stays open until somebody joins the two chains. If this subscriber
 *       comes back to where the others went on, the others missed lines; if a step from the end of its old chain leads to
 *       where it is, it did.
 * </ul>
 *
 * Where two subscribers disagree, nobody can say which of them is wrong; the sums tell that something is.
 *
 * <p>Thread-safe. Remembers the newest {@code maxLines}; a subscriber further behind than that begins anew, and the line it
 * begins with counts as unchecked.
 */
final class SharedOrder {

    private static final int MAX_SKIPPED = 4_096;

    private final int maxLines;
    private final Counters counters;
    private final Map<Long, Line> known = new HashMap<>();
    private final Deque<Line> byAge = new ArrayDeque<>();

    SharedOrder(int maxLines, Counters counters) {
        this.maxLines = maxLines;
        this.counters = counters;
    }

    /** Where one subscriber is. Guarded by the {@link SharedOrder} it is used with. */
    static final class Place {
        private @Nullable Line at;

        /** The step whose meaning is open leads from here... */
        private @Nullable Line left;

        /** ...to here; null if, and only if, no question is open. */
        private @Nullable Line landed;

        private final Set<Line> skipped = new LinkedHashSet<>();
    }

    private static final class Line {
        final long id;
        final long text;

        @Nullable Line next;

        long steps;
        boolean forgotten;
        Chain chain;

        Line(long id, long text) {
            this.id = id;
            this.text = text;
            this.chain = new Chain(this);
        }
    }

    /** Joined chains point to the one they became part of. */
    private static final class Chain {
        final Line head;

        @Nullable Chain joinedTo;

        Chain(Line head) {
            this.head = head;
        }

        Chain root() {
            Chain root = this;
            for (Chain up = root.joinedTo; up != null; up = root.joinedTo) {
                root = up;
            }
            return root;
        }
    }

    /**
     * A subscriber got a line.
     *
     * @param id the hash of its id
     * @param text the hash of its text
     */
    synchronized void line(Place place, long id, long text) {
        counters.checkedById.increment();
        answerIfJoined(place);
        Line at = place.at;
        if (at != null && at.next != null && at.next.id == id) {
            compare(at.next, text);
            walk(place, at, at.next);
            return;
        }
        Line line = known.get(id);
        if (line == null) {
            line = remember(id, text);
        } else {
            compare(line, text);
        }
        if (at == null) {
            place.at = line;
        } else if (at.forgotten) {
            counters.unchecked.increment();
            forgetQuestion(place);
            place.at = line;
        } else {
            step(place, at, line);
        }
    }

    /** The subscriber gets no more lines. A question that is still open is a fault, whoever's it is. */
    synchronized void end(Place place) {
        answerIfJoined(place);
        giveUpQuestion(place);
    }

    private void compare(Line line, long text) {
        if (line.text != text) {
            counters.different.increment();
        }
    }

    private void step(Place place, Line at, Line line) {
        Line left = place.left;
        if (at == line) {
            counters.duplicate.increment();
        } else if (left != null && sameChain(left, line)) {
            if (comesAfter(left, line)) {
                insertBehind(left, at);
                answerIfJoined(place);
                walk(place, at, line);
            } else {
                stepBack(place, line);
            }
        } else if (sameChain(at, line)) {
            if (comesAfter(at, line)) {
                walk(place, at, line);
            } else {
                stepBack(place, line);
            }
        } else if (at.next == null) {
            Line head = chainOf(line).head;
            // Where the other chain begins before this line, its beginning is jumped over.
            join(at, head.forgotten ? line : head);
            walk(place, at, line);
        } else {
            giveUpQuestion(place);
            place.left = at;
            place.landed = line;
            place.at = line;
        }
    }

    /** The others went on from {@code left} without the chain that {@code at} belongs to. */
    private void insertBehind(Line left, Line at) {
        Line head = chainOf(at).head;
        Line last = head.forgotten ? at : head;
        Line first = last;
        for (; ; last = last.next) {
            counters.missing.add(left.steps);
            last.steps += left.steps;
            if (last.next == null) {
                break;
            }
        }
        last.next = left.next;
        left.next = first;
        chainOf(at).joinedTo = chainOf(left);
    }

    /** Somebody joined the chains, so that what lies between is known. */
    private void answerIfJoined(Place place) {
        Line left = place.left;
        Line landed = place.landed;
        if (left == null || landed == null) {
            return;
        }
        if (left.forgotten || landed.forgotten) {
            counters.unchecked.increment();
            forgetQuestion(place);
        } else if (sameChain(left, landed)) {
            if (comesAfter(left, landed)) {
                pass(place, left, landed);
            }
            forgetQuestion(place);
        }
    }

    private void giveUpQuestion(Place place) {
        Line left = place.left;
        Line landed = place.landed;
        if (left != null && landed != null) {
            pass(place, left, null);
            Line head = chainOf(landed).head;
            if (head != landed && !head.forgotten) {
                counters.missing.increment();
                pass(place, head, landed);
            }
        }
        forgetQuestion(place);
    }

    private static void forgetQuestion(Place place) {
        place.left = null;
        place.landed = null;
    }

    private void stepBack(Place place, Line line) {
        if (place.skipped.remove(line)) {
            counters.missing.decrement();
            counters.outOfOrder.increment();
        } else {
            counters.duplicate.increment();
        }
    }

    private void walk(Place place, Line from, Line to) {
        pass(place, from, to);
        place.at = to;
    }

    /** From one line to a later one of the same chain, or to the chain's end; those between are missing. */
    private void pass(Place place, Line from, @Nullable Line to) {
        from.steps++;
        for (Line line = from.next; line != null && line != to; line = line.next) {
            line.steps++;
            counters.missing.increment();
            if (place.skipped.size() < MAX_SKIPPED) {
                place.skipped.add(line);
            }
        }
    }

    private static boolean comesAfter(Line at, Line line) {
        Line next = at.next;
        while (next != null && next != line) {
            next = next.next;
        }
        return next == line;
    }

    private static void join(Line end, Line head) {
        end.next = head;
        Chain first = chainOf(end);
        Chain second = chainOf(head);
        if (first != second) {
            second.joinedTo = first;
        }
    }

    private static boolean sameChain(Line a, Line b) {
        return chainOf(a) == chainOf(b);
    }

    private static Chain chainOf(Line line) {
        Chain root = line.chain.root();
        line.chain = root;
        return root;
    }

    private Line remember(long id, long text) {
        Line line = new Line(id, text);
        known.put(id, line);
        byAge.add(line);
        if (byAge.size() > maxLines) {
            Line oldest = byAge.remove();
            known.remove(oldest.id);
            oldest.forgotten = true;
            oldest.next = null; // else one slow subscriber would hold all that came after
        }
        return line;
    }
}
