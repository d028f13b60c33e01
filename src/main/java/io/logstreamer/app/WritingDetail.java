package io.logstreamer.app;

import io.logstreamer.log.Numbering;
import io.logstreamer.log.RecordRule;
import io.logstreamer.log.Writing;
import io.logstreamer.view.PatternRefusedException;
import io.logstreamer.view.RecordStart;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The details of a source that tell how it is written. */
enum WritingDetail {
    CHARSET("charset") {
        @Override
        UnaryOperator<Writing> read(String text) throws BadValue {
            Charset charset = CharsetName.parse(text);
            return writing -> writing.in(charset);
        }

        @Override
        String told(Writing writing) {
            return writing.charset().toString();
        }
    },

    RECORD_START("record-start") {
        @Override
        UnaryOperator<Writing> read(String text) throws BadValue {
            try {
                RecordStart start = RecordStart.at(text);
                return writing -> writing.with(start);
            } catch (PatternRefusedException e) {
                throw new BadValue(e.problem(), e.fix());
            }
        }

        @Override
        String told(Writing writing) {
            RecordRule records = writing.records();
            return records == null ? "none" : records.toString();
        }
    },

    ROTATED("rotated") {
        @Override
        UnaryOperator<Writing> read(String text) throws BadValue {
            Map<String, Numbering> values = new LinkedHashMap<>();
            for (Numbering each : Numbering.values()) {
                values.put(valueOf(each), each);
            }
            Numbering numbering = values.get(text);
            if (numbering == null) {
                throw new BadValue(
                        "says nothing of rotated files",
                        Suggestion.near(text, List.copyOf(values.keySet()))
                                .map(near -> "did you mean " + near + "?")
                                .orElse("give one of " + String.join(", ", values.keySet())));
            }
            return writing -> writing.with(numbering);
        }

        @Override
        String told(Writing writing) {
            Numbering rotated = writing.rotated();
            return rotated == null ? "nothing" : valueOf(rotated);
        }

        private static String valueOf(Numbering numbering) {
            return numbering.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    };

    private final String text;

    WritingDetail(String text) {
        this.text = text;
    }

    /** What was configured, to be added to what is known already. */
    abstract UnaryOperator<Writing> read(String text) throws BadValue;

    /** The same for two that are written the same way, as far as this detail goes. */
    abstract String told(Writing writing);

    /** The last part of the key, such as {@code record-start}. */
    @Override
    public String toString() {
        return text;
    }
}
