package io.logstreamer.tail;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a log cannot be read.
 *
 * @param advice for everyone who may see the source: what and how to mend it, without a path
 * @param detail for the server's log
 * @param kind what kind it is of, wherever it was met
 */
record Trouble(String advice, String detail, String kind) {

    /** Whether nothing new is to be told: with one fault, now a file and now its directory cannot be read. */
    boolean isOfSameKind(@Nullable Trouble other) {
        return other != null && kind.equals(other.kind);
    }

    static Trouble of(Path path, Exception e) {
        String file = Listings.nameOf(path);
        if (e instanceof AccessDeniedException denied) {
            String user = ProcessHandle.current().info().user().orElse("unknown");
            String fix = "let this user read the file and enter its directories";
            return new Trouble(
                    "permission denied for user " + user + ": " + file + " (" + fix + ")",
                    "permission denied for user " + user + ": " + denied.getFile() + " (" + fix + ")",
                    "denied");
        }
        if (e instanceof NotRegularException) {
            return new Trouble(
                    file + " is not a regular file: name a file that is",
                    e.getMessage() + ": name a file that is",
                    "odd");
        }
        String kind = e.getClass().getSimpleName();
        return new Trouble(
                file + " cannot be read: " + kind + " (the server's log has more)",
                kind + ": " + e.getMessage(),
                kind + ": " + (e instanceof FileSystemException fault ? fault.getReason() : e.getMessage()));
    }
}
