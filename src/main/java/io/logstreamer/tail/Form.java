package io.logstreamer.tail;

import java.util.Locale;

/** How a file holds the bytes of a log. */
enum Form {
    PLAIN(""),
    GZ(".gz"),
    ZST(".zst"),
    XZ(".xz"),
    BZ2(".bz2");

    private final String suffix;

    Form(String suffix) {
        this.suffix = suffix;
    }

    boolean compressed() {
        return this != PLAIN;
    }

    /** By the end of a file's name. */
    static Form of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Form form : values()) {
            if (form.compressed() && lower.endsWith(form.suffix)) {
                return form;
            }
        }
        return PLAIN;
    }

    /** The name without what compression added. */
    static String plainName(String name) {
        return name.substring(0, name.length() - of(name).suffix.length());
    }
}
