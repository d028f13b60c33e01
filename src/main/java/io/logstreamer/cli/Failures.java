package io.logstreamer.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what the world refused; the JDK's file exceptions carry the file name alone. */
final class Failures {

    private Failures() {}

    static String explain(Exception exception) {
        if (exception instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        if (exception instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (exception instanceof FileSystemException refused) {
            return refused.getFile() + ": " + refused.getReason();
        }
        String message = exception.getMessage();
        return message == null ? exception.toString() : message;
    }
}
