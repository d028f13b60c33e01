package io.logstreamer.tail;

import java.io.IOException;

/** A file is not where it was a moment ago: a rotation is under way, and who asks again finds it. */
final class MovedException extends IOException {
    private static final long serialVersionUID = 1;

    MovedException(String message) {
        super(message);
    }
}
