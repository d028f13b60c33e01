package io.logstreamer.app;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A variable of the original script, honoured so that its users need not change anything. Each stands for one of
 * today's settings and is translated into the text of that setting.
 */
enum OriginalName {
    /** The path of one log, taken literally: neither a list nor a glob. */
    READ_LOG_FILE_PATH(SettingKeys.SOURCES) {
        @Override
        String translate(String value) {
            return SourceGrammar.literal(value);
        }
    },
    /** Seconds between two looks; 0 meant "as often as possible". */
    READ_DELAY(SettingKeys.TAIL_POLL_INTERVAL) {
        @Override
        String translate(String value) throws BadValue {
            return Math.max(1, millis(value)) + "ms";
        }
    },
    /** Where the log maker writes. */
    OUT_LOG_FILE_PATH(SettingKeys.DEMO_OUT),
    /** Where the log maker takes its lines from. */
    SEED_FILE_PATH(SettingKeys.DEMO_SEED),
    /** Seconds between two lines of the log maker. */
    WRITE_DELAY(SettingKeys.DEMO_DELAY) {
        @Override
        String translate(String value) throws BadValue {
            return millis(value) + "ms";
        }
    };

    private final String key;

    OriginalName(SettingKey<?> key) {
        this.key = key.name();
    }

    /** The canonical key it stands for. */
    String key() {
        return key;
    }

    /** The text of today's setting that means the same. */
    String translate(String value) throws BadValue {
        return value;
    }

    private static long millis(String seconds) throws BadValue {
        if (!seconds.matches("[0-9]{1,6}([.][0-9]{1,9})?")) {
            throw new BadValue("is not a number of seconds", "give seconds without a unit: 2 or 0.5");
        }
        return new BigDecimal(seconds)
                .movePointRight(3)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
