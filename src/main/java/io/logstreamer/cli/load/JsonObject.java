package io.logstreamer.cli.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Builds one JSON object, members in the order given. Confined to one thread. */
final class JsonObject {

    private final StringBuilder json = new StringBuilder("{");

    JsonObject text(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            json.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonObject number(String name, long value) {
        name(name);
        json.append(value);
        return this;
    }

    /** With at most three decimals; finite. */
    JsonObject number(String name, double value) {
        name(name);
        json.append(BigDecimal.valueOf(value)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString());
        return this;
    }

    JsonObject object(String name, @Nullable JsonObject value) {
        name(name);
        json.append(value == null ? "null" : value.toString());
        return this;
    }

    @Override
    public String toString() {
        return json + "}";
    }

    private void name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(name);
        json.append(':');
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
