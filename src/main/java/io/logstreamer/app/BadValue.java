package io.logstreamer.app;

/** A value that a setting cannot have. Whoever reads settings adds key, value and origin. */
final class BadValue extends Exception {

    private static final long serialVersionUID = 1L;

    private final String fix;

    /**
     * A refusal.
     *
     * @param problem what is wrong, to be read after the value
     * @param fix what to write instead
     */
    BadValue(String problem, String fix) {
        super(problem);
        this.fix = fix;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String fix() {
        return fix;
    }
}
