package io.logstreamer.view;

/** A pattern that is none, or that would cost too much. */
public final class PatternRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String fix;

    /**
     * A refusal.
     *
     * @param problem what is wrong, to be read after the pattern
     * @param fix what to write instead
     */
    PatternRefusedException(String problem, String fix) {
        super(problem);
        this.fix = fix;
    }

    /** What is wrong, to be read after the pattern. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** What to write instead. */
    public String fix() {
        return fix;
    }
}
