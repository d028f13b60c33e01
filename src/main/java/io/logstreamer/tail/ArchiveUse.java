package io.logstreamer.tail;

/**
 * What reading archives costs now, for status.
 *
 * @param open archives that somebody reads
 * @param idle archives that are remembered
 * @param decoders decoders in the middle of an archive
 * @param spooledBytes unpacked bytes on disk
 * @param refusedBlocks blocks that found no room there, since the start
 * @param unpackedAgainBytes bytes that had been unpacked before, since the start
 */
record ArchiveUse(int open, int idle, int decoders, long spooledBytes, long refusedBlocks, long unpackedAgainBytes) {}
