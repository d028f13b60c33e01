package io.logstreamer.cli.load;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a {@link LoadResult} for people and for programs. */
public final class LoadReport {

    private LoadReport() {}

    /** Some lines of text, the last one without terminator. */
    public static String text(LoadResult result) {
        Totals totals = result.totals();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%,d subscribers of %s, %.1f s",
                result.connected(),
                result.plan().uri(),
                seconds(result));
        if (result.connected() < result.plan().clients()) {
            int missed = result.plan().clients() - result.connected();
            String failure = result.firstFailure();
            line(text, "  not connected %,d, the first: %s", missed, failure == null ? "no answer" : failure);
        }
        line(
                text,
                "  lines         %,d (%,.0f a second), %,d bytes",
                totals.lines(),
                result.linesPerSecond(),
                totals.bytes());
        line(
                text,
                "  missing %,d   duplicate %,d   out of order %,d   different %,d",
                totals.missing(),
                totals.duplicate(),
                totals.outOfOrder(),
                totals.different());
        line(text, "  checked by    %s", checkedBy(totals));
        if (totals.latency().count() > 0) {
            Latency latency = totals.latency();
            line(
                    text,
                    "  age in ms     p50 %s   p90 %s   p99 %s   p99.9 %s   max %s",
                    millis(latency.p50()),
                    millis(latency.p90()),
                    millis(latency.p99()),
                    millis(latency.p999()),
                    millis(latency.max()));
        }
        line(
                text,
                "  reconnects %,d   refused %,d   gaps announced %,d   problems %,d   byes %,d",
                totals.reconnects(),
                totals.connectFailures(),
                totals.gaps(),
                totals.problems(),
                totals.byes());
        return text.toString().stripTrailing();
    }

    /** One JSON object on one line. Times of {@code latencyMicros} are microseconds; it is null without any. */
    public static String json(LoadResult result) {
        Totals totals = result.totals();
        return new JsonObject()
                .text("url", result.plan().uri().toString())
                .number("clients", result.plan().clients())
                .number("connected", result.connected())
                .number("seconds", seconds(result))
                .number("lines", totals.lines())
                .number("linesPerSecond", result.linesPerSecond())
                .number("bytes", totals.bytes())
                .number("missing", totals.missing())
                .number("duplicate", totals.duplicate())
                .number("outOfOrder", totals.outOfOrder())
                .number("different", totals.different())
                .number("checkedBySeq", totals.checkedBySeq())
                .number("checkedById", totals.checkedById())
                .number("unchecked", totals.unchecked())
                .number("gaps", totals.gaps())
                .number("problems", totals.problems())
                .number("byes", totals.byes())
                .number("reconnects", totals.reconnects())
                .number("connectFailures", totals.connectFailures())
                .text("firstFailure", result.firstFailure())
                .object("latencyMicros", latency(totals.latency()))
                .toString();
    }

    private static @Nullable JsonObject latency(Latency latency) {
        if (latency.count() == 0) {
            return null;
        }
        return new JsonObject()
                .number("count", latency.count())
                .number("p50", latency.p50())
                .number("p90", latency.p90())
                .number("p99", latency.p99())
                .number("p999", latency.p999())
                .number("max", latency.max());
    }

    private static String checkedBy(Totals totals) {
        StringBuilder by = new StringBuilder();
        if (totals.checkedBySeq() > 0) {
            by.append(String.format(Locale.ROOT, "seq= %,d   ", totals.checkedBySeq()));
        }
        if (totals.checkedById() > 0) {
            by.append(String.format(Locale.ROOT, "comparing ids %,d   ", totals.checkedById()));
        }
        if (totals.unchecked() > 0) {
            by.append(String.format(Locale.ROOT, "nothing %,d (no seq=, no id, or too old)", totals.unchecked()));
        }
        return by.isEmpty() ? "nothing, as no line came" : by.toString().stripTrailing();
    }

    private static double seconds(LoadResult result) {
        return result.listened().toMillis() / 1e3;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1e3);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
