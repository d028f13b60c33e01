package io.logstreamer.log;

/** Does not care who follows what. */
public final class Inattentive implements Attention {

    @Override
    public void begin(String source) {
        // Nothing depends on it.
    }

    @Override
    public void end(String source) {
        // Nothing depends on it.
    }
}
