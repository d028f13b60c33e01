package io.logstreamer.sim;

/** Tells what happens in a run, for one who looks into a failing seed: {@code -Dsim.trace=true}. */
final class Trace {

    private static final boolean ON = Boolean.getBoolean("sim.trace");

    private Trace() {}

    static void say(String format, Object... details) {
        if (ON) {
            System.out.printf(format + "%n", details);
        }
    }
}
