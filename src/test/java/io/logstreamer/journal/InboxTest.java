package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Gap;
import io.logstreamer.log.Generation;
import io.logstreamer.log.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final List<Inbox.Came> taken = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final Inbox inbox = new Inbox(came -> {
        taken.add(came);
        done.add(came.source());
    });

    private static Position place(String source, long generation, long offset) {
        return new Position(new Generation(source, generation, 42, 7), offset, 0, 0);
    }

    private static Inbox.Came came(String source, long offset) {
        return new Inbox.Came(place(source, 0, offset), place(source, 0, offset + 1), 1, null, offset);
    }

    private void takeAll() {
        for (Runnable event = inbox.poll(); event != null; event = inbox.poll()) {
            event.run();
        }
    }

    private void fill() {
        for (int i = 0; i < Inbox.MAX_NOTES; i++) {
            inbox.add(came("a", i));
        }
    }

    @Test
    void notesKeepTheirOrder() {
        inbox.add(came("a", 0));
        inbox.add("a", () -> done.add("gone"));
        inbox.add(came("b", 0));
        assertThat(inbox.isEmpty()).isFalse();
        takeAll();
        assertThat(done).containsExactly("a", "gone", "b");
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void notesThatNobodyTakesAreFewAndLoseNothing() {
        fill();
        int more = 1_000_000;
        for (int i = 0; i < more; i++) {
            inbox.add(came("a", Inbox.MAX_NOTES + i));
            inbox.add(came("b", i));
        }
        takeAll();
        assertThat(taken).hasSize(Inbox.MAX_NOTES + 2);
        Inbox.Came lateA = taken.get(Inbox.MAX_NOTES);
        Inbox.Came lateB = taken.get(Inbox.MAX_NOTES + 1);
        assertThat(lateA.before()).isEqualTo(place("a", 0, Inbox.MAX_NOTES));
        assertThat(lateA.after()).isEqualTo(place("a", 0, Inbox.MAX_NOTES + more));
        assertThat(lateA.lines()).isEqualTo(more);
        assertThat(lateA.number()).isEqualTo(Arrivals.FROM_FILES);
        assertThat(lateB.after()).isEqualTo(place("b", 0, more));
        inbox.add(came("b", more));
        takeAll();
        assertThat(taken).last().isEqualTo(came("b", more));
    }

    @Test
    void gapsAndGenerationsStayWhatTheyAre() {
        fill();
        Inbox.Came gap = new Inbox.Came(
                place("b", 0, 1), place("b", 1, 0), 0, new Run.Missing(Gap.Reason.TRUNCATED, -1, true), 5);
        Inbox.Came next = new Inbox.Came(place("b", 1, 0), place("b", 1, 9), 1, null, 6);
        Inbox.Came still = new Inbox.Came(place("b", 1, 9), place("b", 1, 9), 0, null, 7);
        inbox.add(came("b", 0));
        inbox.add(gap);
        inbox.add(next);
        inbox.add(still);
        takeAll();
        assertThat(taken.subList(Inbox.MAX_NOTES, taken.size())).containsExactly(came("b", 0), gap, next, still);
    }

    @Test
    void sourceThatGoesHasHadAllItsNotesBefore() {
        fill();
        inbox.add(came("b", 0));
        inbox.add("b", () -> done.add("b gone"));
        inbox.add(came("c", 0));
        takeAll();
        assertThat(done.subList(Inbox.MAX_NOTES, done.size())).containsExactly("b", "b gone", "c");
    }
}
