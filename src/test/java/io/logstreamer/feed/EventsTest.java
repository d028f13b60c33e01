package io.logstreamer.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final Generation GENERATION = new Generation("app", 1, 42, 7);

    private final Position start = new Position(GENERATION, 10, 0, 1);
    private final Position first = new Position(GENERATION, 20, 0, 2);
    private final Position second = new Position(GENERATION, 30, 0, 3);
    private final String one = "data: a\nid: " + EventId.text(first) + "\n\n";
    private final String gap = "event: gap\ndata: {}\n\n";
    private final String two = "data: \nid: " + EventId.text(second) + "\n\n";
    private final Whole segment = new Whole(start, second, (one + gap + two).getBytes(US_ASCII));

    private record Whole(Position start, Position end, byte[] bytes) implements Segment {
        @Override
        public Extent extent() {
            return new Extent(bytes.length, end, true);
        }
    }

    @Test
    void eventsEndAtEmptyLines() {
        assertThat(Events.boundary(segment.bytes(), 0)).isTrue();
        assertThat(Events.boundary(segment.bytes(), 1)).isFalse();
        assertThat(Events.boundary(segment.bytes(), one.length() - 1)).isFalse();
        assertThat(Events.boundary(segment.bytes(), one.length())).isTrue();
        assertThat(Events.boundary(segment.bytes(), one.length() + gap.length()))
                .isTrue();
    }

    @Test
    void endOfAnEventIsTheNextBoundary() {
        int limit = segment.bytes().length;
        assertThat(Events.endOfEvent(segment.bytes(), 0, limit)).isZero();
        assertThat(Events.endOfEvent(segment.bytes(), 1, limit)).isEqualTo(one.length());
        assertThat(Events.endOfEvent(segment.bytes(), one.length(), limit)).isEqualTo(one.length());
        assertThat(Events.endOfEvent(segment.bytes(), limit - 1, limit)).isEqualTo(limit);
    }

    @Test
    void idIsThatOfTheLastWholeEvent() {
        assertThat(Events.idAt(segment, 0)).isNull();
        assertThat(Events.idAt(segment, one.length() - 1)).isNull();
        assertThat(Events.idAt(segment, one.length())).isEqualTo(EventId.text(first));
        assertThat(Events.idAt(segment, one.length() + gap.length())).isEqualTo(EventId.text(first));
        assertThat(Events.idAt(segment, segment.bytes().length)).isEqualTo(EventId.text(second));
    }

    @Test
    void placeBehindAnEventIsFoundByItsId() {
        int limit = segment.bytes().length;
        assertThat(Events.behind(segment, 0, limit, EventId.text(first))).isEqualTo(one.length());
        assertThat(Events.behind(segment, 0, limit, EventId.text(second))).isEqualTo(limit);
        assertThat(Events.behind(segment, 0, limit - 1, EventId.text(second))).isEqualTo(-1);
        assertThat(Events.behind(segment, 0, limit, EventId.text(start))).isEqualTo(-1);
    }

    @Test
    void mergedStreamEndsBehindTheLastLineThatLiesNotBehindAPlace() {
        String ofSeven = merged(7, 20) + gap + merged(7, 30);
        String ofNine = merged(9, 10);
        Whole several = new Whole(start, second, (ofSeven + gap + ofNine).getBytes(US_ASCII));
        int limit = several.bytes().length;
        assertThat(Events.upTo(several, limit, inRun(7, 19))).isZero();
        assertThat(Events.upTo(several, limit, inRun(7, 29)))
                .isEqualTo(merged(7, 20).length());
        assertThat(Events.upTo(several, limit, inRun(8, 0))).isEqualTo(ofSeven.length());
        assertThat(Events.upTo(several, limit, inRun(9, 9))).isEqualTo(ofSeven.length());
        assertThat(Events.upTo(several, limit, inRun(9, 10))).isEqualTo(limit);
    }

    private static Position inRun(long run, long offset) {
        return new Position(new Generation("\n=app", run, 42, 7), offset, 0, 0);
    }

    private static String merged(long run, long offset) {
        String prefix = new String(ArrivalId.prefix(5, run, "app"), US_ASCII);
        return "data: a\nid: " + prefix + EventId.text(new Position(GENERATION, offset, 0, 2)) + "\n\n";
    }
}
