package io.logstreamer.it;

import java.util.List;
import java.util.stream.IntStream;

/** Lines that tell which they are, so that a missing, doubled or moved one shows. */
final class NumberedLines {
    /** About as long as a line of an access log. */
    private static final String REST =
            " INFO [worker-7] com.example.orders.Checkout - order accepted, items=3 total=41.90 currency=EUR";

    private NumberedLines() {}

    static String line(int number) {
        return "%07d".formatted(number) + REST;
    }

    /** Lines from a number (inclusive) to another (exclusive). */
    static List<String> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(NumberedLines::line).toList();
    }
}
