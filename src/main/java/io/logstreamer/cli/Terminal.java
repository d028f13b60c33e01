package io.logstreamer.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person sits in front of this process. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // the newer answer is asked for below
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console even without a terminal, and this method to ask it.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
