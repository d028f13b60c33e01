package io.logstreamer.tail;

/**
 * What reading archives may cost. Immutable.
 *
 * @param memoryBytes unpacked blocks kept in memory, of all archives together
 * @param spoolBytes unpacked blocks kept on disk, of all archives together; 0: none
 * @param spoolFromBytes where in an archive the spooled part begins: what lies before is quicker unpacked again
 * @param archiveBytes unpacked bytes of one archive; what comes behind counts as damaged
 * @param ratio unpacked bytes for each packed one, at most, over the whole of an archive
 * @param ratioFreeBytes unpacked bytes from which on that is looked at
 * @param decoders archives in the middle of being unpacked: 64 KiB of memory each for gzip, up to 9 MiB for bzip2, 20 MiB
 *     for zstd, and for xz what the archive says, 65 MiB where it was packed with {@code xz -9}
 * @param idle archives that nobody reads and that are remembered all the same, so that the next page of history finds its
 *     blocks; no file is held open for them but their part of the spool
 */
record ArchiveLimits(
        long memoryBytes,
        long spoolBytes,
        long spoolFromBytes,
        long archiveBytes,
        long ratio,
        long ratioFreeBytes,
        int decoders,
        int idle) {

    /**
     * A thousand to one from 64 MiB on: logs shrink to a fifth or a fiftieth, the same line for ever to a few hundredths,
     * and deflate cannot do better than 1,032 to one, which a file of nothing but zeros reaches.
     */
    static final ArchiveLimits USUAL =
            new ArchiveLimits(32L << 20, 2L << 30, 8L << 20, 256L << 30, 1_000, 64L << 20, 8, 32);

    ArchiveLimits {
        atLeast("memoryBytes", memoryBytes, Inflation.BLOCK_BYTES);
        atLeast("spoolBytes", spoolBytes, 0);
        atLeast("spoolFromBytes", spoolFromBytes, 0);
        atLeast("archiveBytes", archiveBytes, 0);
        atLeast("ratio", ratio, 1);
        atLeast("ratioFreeBytes", ratioFreeBytes, 0);
        atLeast("decoders", decoders, 1);
        atLeast("idle", idle, 0);
    }

    /** @param bytes the setting {@code spool.max-bytes} */
    ArchiveLimits withSpoolBytes(long bytes) {
        return new ArchiveLimits(
                memoryBytes, bytes, spoolFromBytes, archiveBytes, ratio, ratioFreeBytes, decoders, idle);
    }

    ArchiveLimits withMemoryBytes(long bytes) {
        return new ArchiveLimits(
                bytes, spoolBytes, spoolFromBytes, archiveBytes, ratio, ratioFreeBytes, decoders, idle);
    }

    ArchiveLimits withSpoolFromBytes(long bytes) {
        return new ArchiveLimits(memoryBytes, spoolBytes, bytes, archiveBytes, ratio, ratioFreeBytes, decoders, idle);
    }

    ArchiveLimits withArchiveBytes(long bytes) {
        return new ArchiveLimits(memoryBytes, spoolBytes, spoolFromBytes, bytes, ratio, ratioFreeBytes, decoders, idle);
    }

    ArchiveLimits withRatioFreeBytes(long bytes) {
        return new ArchiveLimits(memoryBytes, spoolBytes, spoolFromBytes, archiveBytes, ratio, bytes, decoders, idle);
    }

    ArchiveLimits withDecoders(int count) {
        return new ArchiveLimits(
                memoryBytes, spoolBytes, spoolFromBytes, archiveBytes, ratio, ratioFreeBytes, count, idle);
    }

    ArchiveLimits withIdle(int count) {
        return new ArchiveLimits(
                memoryBytes, spoolBytes, spoolFromBytes, archiveBytes, ratio, ratioFreeBytes, decoders, count);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is less than " + least + ": " + name + "=" + value);
        }
    }
}
