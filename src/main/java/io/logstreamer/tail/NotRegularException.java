package io.logstreamer.tail;

import java.io.IOException;
import java.nio.file.Path;

/** What the path of a log names is no regular file: a directory, a pipe, a device. It is never opened. */
final class NotRegularException extends IOException {
    private static final long serialVersionUID = 1;

    NotRegularException(Path path) {
        super(path + " is not a regular file");
    }
}
