package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Subscription.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client of a merged stream has received of several logs that lose nothing. It begins at the oldest line, so: each
 * line once, those of a file in the order of the file. Lines are told apart by the number that they begin with.
 */
final class MergedLedger implements Ledger {

    private final Map<String, Truth> truths;
    private final Map<String, Map<String, Integer>> received = new TreeMap<>();
    private final Deque<String> journal = new ArrayDeque<>();
    private boolean based;

    MergedLedger(Map<String, Truth> truths) {
        this.truths = truths;
    }

    @Override
    public void connect(Start start, boolean gapLatest, int serverRun, boolean forged) {
        note("connect " + start + " run " + serverRun);
        based = false;
    }

    @Override
    public void id(String text) {
        note("id " + text);
        check(ArrivalId.parse(text) != null, "an id that is none: " + text);
        based = true;
    }

    @Override
    public void line(String text, String id, String data) {
        String source = Json.text(data.substring(0, data.indexOf(",\"line\":")), "source");
        note("line " + source + " " + id + " " + text);
        ArrivalId parsed = ArrivalId.parse(id);
        check(parsed != null, "a line with an id that is none: " + id);
        check(parsed.source() == ArrivalId.hashOf(source), "a line with the id of another source: " + id);
        check(based, "a line before the first id");
        check(truths.containsKey(source), "a line of a source that was not asked for: " + source);
        int colon = text.indexOf(':');
        if (colon > 0) {
            Map<String, Integer> ofSource = received.computeIfAbsent(source, key -> new HashMap<>());
            check(ofSource.put(number(text), ofSource.size()) == null, "a line twice: " + source + " " + text);
        }
    }

    private static String number(String text) {
        return text.substring(0, text.indexOf(':'));
    }

    @Override
    public void gap(String reason) {
        note("gap " + reason);
        check(false, "a gap where nothing is lost: " + reason);
    }

    @Override
    public void checkComplete() {
        for (Map.Entry<String, Truth> each : truths.entrySet()) {
            Map<String, Integer> have = received.getOrDefault(each.getKey(), Map.of());
            int count = 0;
            for (Truth.Life life : each.getValue().lives()) {
                int last = -1;
                for (String number : numbers(life)) {
                    Integer at = have.get(number);
                    check(at != null, "missing at the end: " + each.getKey() + " line " + number + " of " + life);
                    check(at > last, "out of order: " + each.getKey() + " line " + number + " of " + life);
                    last = at;
                    count++;
                }
            }
            check(count == have.size(), "lines that were never written: " + each.getKey());
        }
    }

    private static List<String> numbers(Truth.Life life) {
        List<String> numbers = new ArrayList<>();
        int due = life.over ? life.length() : life.complete();
        for (String line : new String(life.text(0, due).getBytes(UTF_8), UTF_8).split("\n", -1)) {
            if (line.indexOf(':') > 0) {
                numbers.add(number(line));
            }
        }
        return numbers;
    }

    private void note(String what) {
        Trace.say("    merged client %s: %s", Integer.toHexString(System.identityHashCode(this)), what);
        journal.add(what);
        if (journal.size() > 40) {
            journal.remove();
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\n  client's last events:\n    " + String.join("\n    ", journal));
        }
    }
}
