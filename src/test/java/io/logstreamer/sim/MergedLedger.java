package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.ArrivalId;
import io.logstreamer.log.Subscription.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one client of a merged stream has received of several logs. It begins at the oldest line, so: each line once, those of a
 * file in the order of the file, but what was destroyed may be missing if a gap of its log was told. Lines are told apart by the
 * number that they begin with.
 */
final class MergedLedger implements Ledger {

    private final Map<String, Truth> truths;
    private final Map<String, Map<String, Integer>> received = new TreeMap<>();
    private final Deque<String> journal = new ArrayDeque<>();
    private final Set<String> told = new HashSet<>();
    /** Of each log, how many of its lines had come when it was told last that some are missing. */
    private final Map<String, Integer> toldBehind = new HashMap<>();
    /** Of each log, the life that its newest line was of. */
    private final Map<String, Truth.Life> standing = new HashMap<>();

    private int serverRun;
    /** Before this client had a place. */
    private final Set<Truth.Life> goneBefore = new HashSet<>();

    private boolean based;

    MergedLedger(Map<String, Truth> truths) {
        this.truths = truths;
    }

    @Override
    public void connect(Start start, boolean gapLatest, int serverRun, boolean forged) {
        note("connect " + start + " run " + serverRun);
        this.serverRun = serverRun;
        based = false;
        if (start instanceof Start.Earliest) {
            truths.values()
                    .forEach(truth ->
                            truth.lives().stream().filter(Truth.Life::destroyed).forEach(goneBefore::add));
        }
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
            checkCut(source, number(text), ofSource.size() - 1);
        }
    }

    /** What was written between copy and cut is told as missing, if the server that goes on behind it has seen the cut. */
    private void checkCut(String source, String number, int had) {
        Truth.Life life = lifeOf(source, number);
        Truth.Life before = standing.put(source, life);
        if (before == null || life.index <= before.index) {
            return;
        }
        boolean lost = before.moved && before.left() < before.length() && before.cutInRun == serverRun;
        boolean came = lost && received.get(source).containsKey(before.lastNumber());
        check(
                !lost || came || toldBehind.getOrDefault(source, -1) == had,
                "cut without a word: " + source + " " + before);
    }

    private Truth.Life lifeOf(String source, String number) {
        for (Truth.Life life : truths.get(source).lives()) {
            if (life.has(number)) {
                return life;
            }
        }
        throw new AssertionError("a line of no file: " + source + " " + number);
    }

    private static String number(String text) {
        return text.substring(0, text.indexOf(':'));
    }

    @Override
    public void gap(String reason, String data) {
        note("gap " + reason + " " + data);
        String source = Json.text(data, "source");
        Truth truth = truths.get(source);
        check(truth != null, "a gap of a source that was not asked for: " + source);
        boolean maybe = data.contains("\"maybe\":true");
        boolean moved = truth.lives().stream().anyMatch(life -> life.moved);
        boolean destroyed = truth.lives().stream().anyMatch(Truth.Life::destroyed);
        boolean cut = truth.lives().stream().anyMatch(life -> life.left() < life.length());
        toldBehind.put(source, received.getOrDefault(source, Map.of()).size());
        check(destroyed || cut || (maybe && moved), "a gap where nothing is lost: " + reason);
        told.add(source);
    }

    @Override
    public void checkComplete() {
        for (Map.Entry<String, Truth> each : truths.entrySet()) {
            Map<String, Integer> have = received.getOrDefault(each.getKey(), Map.of());
            int count = 0;
            for (Truth.Life life : each.getValue().lives()) {
                int last = -1;
                for (Numbered line : lines(life)) {
                    Integer at = have.get(line.number());
                    if (at == null && mayBeMissing(each, line)) {
                        continue;
                    }
                    check(at != null, "missing at the end: " + each.getKey() + " " + line);
                    check(at > last, "out of order: " + each.getKey() + " " + line);
                    last = at;
                    count++;
                }
            }
            check(count == have.size(), "lines that were never written: " + each.getKey());
        }
    }

    /** Told, or gone before a server had seen it. What is read with late lines may go, and these are told with it. */
    private boolean mayBeMissing(Map.Entry<String, Truth> log, Numbered line) {
        boolean isTold = told.contains(log.getKey());
        Truth.Life life = line.life();
        boolean isGone = life.destroyed() && (isTold || life.seenByRun < 0 || goneBefore.contains(life));
        boolean isToldLate = life.isLate(line.end())
                && isTold
                && log.getValue().lives().stream().anyMatch(each -> each.index > life.index && each.destroyed());
        boolean isCut = line.end() > life.left();
        return isGone || isToldLate || isCut;
    }

    /** A line that was written, and the offset behind it. */
    private record Numbered(Truth.Life life, int end, String number) {}

    private static List<Numbered> lines(Truth.Life life) {
        List<Numbered> lines = new ArrayList<>();
        int due = life.over ? life.length() : life.complete();
        int end = 0;
        for (String line : life.text(0, due).split("\n", -1)) {
            end += line.getBytes(UTF_8).length + 1;
            if (line.indexOf(':') > 0) {
                lines.add(new Numbered(life, Math.min(end, due), number(line)));
            }
        }
        return lines;
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
