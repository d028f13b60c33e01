package io.logstreamer.it;

import io.logstreamer.it.SoakLog.Cut;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * What one subscriber has received, held against what was written: each line once, those of a log in its order. Missing may
 * be what a rotation took away, behind a gap, and no gap may stand elsewhere. Only who stood in lines that were taken away may
 * be sent back to the oldest ones, and is told so.
 *
 * <p>Confined to the subscriber's thread, but for {@link #next}.
 */
final class SoakAccount {

    /** Where the subscriber is in one log. */
    private static final class Place {
        private final SoakLog log;
        /** The line that must come now. */
        private volatile int next;
        /** Whether a gap was told since the last line. */
        private boolean told;
        /** Whether it was told that its place is not known any more. */
        private boolean lost;

        private Place(SoakLog log, boolean anywhere) {
            this.log = log;
            this.lost = anywhere;
        }
    }

    private final String name;
    private final Map<String, Place> places = new TreeMap<>();
    private final IntSupplier serverLife;
    private final SoakStory story;
    private final boolean anywhere;
    private int gaps;
    private int missing;
    private long received;

    /**
     * @param anywhere whether it may begin at any line, as who comes when the first ones are gone
     * @param serverLife the present life of the server
     */
    SoakAccount(String name, List<SoakLog> logs, boolean anywhere, IntSupplier serverLife, SoakStory story) {
        this.name = name;
        logs.forEach(log -> places.put(log.source(), new Place(log, anywhere)));
        this.anywhere = anywhere;
        this.serverLife = serverLife;
        this.story = story;
    }

    String name() {
        return name;
    }

    boolean hasLog(SoakLog log) {
        return places.containsKey(log.source());
    }

    /** The line of a log that must come now. */
    int next(SoakLog log) {
        return places.get(log.source()).next;
    }

    /** Whether all has come that was written. */
    boolean isComplete() {
        return places.values().stream().allMatch(each -> each.next == each.log.lines());
    }

    /** Lines, over all connections. */
    long received() {
        return received;
    }

    int gaps() {
        return gaps;
    }

    /** Lines that were left out behind gaps. */
    int missing() {
        return missing;
    }

    /** The last part of a source's id begins its lines. */
    void line(String text) {
        Place place = places.values().stream()
                .filter(each -> text.startsWith(each.log.files().path().getFileName() + " "))
                .findFirst()
                .orElseThrow(() -> violation("a line of no log that was asked for: " + text));
        int number = SoakLog.number(text);
        if (number < 0 || number >= place.log.lines() || !text.equals(place.log.line(number))) {
            throw violation("a line that was never written: " + text);
        }
        received++;
        if (number < place.next || (place.lost && anywhere && place.next == 0)) {
            sentBack(place, number);
        }
        while (place.next < number) {
            leaveOut(place, number);
        }
        place.next = number + 1;
        place.told = false;
        place.lost = false;
    }

    void gap(String source, String reason, String data) {
        gaps++;
        Place place = places.get(source);
        if (place == null) {
            throw violation("a gap of a log that was not asked for: " + data);
        }
        story.tell("%s gets, before line %d: %s".formatted(name, place.next, data));
        place.told = true;
        place.lost |= List.of("unknown-id", "ambiguous-id").contains(reason);
        if (!place.log.mayHaveGapBefore(place.next)) {
            throw violation("a gap where nothing is missing, before line " + place.next + ": " + data);
        }
    }

    private void sentBack(Place place, int number) {
        boolean stoodInWhatIsGone = anywhere || place.log.cutOf(place.next - 1).isPresent();
        if (!place.lost || !stoodInWhatIsGone) {
            throw violation("line " + number + " of " + place.log.source() + " again, or late; expected " + place.next);
        }
        story.tell("%s goes back to line %d of %s from %d".formatted(name, number, place.log.source(), place.next));
        place.next = number;
    }

    private void leaveOut(Place place, int number) {
        Cut cut = place.log
                .cutOf(place.next)
                .orElseThrow(() ->
                        violation("lost: " + place.log.source() + " line " + place.next + ", next came " + number));
        if (!place.told && !cut.mayBeUntold(place.next, serverLife.getAsInt())) {
            throw violation("left out without a gap: " + place.log.source() + " from line " + place.next
                    + ", next came " + number + ", " + cut);
        }
        int to = Math.min(cut.to(), number);
        missing += to - place.next;
        place.next = to;
    }

    private AssertionError violation(String what) {
        String cuts = places.values().stream()
                .map(each -> each.log.source() + " expects " + each.next + ", cuts near: "
                        + each.log.cuts().stream()
                                .filter(cut -> Math.abs((long) cut.from() - each.next) < 50_000)
                                .toList())
                .collect(Collectors.joining("\n  "));
        return new AssertionError(name + ": " + what + "\n  " + cuts);
    }
}
