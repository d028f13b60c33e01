package io.logstreamer.tail;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The ways in which rotation packs files. The suffix is what one is told; the first bytes are what is true. */
enum ArchiveForm {
    GZIP(".gz", true, "1F8B08"),
    ZSTD(".zst", true, "28B52FFD"),
    XZ(".xz", true, "FD377A585A00"),
    BZIP2(".bz2", true, "425A68"),
    ZIP(".zip", false, "504B0304"),
    LZ4(".lz4", false, "04224D18"),
    COMPRESS(".Z", false, "1F9D");

    /** Bytes of a file that {@link #startingWith} wants to see. */
    static final int MAGIC_BYTES = 6;

    private final String suffix;
    private final boolean readable;
    private final String magic;

    /** @param magic the first bytes, in hexadecimal */
    ArchiveForm(String suffix, boolean readable, String magic) {
        this.suffix = suffix;
        this.readable = readable;
        this.magic = magic;
    }

    /** Ending of file names, with its dot. */
    String suffix() {
        return suffix;
    }

    /** Whether it can be read here; what it does not read is a gap. */
    boolean readable() {
        return readable;
    }

    /** The form that a file name tells; null: a plain file. A name that is a suffix and nothing else tells nothing. */
    static @Nullable ArchiveForm of(String name) {
        for (ArchiveForm form : values()) {
            if (name.endsWith(form.suffix) && name.length() > form.suffix.length()) {
                return form;
            }
        }
        return null;
    }

    /**
     * The form that the beginning of a file tells; null: none of them, or too few bytes to tell.
     *
     * @param head the first {@link #MAGIC_BYTES}, fewer where the file ends
     */
    static @Nullable ArchiveForm startingWith(byte[] head) {
        for (ArchiveForm form : values()) {
            if (head.length >= form.magic().length && form.mayBegin(head)) {
                return form;
            }
        }
        return skippableFrame(head) ? ZSTD : null;
    }

    /** Whether these bytes are the beginning of a beginning: a file in this form that has just been created. */
    boolean mayBegin(byte[] head) {
        byte[] magic = magic();
        int length = Math.min(head.length, magic.length);
        return Arrays.equals(head, 0, length, magic, 0, length);
    }

    private byte[] magic() {
        return HexFormat.of().parseHex(magic);
    }

    /** RFC 8878, 3.1.2: a zstd file may begin with a frame of somebody's own, as pzstd writes it. */
    private static boolean skippableFrame(byte[] head) {
        return head.length >= 4 && (head[0] & 0xF0) == 0x50 && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18;
    }
}
