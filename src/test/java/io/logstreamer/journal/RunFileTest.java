package io.logstreamer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunFileTest {

    private final Bytes bytes = Bytes.memory();

    private static @Nullable String name(int index) {
        return index == 0 ? "a" : null;
    }

    private RunFile fileOf(int count) throws IOException {
        RunFile file = RunFile.create(bytes, 5, 6, 100);
        for (int i = 0; i < count; i++) {
            ByteBuffer record = ByteBuffer.allocate(Run.BYTES);
            RunFixtures.run(100 + i, "a", 10L * i, 10L * i + 10).write(0, record);
            file.write(100 + i, record.flip());
        }
        return file;
    }

    private void overwrite(long at, int... values) throws IOException {
        ByteBuffer noise = ByteBuffer.allocate(values.length);
        for (int value : values) {
            noise.put((byte) value);
        }
        bytes.write(noise.flip(), at);
    }

    @Test
    void openedFileHasItsHeadAndItsRuns() throws IOException {
        fileOf(130);
        RunFile file = RunFile.open(bytes, RunFileTest::name, true);
        assertThat(file).isNotNull();
        assertThat(file.epoch).isEqualTo(5);
        assertThat(file.life).isEqualTo(6);
        assertThat(file.first).isEqualTo(100);
        assertThat(file.end()).isEqualTo(230);
        assertThat(file.read(229, RunFileTest::name)).isEqualTo(RunFixtures.run(229, "a", 1290, 1300));
        assertThat(file.page(165, RunFileTest::name)).hasSize(64).startsWith(file.read(164, RunFileTest::name));
        assertThat(file.page(229, RunFileTest::name)).hasSize(2);
    }

    @Test
    void tornLastRecordIsCutOff() throws IOException {
        fileOf(3);
        for (long cut = 1; cut < Run.BYTES; cut += 13) {
            bytes.truncate(RunFile.HEAD_BYTES + 2L * Run.BYTES + cut);
            RunFile file = RunFile.open(bytes, RunFileTest::name, true);
            assertThat(file).isNotNull();
            assertThat(file.count()).isEqualTo(2);
            assertThat(bytes.size()).isEqualTo(RunFile.HEAD_BYTES + 2L * Run.BYTES);
        }
    }

    @Test
    void damagedRecordInTheMiddleIsAHole() throws IOException {
        fileOf(3);
        overwrite(RunFile.HEAD_BYTES + Run.BYTES + 30, 1, 2, 3);
        RunFile file = RunFile.open(bytes, RunFileTest::name, true);
        assertThat(file).isNotNull();
        assertThat(file.count()).isEqualTo(3);
        assertThat(file.read(101, RunFileTest::name)).isNull();
        assertThat(file.page(100, RunFileTest::name)[1]).isNull();
        assertThat(file.page(100, RunFileTest::name)[2]).isNotNull();
    }

    @Test
    void damageAtTheEndOfAnOlderFileIsAHole() throws IOException {
        fileOf(3);
        overwrite(RunFile.HEAD_BYTES + 2 * Run.BYTES + 30, 1, 2, 3);
        RunFile file = RunFile.open(bytes, RunFileTest::name, false);
        assertThat(file).isNotNull();
        assertThat(file.count()).isEqualTo(3);
        assertThat(file.read(102, RunFileTest::name)).isNull();
    }

    @Test
    void newestRecordGrowsInPlace() throws IOException {
        RunFile file = fileOf(2);
        ByteBuffer record = ByteBuffer.allocate(Run.BYTES);
        RunFixtures.run(101, "a", 10, 99).write(0, record);
        file.write(101, record.flip());
        assertThat(file.count()).isEqualTo(2);
        assertThat(file.read(101, RunFileTest::name)).isEqualTo(RunFixtures.run(101, "a", 10, 99));
    }

    @Test
    void whatIsNotOursIsNotOpened() throws IOException {
        assertThat(RunFile.open(bytes, RunFileTest::name, true)).isNull();
        long seed = Seed.next();
        byte[] noise = new byte[1_000];
        new Random(seed).nextBytes(noise);
        bytes.write(ByteBuffer.wrap(noise), 0);
        assertThat(RunFile.open(bytes, RunFileTest::name, true))
                .as(Seed.told(seed))
                .isNull();
        fileOf(1);
        overwrite(20, 9);
        assertThat(RunFile.open(bytes, RunFileTest::name, true)).isNull();
    }
}
