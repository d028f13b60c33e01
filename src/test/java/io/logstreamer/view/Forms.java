package io.logstreamer.view;

import io.logstreamer.log.Form;
import java.util.LinkedHashMap;
import java.util.Map;

/** The forms that tests ask for, by the name that golden files bear. */
final class Forms {

    static final Form ESCAPE = raw(Form.Control.ESCAPE, Form.LOG_UPDATE);
    static final Form RAW = raw(Form.Control.RAW, Form.LOG_UPDATE);
    static final Form STRIP = raw(Form.Control.STRIP, Form.LOG_UPDATE);
    static final Form JSON = new Form(Form.Kind.JSON, Form.Control.ESCAPE, Form.LOG_UPDATE, false);

    static final Map<String, Form> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("escape", ESCAPE);
        BY_NAME.put("raw", RAW);
        BY_NAME.put("strip", STRIP);
        BY_NAME.put("json", JSON);
        BY_NAME.put("unnamed", raw(Form.Control.ESCAPE, null));
        BY_NAME.put("custom", raw(Form.Control.ESCAPE, "a.line"));
    }

    private Forms() {}

    /** The same with {@code rotate} events. */
    static Form withControls(Form form) {
        return new Form(form.kind(), form.control(), form.event(), true);
    }

    private static Form raw(Form.Control control, String event) {
        return new Form(Form.Kind.RAW, control, event, false);
    }
}
