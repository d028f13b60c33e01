package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Clock;
import io.logstreamer.sim.Truth.Life;
import io.logstreamer.tail.ArchiveFixtures;
import io.logstreamer.tail.MemoryDisk;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one log outside the server: programs that write to it, each through a descriptor of its own, and a
 * rotation that renames, creates and cuts.
 *
 * <p>A writer may be one rotation late, not two: ids speak of one predecessor, and what comes later than that is told as
 * a gap to those who listen, which no client that was away can be held to.
 */
final class Programs {

    /** What the server's present run knows of the log. */
    interface Seen {
        /** Whether it has taken lines of a life. */
        boolean linesOf(Life life);

        /** Whether it has looked at the log. */
        boolean log();
    }

    private static final class Writer {
        private MemoryDisk.@Nullable Appender file;
        private String rest = "";
    }

    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2026, 11, 24, 0, 0);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("-yyyyMMddHHmmss", Locale.ROOT);
    private static final long CUT_NANOS = 800_000_000L;

    private final Clock clock;
    private final MemoryDisk disk;
    private final Path path;
    private final Truth truth;
    private final Profile profile;
    private final SplittableRandom random;
    private final Seen seen;
    private final List<Writer> writers = new ArrayList<>();
    private final Deque<Runnable> rotation = new ArrayDeque<>();
    private int run;
    private int lines;
    private int steps;
    /** Rotated files so far; each gets a second of its own. */
    private int days = 1;
    /** The log was copied and will be cut. */
    private boolean cutting;

    Programs(
            Clock clock, MemoryDisk disk, Path path, Truth truth, Profile profile, SplittableRandom random, Seen seen) {
        this.clock = clock;
        this.disk = disk;
        this.path = path;
        this.truth = truth;
        this.profile = profile;
        this.random = random;
        this.seen = seen;
        for (int i = 0; i < profile.writersPerLog(); i++) {
            writers.add(new Writer());
        }
    }

    /** The server that runs now; -1: none. */
    void run(int number) {
        run = number;
    }

    /** One thing that happens. */
    void step() {
        if (steps++ > profile.rounds()) {
            // Enough has happened; but a rotation that has begun does not stand still.
            rotateOn();
            return;
        }
        int dice = random.nextInt(100);
        Runnable next = rotation.peek();
        if (next != null && (dice < 50 || profile.severalAtOnce())) {
            rotation.remove().run();
        } else if (dice < profile.rotatePercent() && next == null) {
            int times = profile.severalAtOnce() ? 1 + random.nextInt(4) : 1;
            for (int i = 0; i < times; i++) {
                rotation.add(this::planRotation);
            }
        } else if (dice < profile.rotatePercent() + profile.truncatePercent()) {
            truncate();
        } else if (dice < profile.rotatePercent() + profile.truncatePercent() + profile.packPercent()) {
            planPacking();
        } else if (dice < 35) {
            reopen(writers.get(random.nextInt(writers.size())));
        } else {
            write(writers.get(random.nextInt(writers.size())));
        }
    }

    /** The log is there from now on. */
    void begin() {
        create();
    }

    /** The next step of a rotation that has begun. */
    void rotateOn() {
        if (!rotation.isEmpty()) {
            rotation.remove().run();
        }
    }

    /** No copy is left that is not cut yet. */
    void cutNow() {
        while (cutting) {
            rotateOn();
        }
    }

    boolean rotating() {
        return !rotation.isEmpty();
    }

    /** Brings everything to an end: no rotation half done, no line half written. */
    void finish() {
        while (!rotation.isEmpty()) {
            rotation.remove().run();
        }
        for (Writer writer : writers) {
            if (mayWrite(writer)) {
                finishLine(writer);
            }
        }
    }

    private void planRotation() {
        if (!disk.exists(path)) {
            return;
        }
        Deque<Runnable> steps = new ArrayDeque<>();
        boolean copies = profile.copyPercent() > 0 && random.nextInt(100) < profile.copyPercent();
        if (copies && truth.in(disk.inode(path)).length() == 0) {
            return;
        }
        steps.add(this::dropLast);
        for (int i = profile.keep() - 1; i >= (copies ? 1 : 0); i--) {
            int number = i;
            steps.add(() -> shift(number));
        }
        if (copies) {
            steps.add(this::copy);
            steps.add(this::cut);
        } else if (random.nextBoolean()) {
            steps.add(this::create);
        } else if (random.nextBoolean()) {
            steps.add(() -> reopen(writers.get(0)));
        }
        if (profile.packsAtOnce()) {
            if (!copies) {
                steps.add(() -> writers.forEach(this::reopen));
            }
            steps.add(() -> pack(rotated(1)));
            steps.add(() -> unlinkPacked(rotated(1)));
        }
        while (!steps.isEmpty()) {
            rotation.addFirst(steps.removeLast());
        }
    }

    private static Path packed(Path path) {
        return path.resolveSibling(path.getFileName() + ".gz");
    }

    private void dropLast() {
        Path plain = rotated(profile.keep());
        for (Path last : List.of(plain, packed(plain))) {
            if (disk.exists(last)) {
                Life life = truth.in(disk.inode(last));
                life.deleted = true;
                life.deletedInRun = run;
                mark(life);
                remove(last);
                Trace.say("%s: %s dropped", path, life);
            }
        }
    }

    private void remove(Path file) {
        truth.gone(disk.inode(file));
        disk.delete(file);
    }

    /** The so manieth newest rotated file; 0: the log itself. */
    private Path rotated(int number) {
        return profile.dated() && number > 0
                ? path.resolveSibling(path.getFileName()
                        + FIRST_DATE.plusSeconds(days - number).format(DATE))
                : MemoryDisk.rotated(path, number);
    }

    private void shift(int number) {
        if (profile.dated()) {
            if (number > 0) {
                return;
            }
            days++;
        }
        Path from = rotated(number);
        Path to = rotated(number + 1);
        if (disk.exists(to) || disk.exists(packed(to))) {
            return;
        }
        if (disk.exists(packed(from))) {
            disk.rename(packed(from), packed(to));
        }
        if (!disk.exists(from)) {
            return;
        }
        if (number == 0) {
            Life life = truth.in(disk.inode(path));
            if (life.complete() == 0) {
                // A first line that is cut in two by the rotation would have two hashes.
                writers.stream().filter(each -> isIn(each, life)).forEach(this::finishLine);
            }
            life.end();
        }
        disk.rename(from, to);
        Trace.say("%s: %s to %s", path, truth.in(disk.inode(to)), to.getFileName());
    }

    private void planPacking() {
        int number = 2 + random.nextInt(4);
        Path file = rotated(number);
        if (rotation.isEmpty() && number < profile.keep()) {
            rotation.add(() -> pack(file));
            rotation.add(() -> unlinkPacked(file));
        }
    }

    /** A file that nobody writes to any more is packed: for a moment there are both. */
    private void pack(Path file) {
        if (!disk.exists(file) || disk.exists(packed(file))) {
            return;
        }
        Life life = truth.in(disk.inode(file));
        if (life.length() > 0 && writers.stream().noneMatch(each -> !life.moved && isIn(each, life))) {
            disk.append(packed(file), ArchiveFixtures.gzip(life.text(0, life.left())));
            truth.copied(life, disk.inode(packed(file)));
            Trace.say("%s: %s packed as %s", path, life, packed(file).getFileName());
        }
    }

    private void unlinkPacked(Path file) {
        if (disk.exists(file) && disk.exists(packed(file))) {
            truth.in(disk.inode(file)).moved = true;
            remove(file);
        }
    }

    private void copy() {
        days++;
        Path to = rotated(1);
        if (!disk.exists(path) || disk.exists(to) || disk.exists(packed(to))) {
            return;
        }
        Life life = truth.in(disk.inode(path));
        if (life.length() > 0) {
            cutting = true;
            disk.copy(path, to);
            life.keep();
            truth.copied(life, disk.inode(to));
            Trace.say("%s: %s copied", path, life);
        }
    }

    private void cut() {
        if (cutting) {
            cutting = false;
            Life life = truth.in(disk.inode(path));
            life.moved = true;
            // By its birth a copy is known as such also where nothing was read before, as long as it is not packed.
            boolean shows = seen.log() && profile.keepsBirth() && !profile.packsAtOnce() && profile.packPercent() == 0;
            life.cutInRun = shows || seen.linesOf(life) ? run : -1;
            life.end();
            disk.truncate(path, 0);
            Trace.say("%s: %s cut, begins %s", path, life, truth.begin(life.inode));
        }
    }

    private void create() {
        if (!disk.exists(path)) {
            disk.create(path);
            Trace.say("%s: %s created", path, truth.begin(disk.inode(path)));
        }
    }

    private void truncate() {
        if (!disk.exists(path) || !rotation.isEmpty()) {
            return;
        }
        Life life = truth.in(disk.inode(path));
        if (life.length() == 0) {
            return;
        }
        mark(life);
        life.truncated = true;
        life.end();
        disk.truncate(path, 0);
        Trace.say("%s: %s begins %s", path, life, truth.begin(life.inode));
        writers.forEach(each -> each.rest = "");
    }

    private void mark(Life life) {
        if (life.seenByRun < 0 && seen.linesOf(life)) {
            life.seenByRun = run;
        }
    }

    private boolean isIn(Writer writer, Life life) {
        MemoryDisk.Appender file = writer.file;
        return file != null && file.inode() == life.inode;
    }

    private void reopen(Writer writer) {
        if (random.nextInt(5) > 0 && mayWrite(writer)) {
            finishLine(writer);
        }
        writer.rest = "";
        MemoryDisk.Appender file = writer.file;
        if (file != null) {
            file.close();
        }
        boolean created = !disk.exists(path);
        MemoryDisk.Appender opened = disk.appender(path);
        writer.file = opened;
        if (created) {
            Trace.say("%s: %s opened", path, truth.begin(opened.inode()));
        }
    }

    private boolean mayWrite(Writer writer) {
        MemoryDisk.Appender file = writer.file;
        if (file == null || file.deleted()) {
            return false;
        }
        Life life = truth.in(file.inode());
        boolean cut = life.over && life.complete() < life.length();
        if (cut && clock.nanos() - life.writtenNanos > CUT_NANOS) {
            // What was sent as a line of its own may go on, but who resumes there without state cannot be told from one
            // whose id speaks of another file.
            return false;
        }
        Life newest = null;
        for (Life each : truth.lives()) {
            newest = each.length() > 0 && !each.truncated ? each : newest;
        }
        return newest == null || life.index >= newest.index || (life.length() > 0 && life == truth.predecessor(newest));
    }

    private void write(Writer writer) {
        if (cutting && !profile.writesBeforeCuts()) {
            return;
        }
        if (!mayWrite(writer)) {
            reopen(writer);
        }
        StringBuilder text = new StringBuilder(writer.rest);
        if (text.isEmpty()
                && truth.in(Objects.requireNonNull(writer.file).inode()).length() == 0) {
            // Files whose first lines are alike, and nothing more, cannot be told apart by an id.
            text.append(++lines).append(": first\n");
        }
        writer.rest = "";
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 40 : 4); i >= 0; i--) {
            text.append(line());
        }
        if (random.nextInt(100) < profile.partialPercent()) {
            int cut = random.nextInt(text.length()) + 1;
            writer.rest = text.substring(cut);
            text.setLength(cut);
        }
        append(writer, text.toString());
    }

    private void finishLine(Writer writer) {
        if (!writer.rest.isEmpty()) {
            String rest = writer.rest;
            writer.rest = "";
            append(writer, rest);
        }
    }

    private void append(Writer writer, String text) {
        MemoryDisk.Appender file = Objects.requireNonNull(writer.file);
        byte[] bytes = text.getBytes(UTF_8);
        Life life = truth.in(file.inode());
        truth.append(life, bytes);
        life.writtenNanos = clock.nanos();
        file.append(bytes);
        Trace.say("%s: %s written", path, truth.in(file.inode()));
    }

    private String line() {
        int kind = random.nextInt(40);
        if (kind < 2) {
            return "\n";
        }
        StringBuilder line = new StringBuilder().append(++lines).append(':');
        int length = random.nextInt(kind == 2 ? 3 * profile.maxLineBytes() : profile.lineBytes());
        while (line.length() < length) {
            line.append((char) ('a' + random.nextInt(26)));
        }
        if (kind == 3 && line.length() < profile.maxLineBytes() / 2) {
            line.append("\u00e9\u2028\ud83d\ude00");
        }
        return line.append(kind < 6 ? "\r\n" : "\n").toString();
    }
}
