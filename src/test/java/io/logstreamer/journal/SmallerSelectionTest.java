package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Gap;
import io.logstreamer.log.History;
import io.logstreamer.log.Position;
import io.logstreamer.tail.ArchiveFixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go on with one log alone, by an id of several. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmallerSelectionTest {

    private static final List<String> LOGS = List.of("a", "b", "c");
    private static final String ALL = JournalStage.all("a", "b", "c");

    @TempDir
    private Path directory;

    private JournalStage stage;

    private void stageOf(String... sources) {
        stage = new JournalStage(directory.resolve("state"), Bytes::file, sources);
    }

    /** Lines begin with the name of their log. */
    private void assertEachLogGoesOnWhereItWas() {
        List<String> ids = new ArrayList<>();
        List<String> lines = stage.read(stage.history().earliest(ALL), ids);
        for (int i = 0; i < ids.size(); i++) {
            for (String log : LOGS) {
                History.Resolution found = stage.resolve(log, ids.get(i));
                String told = log + " behind " + lines.get(i);
                assertThat(found.reason()).as(told).isNull();
                assertThat(stage.read(found.position()))
                        .as(told)
                        .isEqualTo(lines.subList(i + 1, lines.size()).stream()
                                .filter(line -> line.startsWith(log))
                                .toList());
            }
        }
    }

    @Test
    void idSaysHowFarEachLogHadCome() {
        stageOf("a", "b", "c");
        LOGS.forEach(log -> stage.disk.create(JournalStage.path(log)));
        stage.start();
        Random random = new Random(7);
        for (int i = 0; i < 30; i++) {
            String log = LOGS.get(random.nextInt(3));
            stage.write(log, log + i);
        }
        assertEachLogGoesOnWhereItWas();
        stage.kill();
        stage.start();
        stage.write("b", "b again");
        stage.write("a", "a again");
        assertEachLogGoesOnWhereItWas();
        stage.kill();
    }

    @Test
    void idSaysHowFarEachLogHadComeInThePastAndInArchives() {
        stageOf("a", "b", "c");
        stage.disk.append(JournalStage.path("a.2.xz"), ArchiveFixtures.xz("a1\na2\n"));
        stage.disk.append(JournalStage.path("a.1.gz"), ArchiveFixtures.gzip("a3\na4\n"));
        stage.disk.append(JournalStage.path("b.1.xz"), ArchiveFixtures.xz("b1\nb2\n"));
        stage.write("b", "b3");
        stage.write("c", "c1");
        stage.start();
        stage.write("c", "c2");
        stage.write("a", "a5");
        stage.disk.rotate(JournalStage.path("c"), 3);
        stage.write("c", "c3");
        stage.write("b", "b4");
        assertEachLogGoesOnWhereItWas();
        stage.kill();
        stage.start();
        stage.write("a", "a6");
        stage.write("c", "c4");
        assertEachLogGoesOnWhereItWas();
        stage.kill();
    }

    @Test
    void placesThatAreOfNoLineAreGoodForEachLogToo() {
        stageOf("a", "b", "c");
        stage.write("a", "a1", "a2");
        stage.write("b", "b1");
        stage.start();
        stage.write("c", "c1");
        stage.write("a", "a3");
        History history = stage.history();
        List<String> all = stage.read(history.earliest(ALL));
        CompletableFuture<Position> asked = history.tip(ALL);
        stage.settle();
        Position tip = asked.getNow(history.earliest(ALL));
        for (int back = 0; back <= all.size(); back++) {
            String id = history.id(history.back(tip, back));
            for (String log : LOGS) {
                History.Resolution found = stage.resolve(log, id);
                assertThat(found.reason()).as("%s, %d back", log, back).isNull();
                assertThat(stage.read(found.position()))
                        .as("%s, %d back", log, back)
                        .isEqualTo(all.subList(all.size() - back, all.size()).stream()
                                .filter(line -> line.startsWith(log))
                                .toList());
            }
        }
        stage.kill();
    }

    @Test
    void logThatCameLaterComesFromItsFirstLine() {
        stageOf("a", "b", "c");
        stage.write("a", "a1");
        stage.write("b", "b1");
        stage.start();
        List<String> ids = new ArrayList<>();
        List<String> lines = stage.read(stage.history().earliest(ALL), ids);
        stage.write("c", "c1", "c2");
        for (String id : ids) {
            History.Resolution found = stage.resolve("c", id);
            assertThat(found.reason()).isNull();
            assertThat(stage.read(found.position())).containsExactly("c1", "c2");
        }
        assertThat(lines).hasSize(2);
        stage.kill();
    }

    @Test
    void idOfAnotherOrderIsUnknownToALogThatIsNotItsOwn() {
        stageOf("a", "b", "c");
        stage.write("a", "a1");
        stage.write("b", "b1");
        stage.start();
        List<String> ids = new ArrayList<>();
        List<String> lines = stage.read(stage.history().earliest(ALL), ids);
        String foreign = "2" + "ABCDEF" + ids.get(lines.indexOf("b1")).substring(7);
        assertThat(stage.resolve("a", foreign).reason()).isEqualTo(Gap.Reason.UNKNOWN_ID);
        assertThat(stage.read(stage.resolve("a", foreign).position())).containsExactly("a1");
        assertThat(stage.resolve("b", foreign).reason()).isNull();
        stage.kill();
    }
}
