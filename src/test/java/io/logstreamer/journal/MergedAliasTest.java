package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Entry;
import io.logstreamer.log.History;
import io.logstreamer.log.HistoryBehind;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is a link to another one of its group: its lines are the other's, and who asks for all gets them once. */
class MergedAliasTest {

    private static final String GROUP = JournalStage.allOf("g");
    private static final String NAMED = JournalStage.all("g/app.log", "g/link.log");

    @TempDir
    private Path directory;

    /** One is such a link. */
    private static final class Linked extends HistoryBehind {

        private Linked(History history) {
            super(history);
        }

        @Override
        public boolean isAlias(String id) {
            return id.equals("g/link.log");
        }
    }

    private JournalStage stage() {
        JournalStage stage = new JournalStage(directory.resolve("state"), Bytes::file).group("g");
        stage.reading(Linked::new);
        return stage;
    }

    @Test
    void pastOfAGroupLeavesItOutAndThatOfItsNameDoesNot() {
        JournalStage stage = stage();
        stage.write("app.log", "1");
        stage.write("link.log", "1 by the link");
        stage.start();
        stage.write("app.log", "2");
        stage.write("link.log", "2 by the link");
        History history = stage.history();
        assertThat(stage.read(history.earliest(GROUP))).containsExactly("1", "2");
        assertThat(stage.read(history.earliest(JournalStage.all("g/app.log")))).containsExactly("1", "2");
        assertThat(stage.read(history.earliest(NAMED)))
                .containsExactlyInAnyOrder("1", "1 by the link", "2", "2 by the link");
        Selection glob = Selection.of(List.of(new Selection.Part(Selection.Part.Kind.GLOB, "g/*")));
        assertThat(stage.read(history.earliest(glob.key()))).containsExactly("1", "2");
        stage.kill();
    }

    @Test
    void whatComesOfItIsPassedOver() {
        JournalStage stage = stage();
        stage.write("app.log", "1");
        stage.write("link.log", "1 by the link");
        stage.start();
        Recent recent = stage.journal().recent();
        AtomicInteger calls = new AtomicInteger();
        recent.listen(GROUP, calls::incrementAndGet);
        Recent.Tip tip = recent.tip(GROUP);
        Recent.Tip named = recent.tip(NAMED);
        assertThat(tip).isNotNull();
        assertThat(named).isNotNull();
        stage.write("link.log", "2 by the link");
        assertThat(calls).hasValue(0);
        assertThat(isShown(recent.entry(GROUP, tip.next()))).isFalse();
        assertThat(isShown(recent.entry(NAMED, named.next()))).isTrue();
        stage.write("app.log", "2");
        assertThat(isShown(recent.entry(GROUP, tip.next() + 1))).isTrue();
        Position end = stage.history().back(tip.position(), 1);
        assertThat(stage.read(end)).containsExactly("1", "2");
        stage.kill();
    }

    private static boolean isShown(Entry entry) {
        return Arrival.content(entry) instanceof LineBatch;
    }
}
