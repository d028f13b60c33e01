package io.logstreamer.tail;

import static io.logstreamer.tail.ArchiveFixtures.join;
import static io.logstreamer.tail.ArchiveFixtures.lines;
import static io.logstreamer.tail.ArchiveFixtures.pack;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Archives read as if they were plain files. */
@Timeout(60)
class ArchivesTest {

    private static final int BLOCK = Inflation.BLOCK_BYTES;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private final CountingDisk disk = new CountingDisk();
    private Path spool;
    private Archives archives;

    @BeforeEach
    void makeArchives() {
        spool = directory.resolve("spool");
        use(ArchiveLimits.USUAL);
    }

    @AfterEach
    void nothingIsLeftOpenOrOnDisk() throws IOException {
        archives.close();
        assertThat(disk.open()).as("open files").isZero();
        assertThat(archives.use())
                .extracting(ArchiveUse::decoders, ArchiveUse::spooledBytes)
                .containsExactly(0, 0L);
        if (Files.isDirectory(spool)) {
            assertThat(spool).isEmptyDirectory();
        }
    }

    // Whole archives.

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void wholeArchiveIsItsPlainBytes(ArchiveForm form) throws IOException {
        byte[] plain = lines(3 * MIB + 17, 1);
        try (InflatedContent content = open(form, pack(form, plain))) {
            assertThat(content.unpackedBytes()).isZero();
            assertThat(all(content)).isEqualTo(plain);
            assertThat(content.size()).isEqualTo(plain.length);
            assertThat(content.read(ByteBuffer.allocate(1), plain.length)).isEqualTo(-1);
            assertThat(content.read(ByteBuffer.allocate(1), plain.length + 1_000_000L))
                    .isEqualTo(-1);
            assertThat(content.damage()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void sizeIsFoundOutByUnpacking(ArchiveForm form) throws IOException {
        try (InflatedContent content = open(form, pack(form, lines(700_000, 2)))) {
            assertThat(content.size()).isEqualTo(700_000);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void archivesOneBehindTheOtherAreOneStream(ArchiveForm form) throws IOException {
        byte[] one = lines(400_000, 3);
        byte[] other = lines(BLOCK, 4);
        byte[] packed = join(pack(form, one), pack(form, new byte[0]), pack(form, other));
        try (InflatedContent content = open(form, packed)) {
            assertThat(all(content)).isEqualTo(join(one, other));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void archiveOfNothingIsEmptyAndWhole(ArchiveForm form) throws IOException {
        try (InflatedContent content = open(form, pack(form, new byte[0]))) {
            assertThat(all(content)).isEmpty();
            assertThat(content.damage()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void contentOfExactlySomeBlocksEndsThere(ArchiveForm form) throws IOException {
        byte[] plain = lines(2 * BLOCK, 5);
        try (InflatedContent content = open(form, pack(form, plain))) {
            assertThat(all(content)).isEqualTo(plain);
        }
    }

    @Test
    void zerosBehindGzipAreIgnored() throws IOException {
        byte[] plain = lines(1_000, 6);
        try (InflatedContent content = open(ArchiveForm.GZIP, join(pack(ArchiveForm.GZIP, plain), new byte[512]))) {
            assertThat(all(content)).isEqualTo(plain);
        }
    }

    @Test
    void everyOptionalFieldOfAGzipHeaderIsSkipped() throws IOException {
        byte[] plain = lines(1_000, 7);
        byte[] packed = pack(ArchiveForm.GZIP, plain);
        byte[] header = {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2};
        byte[] full = join(header, Arrays.copyOfRange(packed, 10, packed.length));
        try (InflatedContent content = open(ArchiveForm.GZIP, full)) {
            assertThat(all(content)).isEqualTo(plain);
        }
    }

    @Test
    void skippableFramesOfZstdAreSkipped() throws IOException {
        byte[] one = lines(300_000, 8);
        byte[] other = lines(10_000, 9);
        byte[] skippable = {0x5A, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 9, 9, 9, 9};
        byte[] packed = join(
                skippable, pack(ArchiveForm.ZSTD, one), skippable, skippable, pack(ArchiveForm.ZSTD, other), skippable);
        try (InflatedContent content = open(ArchiveForm.ZSTD, packed)) {
            assertThat(all(content)).isEqualTo(join(one, other));
        }
    }

    @Test
    void firstBytesAreBelievedBeforeTheName() throws IOException {
        byte[] plain = lines(1_000, 10);
        try (InflatedContent content = open(ArchiveForm.GZIP, pack(ArchiveForm.XZ, plain))) {
            assertThat(all(content)).isEqualTo(plain);
        }
    }

    @Test
    void whatIsNoArchiveHasNoGoodBytes() throws IOException {
        for (byte[] packed :
                List.of("plain text\n".getBytes(UTF_8), new byte[100], new byte[] {'P', 'K', 3, 4, 0, 0, 0})) {
            try (InflatedContent content = open(ArchiveForm.GZIP, packed)) {
                assertThat(content.size()).isZero();
                assertThat(damage(content, 0).unfinished()).isFalse();
            }
        }
        assertThatThrownBy(() -> archives.open(directory.resolve("app.log.1.zip")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(archives.open(directory.resolve("not-there.gz"))).isNull();
    }

    // Damaged ones.

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void cutOffArchiveGivesWhatUnpacks(ArchiveForm form) throws IOException {
        byte[] plain = lines(2 * MIB, 11);
        byte[] packed = pack(form, plain);
        // A block of bzip2, a chunk of xz, a block of zstd, some bytes of deflate: what is begun and not whole is lost.
        int slack = form == ArchiveForm.GZIP ? 20_000 : form == ArchiveForm.XZ ? 200_000 : 140_000;
        for (int i = 1; i < 16; i++) {
            int cut = packed.length / 16 * i;
            try (InflatedContent content = open(form, Arrays.copyOf(packed, cut))) {
                byte[] good = good(content);

                assertThat(Arrays.equals(good, Arrays.copyOf(plain, good.length)))
                        .isTrue();
                assertThat((long) good.length).as("%d/16", i).isGreaterThan((long) plain.length * i / 16 - slack);
                assertThat(content.size()).isEqualTo(good.length);
                assertThat(damage(content, good.length).unfinished()).isTrue();
                assertThat(content.damage().goodBytes()).isEqualTo(good.length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void cutInItsFirstBytesHasOnlyBegun(ArchiveForm form) throws IOException {
        byte[] packed = pack(form, lines(10, 12));
        for (int cut = 0; cut < 8; cut++) {
            try (InflatedContent content = open(form, Arrays.copyOf(packed, cut))) {
                assertThat(damage(content, 0).unfinished()).as("%d bytes", cut).isTrue();
                assertThat(content.size()).isZero();
            }
        }
    }

    @Test
    void cutAnywhereInTheSecondGzipMemberIsNotTakenForTheEnd() throws IOException {
        byte[] one = pack(ArchiveForm.GZIP, "one\n".getBytes(UTF_8));
        byte[] two = pack(ArchiveForm.GZIP, "two\n".getBytes(UTF_8));
        for (int cut = 1; cut < two.length; cut++) {
            try (InflatedContent content = open(ArchiveForm.GZIP, join(one, Arrays.copyOf(two, cut)))) {
                assertThat(new String(good(content), UTF_8)).startsWith("one\n");
                assertThat(content.damage()).as("cut at %d", cut).isNotNull();
            }
        }
    }

    @Test
    void bytesThatBelongToNothingBehindAnArchiveAreTold() throws IOException {
        byte[] plain = lines(1_000, 13);
        try (InflatedContent content =
                open(ArchiveForm.GZIP, join(pack(ArchiveForm.GZIP, plain), "junk".getBytes(UTF_8)))) {
            assertThat(good(content)).isEqualTo(plain);
            assertThat(damage(content, plain.length).unfinished()).isFalse();
        }
    }

    /** Before the flipped bit everything comes; what comes behind it before the decoder notices is checked with bzip2 alone. */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void flippedBitEndsInDamageAndLosesNothingBefore(ArchiveForm form) throws IOException {
        int lost = form == ArchiveForm.BZIP2 ? 1_100_000 : 200_000;
        byte[] plain = lines(2_000_000, 14);
        byte[] packed = pack(form, plain);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int noticed = 0;
        for (int i = 0; i < 20; i++) {
            byte[] flipped = packed.clone();
            int at = random.nextInt(packed.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            try (InflatedContent content = open(form, flipped)) {
                byte[] good = good(content);
                long safe = (long) plain.length * at / packed.length - lost;

                assertThat((long) good.length).as("seed %d, byte %d", seed, at).isGreaterThanOrEqualTo(safe);
                long known = form == ArchiveForm.BZIP2 ? good.length : Math.max(0, safe);
                int compared = (int) Math.min(good.length, known);
                assertThat(Arrays.equals(good, 0, compared, plain, 0, compared))
                        .as("seed %d, byte %d", seed, at)
                        .isTrue();
                noticed += content.damage() == null ? 0 : 1;
            }
        }
        assertThat(noticed).as("seed %d", seed).isGreaterThan(14);
    }

    @Test
    void deflateGivesEverythingUpToTheDamage() throws IOException {
        byte[] plain = lines(100_000, 15);
        byte[] packed = pack(ArchiveForm.GZIP, plain);
        // A reserved block type behind a whole flushed block.
        ByteArrayOutputStream flushed = new ByteArrayOutputStream();
        OutputStream out = ArchiveFixtures.packing(ArchiveForm.GZIP, flushed);
        out.write(plain);
        out.flush();
        byte[] broken = join(flushed.toByteArray(), new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
        out.close();
        try (InflatedContent content = open(ArchiveForm.GZIP, broken)) {
            assertThat(good(content)).isEqualTo(plain);
            assertThat(damage(content, plain.length).unfinished()).isFalse();
        }
        assertThat(packed.length).isLessThan(plain.length);
    }

    @Test
    void zstdGivesTheBlocksBeforeTheDamagedOneThoughItsDecoderKeepsThem() throws IOException {
        byte[] plain = lines(6 * MIB, 16);
        byte[] packed = pack(ArchiveForm.ZSTD, plain);
        packed[packed.length - packed.length / 4] ^= 0x10;
        try (InflatedContent content = open(ArchiveForm.ZSTD, packed)) {
            byte[] good = good(content);

            assertThat(good.length).isGreaterThan(4 * MIB);
            assertThat(Arrays.equals(good, 0, 4 * MIB, plain, 0, 4 * MIB)).isTrue();
            assertThat(damage(content, good.length).unfinished()).isFalse();
        }
    }

    @Test
    void wrongChecksumOfAZstdFrameTakesNoneOfItsBytes() throws IOException {
        byte[] plain = lines(MIB, 37);
        byte[] packed = pack(ArchiveForm.ZSTD, plain);
        packed[packed.length - 1] ^= 1;
        try (InflatedContent content = open(ArchiveForm.ZSTD, join(packed, pack(ArchiveForm.ZSTD, plain)))) {
            assertThat(good(content)).isEqualTo(plain);
            assertThat(damage(content, plain.length)).hasMessageContaining("hecksum");
        }
    }

    @Test
    void damagedBeginningOfAFrameTakesNothingOfTheFramesBefore() throws IOException {
        byte[] plain = lines(MIB, 38);
        byte[] second = pack(ArchiveForm.ZSTD, plain);
        second[1] ^= 1;
        try (InflatedContent content = open(ArchiveForm.ZSTD, join(pack(ArchiveForm.ZSTD, plain), second))) {
            assertThat(good(content)).isEqualTo(plain);
            assertThat(damage(content, plain.length).unfinished()).isFalse();
        }
    }

    // Bombs.

    @Test
    void gibibyteOfZerosEndsAtTheRatio() throws IOException {
        byte[] member = pack(ArchiveForm.GZIP, new byte[64 * MIB]);
        byte[][] members = new byte[16][];
        Arrays.fill(members, member);
        try (InflatedContent content = open(ArchiveForm.GZIP, join(members))) {
            assertThat(content.size()).isBetween(64L * MIB, 66L * MIB);
            assertThat(damage(content, content.size()))
                    .hasMessageContaining("1000 bytes for each of its own")
                    .extracting(DamagedArchiveException::unfinished)
                    .isEqualTo(false);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "ZSTD|XZ|BZIP2")
    void bombsOfTheOtherFormsEndThereToo(ArchiveForm form) throws IOException {
        use(ArchiveLimits.USUAL.withRatioFreeBytes(4 * MIB));
        try (InflatedContent content = open(form, pack(form, new byte[12 * MIB]))) {
            assertThat(content.size()).isBetween(4L * MIB, 5L * MIB);
            assertThat(content.damage()).hasMessageContaining("1000 bytes for each of its own");
        }
    }

    @Test
    void archiveEndsAtTheLimitOfItsBytes() throws IOException {
        use(ArchiveLimits.USUAL.withArchiveBytes(MIB));
        try (InflatedContent content = open(ArchiveForm.ZSTD, pack(ArchiveForm.ZSTD, lines(3 * MIB, 17)))) {
            assertThat(content.size()).isBetween((long) MIB, (long) MIB + BLOCK);
            assertThat(content.damage()).hasMessageContaining("more than 1048576 bytes");
        }
    }

    // Going back and forth.

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void randomReadsEqualThePlainBytes(ArchiveForm form) throws IOException {
        byte[] plain = lines(3 * MIB + 4_711, 18);
        use(ArchiveLimits.USUAL.withMemoryBytes(2 * BLOCK).withSpoolFromBytes(MIB));
        try (InflatedContent content = open(form, pack(form, plain))) {
            readAtRandom(content, plain, 150);
        }
    }

    @Test
    void randomReadsEqualThePlainBytesWithoutAnyRoomOnDisk() throws IOException {
        byte[] plain = lines(3 * MIB, 19);
        use(ArchiveLimits.USUAL.withMemoryBytes(2 * BLOCK).withSpoolBytes(0));
        try (InflatedContent content = open(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain))) {
            readAtRandom(content, plain, 100);
            assertThat(archives.use().unpackedAgainBytes()).isPositive();
            assertThat(archives.use().spooledBytes()).isZero();
        }
    }

    @Test
    void pagesAreNotUnpackedAgain() throws IOException {
        byte[] plain = lines(10 * MIB, 20);
        use(ArchiveLimits.USUAL.withMemoryBytes(2 * BLOCK).withSpoolFromBytes(0));
        Path path = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain));
        try (InflatedContent content = archives.open(path)) {
            assertThat(content.size()).isEqualTo(plain.length);
        }
        long read = disk.bytesRead();
        assertThat(read).isEqualTo(Files.size(path));

        for (int page = 39; page >= 0; page--) {
            try (InflatedContent content = archives.open(path)) {
                check(content, plain, (long) page * BLOCK + 77, 1_000);
            }
        }
        assertThat(disk.bytesRead()).as("the archive was read once").isEqualTo(read);
        assertThat(archives.use().unpackedAgainBytes()).isZero();
        assertThat(archives.use().idle()).isEqualTo(1);
        assertThat(disk.open()).as("nothing is open while nobody reads").isZero();
    }

    @Test
    void pagesForwardGoOnWhereTheLastOneEnded() throws IOException {
        byte[] plain = lines(4 * MIB, 21);
        use(ArchiveLimits.USUAL.withMemoryBytes(BLOCK).withSpoolBytes(0));
        Path path = write(ArchiveForm.ZSTD, pack(ArchiveForm.ZSTD, plain));

        for (int at = 0; at + 100_000 < plain.length; at += 100_000) {
            try (InflatedContent content = archives.open(path)) {
                check(content, plain, at, 100_000);
            }
        }
        assertThat(disk.bytesRead()).isLessThanOrEqualTo(Files.size(path));
    }

    @Test
    void readersOfOneArchiveShareOneInflation() throws IOException {
        byte[] plain = lines(4 * MIB, 22);
        Path path = write(ArchiveForm.BZIP2, pack(ArchiveForm.BZIP2, plain));
        try (InflatedContent one = archives.open(path);
                InflatedContent other = archives.open(path)) {
            assertThat(all(one)).isEqualTo(plain);
            long read = disk.bytesRead();
            assertThat(all(other)).isEqualTo(plain);
            assertThat(disk.bytesRead()).isEqualTo(read);
            assertThat(disk.open()).isEqualTo(1);
            assertThat(archives.use().open()).isEqualTo(1);
        }
    }

    @Test
    void readersAtTheSameTimeAllSeeThePlainBytes() throws Exception {
        byte[] plain = lines(6 * MIB, 23);
        use(ArchiveLimits.USUAL
                .withMemoryBytes(3 * BLOCK)
                .withSpoolFromBytes(MIB)
                .withSpoolBytes(3 * MIB));
        Path path = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain));
        Path second = write(ArchiveForm.ZSTD, pack(ArchiveForm.ZSTD, plain));
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Path mine = i % 2 == 0 ? path : second;
                tasks.add(() -> {
                    try (InflatedContent content = archives.open(mine)) {
                        readAtRandom(content, plain, 40);
                        return true;
                    }
                });
            }
            for (Future<Boolean> done : readers.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            readers.shutdownNow();
        }
    }

    // Limits.

    @Test
    void spoolKeepsItsLimitAndLetsTheOldestGo() throws IOException {
        byte[] plain = lines(2 * MIB, 24);
        use(ArchiveLimits.USUAL.withMemoryBytes(BLOCK).withSpoolFromBytes(0).withSpoolBytes(3 * MIB));
        Path first = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain));
        Path second = write(ArchiveForm.ZSTD, pack(ArchiveForm.ZSTD, plain));
        try (InflatedContent one = archives.open(first);
                InflatedContent other = archives.open(second)) {
            assertThat(one.size()).isEqualTo(plain.length);
            assertThat(archives.use().spooledBytes()).isEqualTo(2 * MIB);
            assertThat(other.size()).isEqualTo(plain.length);
            assertThat(archives.use().spooledBytes())
                    .as("the first file is gone")
                    .isEqualTo(2 * MIB);
            assertThat(archives.use().unpackedAgainBytes()).isZero();

            check(one, plain, 0, plain.length);
            assertThat(archives.use().unpackedAgainBytes()).as("unpacked again").isEqualTo(2 * MIB);
            assertThat(archives.use().spooledBytes()).isLessThanOrEqualTo(3 * MIB);
            check(other, plain, 0, plain.length);
        }
    }

    @Test
    void archiveLargerThanTheSpoolKeepsItsBeginningThereAndSaysSo() throws IOException {
        byte[] plain = lines(4 * MIB, 25);
        use(ArchiveLimits.USUAL.withMemoryBytes(BLOCK).withSpoolFromBytes(0).withSpoolBytes(MIB));
        try (InflatedContent content = open(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain))) {
            assertThat(content.size()).isEqualTo(plain.length);
            assertThat(archives.use().spooledBytes()).isEqualTo(MIB);
            assertThat(archives.use().refusedBlocks()).isEqualTo(12);
            readAtRandom(content, plain, 50);
        }
    }

    @Test
    void spoolThatCannotBeMadeIsDoneWithout() throws IOException {
        byte[] plain = lines(2 * MIB, 26);
        spool = Files.writeString(directory.resolve("file"), "in the way").resolve("spool");
        use(ArchiveLimits.USUAL.withMemoryBytes(BLOCK).withSpoolFromBytes(0));
        try (InflatedContent content = open(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain))) {
            readAtRandom(content, plain, 30);
            assertThat(archives.use().spooledBytes()).isZero();
        }
    }

    @Test
    void decodersAreBounded() throws IOException {
        use(ArchiveLimits.USUAL.withDecoders(2));
        byte[] plain = lines(MIB, 27);
        List<InflatedContent> contents = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            contents.add(archives.open(write("app.log." + i + ".gz", pack(ArchiveForm.GZIP, plain))));
        }
        for (int at = 0; at < plain.length; at += BLOCK) {
            for (InflatedContent content : contents) {
                check(content, plain, at, BLOCK);
                assertThat(archives.use().decoders()).isLessThanOrEqualTo(2);
            }
        }
        contents.forEach(InflatedContent::close);
    }

    @Test
    void idleArchivesAreBounded() throws IOException {
        use(ArchiveLimits.USUAL.withIdle(3).withSpoolFromBytes(0));
        byte[] plain = lines(2 * BLOCK, 28);
        for (int i = 0; i < 6; i++) {
            try (InflatedContent content =
                    archives.open(write("app.log." + i + ".gz", pack(ArchiveForm.GZIP, plain)))) {
                assertThat(content.size()).isEqualTo(plain.length);
            }
        }
        assertThat(archives.use().idle()).isEqualTo(3);
        assertThat(archives.use().spooledBytes()).isEqualTo(3L * 2 * BLOCK);
    }

    // The world changes.

    @Test
    void gzipThatIsStillWrittenGoesOnWhereItWas() throws IOException {
        byte[] plain = lines(4 * MIB, 29);
        byte[] packed = pack(ArchiveForm.GZIP, plain);
        Path path = write(ArchiveForm.GZIP, new byte[0]);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (InflatedContent content = archives.open(path)) {
            for (int from = 0; from < packed.length; ) {
                int to = Math.min(packed.length, from + 100_000);
                Files.write(path, Arrays.copyOfRange(packed, from, to), StandardOpenOption.APPEND);
                from = to;
                seen.writeBytes(goodFrom(content, seen.size()));
                assertThat(content.damage() == null).isEqualTo(from == packed.length);
            }
            assertThat(seen.toByteArray()).isEqualTo(plain);
            assertThat(all(content)).isEqualTo(plain);
        }
        assertThat(archives.use().unpackedAgainBytes()).isZero();
        assertThat(disk.bytesRead()).isLessThan(packed.length + 64L * 1024);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void archiveThatIsStillWrittenIsLookedAtAgain(ArchiveForm form) throws IOException {
        byte[] plain = lines(2 * MIB, 30);
        byte[] packed = pack(form, plain);
        Path path = write(form, Arrays.copyOf(packed, packed.length / 2));
        try (InflatedContent content = archives.open(path)) {
            byte[] half = good(content);
            assertThat(damage(content, half.length).unfinished()).isTrue();

            Files.write(path, Arrays.copyOfRange(packed, packed.length / 2, packed.length), StandardOpenOption.APPEND);
            check(content, plain, half.length, 1);
            try (InflatedContent later = archives.open(path)) {
                assertThat(all(later)).isEqualTo(plain);
            }
            assertThat(all(content)).isEqualTo(plain);
            assertThat(content.damage()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "GZIP|ZSTD|XZ|BZIP2")
    void moreBehindAWholeArchiveIsFound(ArchiveForm form) throws IOException {
        byte[] plain = lines(300_000, 31);
        Path path = write(form, pack(form, plain));
        try (InflatedContent content = archives.open(path)) {
            assertThat(all(content)).isEqualTo(plain);
            Files.write(path, pack(form, "more\n".getBytes(UTF_8)), StandardOpenOption.APPEND);
            assertThat(all(content)).isEqualTo(join(plain, "more\n".getBytes(UTF_8)));
        }
    }

    @Test
    void faultOfTheDiskIsNoDamage() throws IOException {
        byte[] plain = lines(2 * MIB, 32);
        for (ArchiveForm form : List.of(ArchiveForm.GZIP, ArchiveForm.ZSTD, ArchiveForm.XZ, ArchiveForm.BZIP2)) {
            try (InflatedContent content = open(form, pack(form, plain))) {
                check(content, plain, 0, BLOCK);
                disk.faulty(true);
                assertThatThrownBy(content::size)
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(DamagedArchiveException.class)
                        .hasMessage("Input/output error");
                disk.faulty(false);
                assertThat(content.damage()).isNull();
                assertThat(all(content)).isEqualTo(plain);
            }
        }
    }

    @Test
    void archiveWhoseNameIsGoneIsReadOn() throws IOException {
        byte[] plain = lines(3 * MIB, 33);
        Path path = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain));
        try (InflatedContent content = archives.open(path)) {
            check(content, plain, 0, 10);
            Files.delete(path);
            assertThat(all(content)).isEqualTo(plain);
        }
    }

    @Test
    void renamedArchiveIsTheSameOne() throws IOException {
        byte[] plain = lines(MIB, 34);
        Path path = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, plain));
        try (InflatedContent content = archives.open(path)) {
            assertThat(all(content)).isEqualTo(plain);
        }
        long read = disk.bytesRead();
        try (InflatedContent content = archives.open(Files.move(path, directory.resolve("app.log.2.gz")))) {
            assertThat(all(content)).isEqualTo(plain);
        }
        assertThat(disk.bytesRead()).isEqualTo(read);
    }

    @Test
    void archiveWrittenAnewInPlaceIsAnotherOne() throws IOException {
        byte[] packed = pack(ArchiveForm.GZIP, "one\n".getBytes(UTF_8));
        Path path = write(ArchiveForm.GZIP, packed);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000));
        try (InflatedContent content = archives.open(path)) {
            assertThat(new String(all(content), UTF_8)).isEqualTo("one\n");

            Files.write(path, pack(ArchiveForm.GZIP, "two\n".getBytes(UTF_8)), StandardOpenOption.WRITE);
            try (InflatedContent other = archives.open(path)) {
                assertThat(new String(all(other), UTF_8)).isEqualTo("two\n");
            }
        }
    }

    @Test
    void closedContentAndClosedArchivesAreNotRead() throws IOException {
        Path path = write(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, lines(1_000, 35)));
        InflatedContent content = archives.open(path);
        InflatedContent other = archives.open(path);
        content.close();
        content.close();
        assertThatThrownBy(() -> content.read(ByteBuffer.allocate(1), 0)).isInstanceOf(ClosedChannelException.class);
        assertThat(all(other)).hasSize(1_000);

        archives.close();
        assertThatThrownBy(() -> archives.open(path)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> other.read(ByteBuffer.allocate(1), 1_000)).isInstanceOf(ClosedChannelException.class);
        other.close();
    }

    @Test
    void interruptedReaderStops() throws IOException {
        try (InflatedContent content = open(ArchiveForm.GZIP, pack(ArchiveForm.GZIP, lines(1_000, 36)))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(content::size).isInstanceOf(java.io.InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(content.size()).isEqualTo(1_000);
        }
    }

    // Helpers.

    private void use(ArchiveLimits limits) {
        if (archives != null) {
            archives.close();
        }
        archives = new Archives(disk, spool, limits);
    }

    private InflatedContent open(ArchiveForm form, byte[] packed) throws IOException {
        return archives.open(write(form, packed));
    }

    private Path write(ArchiveForm form, byte[] packed) throws IOException {
        return write("app.log.1" + form.suffix(), packed);
    }

    /** A new file each time, as rotation makes it. */
    private Path write(String name, byte[] packed) throws IOException {
        Path made = Files.write(directory.resolve("new"), packed);
        return Files.move(made, directory.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] all(InflatedContent content) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        while (content.read(buffer, all.size()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    /** Everything up to the end or the damage. */
    private static byte[] good(InflatedContent content) throws IOException {
        return goodFrom(content, 0);
    }

    private static byte[] goodFrom(InflatedContent content, long from) throws IOException {
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        try {
            while (content.read(buffer, from + good.size()) >= 0) {
                good.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (DamagedArchiveException e) {
            assertThat(e.goodBytes()).isEqualTo(from + good.size());
        }
        return good.toByteArray();
    }

    private static DamagedArchiveException damage(InflatedContent content, long goodBytes) {
        DamagedArchiveException[] thrown = new DamagedArchiveException[1];
        assertThatThrownBy(() -> content.read(ByteBuffer.allocate(1), goodBytes))
                .isInstanceOfSatisfying(DamagedArchiveException.class, e -> thrown[0] = e);
        assertThat(thrown[0].goodBytes()).isEqualTo(goodBytes);
        return thrown[0];
    }

    private static void check(InflatedContent content, byte[] plain, long offset, int length) throws IOException {
        byte[] read = Blocks.read(content, offset, length);
        assertThat(Arrays.equals(read, Arrays.copyOfRange(plain, (int) offset, (int) offset + length)))
                .as("%d bytes at %d", length, offset)
                .isTrue();
    }

    private static void readAtRandom(InflatedContent content, byte[] plain, int times) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < times; i++) {
            int offset = random.nextInt(plain.length);
            int length = Math.min(plain.length - offset, random.nextInt(2 * BLOCK));
            byte[] read = Blocks.read(content, offset, length);
            assertThat(Arrays.equals(read, Arrays.copyOfRange(plain, offset, offset + length)))
                    .as("seed %d: %d bytes at %d", seed, length, offset)
                    .isTrue();
        }
    }
}
