package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    private Path parent;

    private Path path() {
        return parent.resolve("state/ROOT");
    }

    private StateDirectory take() throws IOException {
        StateDirectory taken = StateDirectory.take(path(), Bytes::file);
        assertThat(taken).isNotNull();
        return taken;
    }

    /** A life that writes one run. */
    private long epochOfALife(boolean orderly) throws IOException {
        StateDirectory directory = take();
        Runs runs = directory.open(6, 1_000, 1 << 20);
        long epoch = directory.epoch();
        runs.put(RunFixtures.run(runs.next(), "a", 0, 10));
        runs.flush();
        if (orderly) {
            directory.sign();
        }
        runs.close();
        directory.release();
        return epoch;
    }

    @Test
    void directoryIsHeldByOneAtATime() throws IOException {
        StateDirectory first = take();
        assertThat(StateDirectory.take(path(), Bytes::file))
                .as("in the same virtual machine")
                .isNull();
        first.release();
        take().release();
    }

    @Test
    void orderlyEndKeepsTheEpochAndAnyOtherDoesNot() throws IOException {
        long first = epochOfALife(true);
        long second = epochOfALife(false);
        long third = epochOfALife(true);
        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(second);
        StateDirectory directory = take();
        Runs runs = directory.open(7, 0, 1 << 20);
        assertThat(directory.epoch()).isEqualTo(third);
        assertThat(RunFixtures.after(runs, 0)).extracting(Run::number).containsExactly(1_000L, 1_001L, 1_002L);
        assertThat(runs.next()).isEqualTo(1_003);
        assertThat(Files.exists(path().resolve("clean"))).isFalse();
        runs.close();
        directory.release();
    }

    @Test
    void foreignFilesAreLeftAloneAndNoiseIsThrownAway() throws IOException {
        long epoch = epochOfALife(true);
        byte[] noise = new byte[3_000];
        new Random(1).nextBytes(noise);
        Files.write(path().resolve("runs-00000000000003e7"), noise);
        Files.write(path().resolve("runs-what"), noise);
        Files.createDirectory(path().resolve("runs-0000000000000001"));
        Files.write(path().resolve("notes.txt"), noise);
        StateDirectory directory = take();
        Runs runs = directory.open(7, 0, 1 << 20);
        assertThat(directory.epoch()).isEqualTo(epoch);
        assertThat(RunFixtures.after(runs, 0)).hasSize(1);
        assertThat(path().resolve("notes.txt")).exists();
        assertThat(path().resolve("runs-0000000000000001")).exists();
        assertThat(path().resolve("runs-00000000000003e7")).doesNotExist();
        runs.close();
        directory.release();
    }

    @Test
    void signThatIsNoneIsANewEpoch() throws IOException {
        long epoch = epochOfALife(true);
        Files.write(path().resolve("clean"), new byte[] {-1, -2, -3});
        StateDirectory directory = take();
        Runs runs = directory.open(7, 0, 1 << 20);
        assertThat(directory.epoch()).isNotEqualTo(epoch);
        assertThat(path().resolve("clean")).doesNotExist();
        assertThat(RunFixtures.after(runs, 0)).hasSize(1);
        runs.close();
        directory.release();
    }

    @Test
    void idsOfSourcesThatAreLostMakeTheRunsUseless() throws IOException {
        epochOfALife(true);
        Files.writeString(path().resolve("sources"), "another\n");
        StateDirectory directory = take();
        Runs runs = directory.open(7, 0, 1 << 20);
        assertThat(RunFixtures.after(runs, 0)).isEmpty();
        runs.close();
        directory.release();
    }

    @Test
    void runsAreUselessOnceSomeNamesAreLost() throws IOException {
        StateDirectory first = take();
        Runs runs = first.open(6, 1_000, 1 << 20);
        long firstName = 0;
        for (int i = 0; i < 30; i++) {
            runs.put(RunFixtures.run(runs.next(), i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c", i * 10L, i * 10L + 10));
            runs.flush();
            firstName = i == 0 ? Files.size(path().resolve("sources")) : firstName;
        }
        runs.put(RunFixtures.run(runs.next(), "a", 300, 310));
        runs.flush();
        runs.close();
        first.release();
        try (FileChannel sources = FileChannel.open(path().resolve("sources"), StandardOpenOption.WRITE)) {
            sources.truncate(firstName);
        }
        StateDirectory again = take();
        Runs left = again.open(7, 0, 1 << 20);
        assertThat(RunFixtures.after(left, 0)).isEmpty();
        assertThat(left.names.index("c")).as("numbers begin anew").isZero();
        left.close();
        again.release();
    }

    @Test
    void directoryThatWasReplacedIsNotWrittenTo() throws IOException {
        StateDirectory directory = take();
        Runs runs = directory.open(6, 1_000, 1 << 20);
        Files.delete(path().resolve("lock"));
        StateDirectory other = take();
        runs.put(RunFixtures.run(runs.next(), "a", 0, 10));
        assertThatThrownBy(runs::flush).isInstanceOf(IOException.class).hasMessageContaining("replaced");
        assertThatThrownBy(directory::sign).isInstanceOf(IOException.class);
        runs.close();
        directory.release();
        other.release();
    }

    @Test
    void lockThatCannotBeMadeIsAnErrorAndNoRefusal() throws IOException {
        Files.createDirectories(path().resolve("lock"));
        assertThatThrownBy(() -> StateDirectory.take(path(), Bytes::file)).isInstanceOf(IOException.class);
        Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> StateDirectory.take(parent.resolve("file/ROOT"), Bytes::file))
                .isInstanceOf(IOException.class);
    }
}
