package io.logstreamer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All runs in their order, the newest of which may still grow. Numbers rise, with holes between files.
 *
 * <pre>
 *   [ what was there at first sight ][ an older life ] ... [ this life ................ newest ]
 *     put in front                     read by ids            ranks of generations are good
 * </pre>
 *
 * <p>Written by the journal's thread alone. What was {@linkplain #flush flushed} is seen by readers on any thread.
 */
final class Runs {

    /** A file is over at so many runs; the oldest files go first. */
    private static final int FILE_RUNS = 1 << 16;

    /** Without a disk the newest runs are kept. */
    private static final long MEMORY_BYTES = 16 << 20;

    private static final int WRITE_RUNS = 1_024;

    /** Makes the file that the next runs go to. */
    interface Maker {
        RunFile make(long first) throws IOException;
    }

    /** Closes a file, and deletes it if it has had its time. */
    interface Remover {
        void remove(RunFile file, boolean delete);
    }

    /** The writer's. */
    Names names;

    final long life;
    private final long maxBytes;
    private Remover remover;
    private Maker maker;
    private volatile boolean inMemory;
    private volatile SeenRuns seen;

    // The writer's.
    private final List<Run> pending = new ArrayList<>();
    private @Nullable RunFile active;
    private @Nullable Run newest;
    private long next;
    private boolean dirty;

    /**
     * @param files what is there, from the oldest to the newest
     * @param life of this server
     * @param next number of the first run to come
     */
    Runs(List<RunFile> files, Names names, long life, long next, long maxBytes, Maker maker, Remover remover) {
        this.seen = new SeenRuns(files, null, names);
        this.names = names;
        this.life = life;
        this.next = next;
        this.maxBytes = maxBytes;
        this.maker = maker;
        this.remover = remover;
    }

    // ---- Written by the journal's thread.

    /** Number that the next new run gets. */
    long next() {
        return next;
    }

    /** The newest of this life, written or not. */
    @Nullable Run newest() {
        return newest;
    }

    /** Adds a run with the {@linkplain #next next} number, or the newest once more. */
    void put(Run run) {
        boolean again = run.number() == next - 1 && newest != null;
        if (!again && run.number() != next) {
            throw new IllegalArgumentException("not the next run: number=" + run.number() + " next=" + next);
        }
        if (again && !pending.isEmpty()) {
            pending.set(pending.size() - 1, run);
        } else {
            pending.add(run);
        }
        newest = run;
        next = run.number() + 1;
    }

    /** Writes what is new and lets readers see it. What could not be written is kept for the next time. */
    void flush() throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        names(pending);
        int at = 0;
        while (at < pending.size()) {
            Run first = pending.get(at);
            RunFile file = fileFor(first.number());
            int room = FILE_RUNS - (int) (first.number() - file.first);
            int length = Math.min(Math.min(WRITE_RUNS, room), pending.size() - at);
            write(file, pending.subList(at, at + length));
            at += length;
        }
        pending.clear();
        dirty = true;
        SeenRuns now = seen;
        seen = new SeenRuns(now.files(), newest, names);
    }

    private void names(List<Run> runs) throws IOException {
        for (Run run : runs) {
            names.index(run.source());
        }
        if (!inMemory) {
            names.flush();
        }
    }

    private RunFile fileFor(long number) throws IOException {
        RunFile file = active;
        if (file == null || number - file.first >= FILE_RUNS) {
            file = maker.make(number);
            active = file;
            List<RunFile> files = new ArrayList<>(seen.files());
            files.add(file);
            seen = new SeenRuns(files, seen.newest(), names);
        }
        return file;
    }

    private void write(RunFile file, List<Run> runs) throws IOException {
        write(file, runs, names);
    }

    private static void write(RunFile file, List<Run> runs, Names names) throws IOException {
        ByteBuffer records = ByteBuffer.allocate(runs.size() * Run.BYTES);
        for (Run run : runs) {
            run.write(names.index(run.source()), records);
        }
        file.write(runs.get(0).number(), records.flip());
    }

    /** Puts runs before all others; they get the numbers below. Returns the first of these. */
    long prepend(List<Run> older) throws IOException {
        List<RunFile> before = seen.files();
        long end = before.isEmpty() ? next : before.get(0).first;
        if (older.isEmpty()) {
            return end;
        }
        names(older);
        List<RunFile> made = new ArrayList<>();
        for (int at = 0; at < older.size(); ) {
            long first = end - older.size() + at;
            RunFile file = maker.make(first);
            int length = Math.min(FILE_RUNS, older.size() - at);
            for (int i = 0; i < length; i += WRITE_RUNS) {
                List<Run> some = new ArrayList<>();
                for (int k = i; k < Math.min(length, i + WRITE_RUNS); k++) {
                    some.add(older.get(at + k).numbered(first + k));
                }
                write(file, some);
            }
            made.add(file);
            at += length;
        }
        made.addAll(before);
        dirty = true;
        seen = new SeenRuns(made, seen.newest(), names);
        return end - older.size();
    }

    /** From now on nothing more is written to the disk: it is full or broken. What is not written yet goes to memory. */
    void goOnInMemory(Maker memory) {
        inMemory = true;
        maker = memory;
        active = null;
    }

    /** Makes a file with the numbers, the epoch and the life of another. */
    interface Copier {
        RunFile like(RunFile file) throws IOException;
    }

    /**
     * From now on runs are written to a disk again, which has all of some files first. Those that are left for it stay open,
     * since somebody may read in them.
     *
     * @param moved which files are to be there that are not
     * @throws IOException it cannot be; nothing has changed for readers
     */
    void goOnOnDisk(Predicate<RunFile> moved, Copier copier, Maker disk, Remover diskRemover) throws IOException {
        names.flush();
        List<RunFile> files = new ArrayList<>(seen.files());
        List<RunFile> made = new ArrayList<>();
        RunFile last = null;
        try {
            for (int i = 0; i < files.size(); i++) {
                RunFile file = files.get(i);
                if (moved.test(file)) {
                    RunFile copy = copier.like(file);
                    made.add(copy);
                    file.copyTo(copy);
                    copy.force();
                    // What had grown since the disk failed stands there in its old length.
                    if (i > 0 && files.get(i - 1).end() > copy.first) {
                        files.get(i - 1).cut(copy.first);
                    }
                    files.set(i, copy);
                    last = file == active ? copy : last;
                }
            }
        } catch (IOException e) {
            made.forEach(file -> diskRemover.remove(file, true));
            throw e;
        }
        maker = disk;
        remover = diskRemover;
        active = last;
        inMemory = false;
        dirty = true;
        seen = new SeenRuns(files, seen.newest(), names);
    }

    /**
     * From now on no run grows that is there, and the next one begins a file.
     *
     * @return its number
     */
    long split() {
        newest = null;
        active = null;
        return next;
    }

    /** Makes a file with the numbers, the epoch and the life of another, which joins the order at a number. */
    interface Brancher {
        RunFile like(RunFile file, long joins) throws IOException;
    }

    /**
     * What another server left, and what came behind that.
     *
     * @param files from the oldest to the newest; not empty
     * @param names of the sources in them
     */
    record Left(List<RunFile> files, Names names) {

        /** Number behind their last run. */
        long end() {
            return files.get(files.size() - 1).end();
        }
    }

    /**
     * Goes on from now on in what another server has left: its runs come first, then what came since, then the own ones from a
     * {@linkplain #split split} on. The own ones before that are a branch, which those read who stand in it.
     *
     * <pre>
     *   left | since |              | own, from the split on
     *                 own, before it
     * </pre>
     *
     * @param since all that came of any source between what was left and the split
     * @throws IOException it cannot be; nothing has changed for readers
     */
    void goOnIn(Left left, List<Run> since, long split, Brancher brancher, Maker disk, Remover diskRemover)
            throws IOException {
        Names theirs = left.names();
        List<RunFile> own = seen.files();
        for (Run run : since) {
            theirs.index(run.source());
        }
        names.forEach(theirs::index);
        theirs.flush();
        List<RunFile> made = new ArrayList<>();
        RunFile last = null;
        try {
            for (int at = 0; at < since.size(); at += FILE_RUNS) {
                long first = left.end() + at;
                List<Run> part = new ArrayList<>();
                for (Run run : since.subList(at, Math.min(since.size(), at + FILE_RUNS))) {
                    part.add(run.numbered(first + part.size()));
                }
                RunFile file = disk.make(first);
                made.add(file);
                write(file, part, theirs);
                file.force();
            }
            for (RunFile file : own) {
                RunFile copy = brancher.like(file, file.first < split ? split : RunFile.NOWHERE);
                made.add(copy);
                copy(file, names, copy, theirs);
                copy.force();
                last = file == active ? copy : last;
            }
        } catch (IOException e) {
            made.forEach(file -> diskRemover.remove(file, true));
            throw e;
        }
        List<RunFile> files = new ArrayList<>(left.files());
        files.addAll(made);
        maker = disk;
        remover = diskRemover;
        active = last;
        inMemory = false;
        dirty = true;
        names = theirs;
        seen = new SeenRuns(files, seen.newest(), theirs);
    }

    private static void copy(RunFile from, Names names, RunFile to, Names others) throws IOException {
        for (long at = from.first; at < from.end(); ) {
            @Nullable Run[] page = from.page(at, names::name);
            ByteBuffer records = ByteBuffer.allocate(page.length * Run.BYTES);
            for (Run run : page) {
                if (run == null) {
                    // Damaged there as here.
                    records.position(records.position() + Run.BYTES);
                } else {
                    run.write(others.index(run.source()), records);
                }
            }
            to.write(at, records.flip());
            at += page.length;
        }
    }

    /** Whether a place was the beginning of a branch: what is behind it now is not what came then. */
    boolean isBeforeBranch(long epoch, long number) {
        return seen.isBeforeBranch(epoch, number);
    }

    /** Whether nothing is written to the disk. */
    boolean inMemory() {
        return inMemory;
    }

    /** Brings what was written to the disk itself. */
    void force() throws IOException {
        if (dirty && !inMemory) {
            dirty = false;
            names.force();
            RunFile file = active;
            if (file != null) {
                file.force();
            }
        }
    }

    /** Lets the oldest go where there is too much. */
    void retain() {
        List<RunFile> files = new ArrayList<>(seen.files());
        while (files.size() > 1 && tooMuch(files)) {
            // What the disk had before it failed is good for the next server.
            remover.remove(files.remove(0), !inMemory);
        }
        if (files.size() < seen.files().size()) {
            seen = new SeenRuns(files, seen.newest(), names);
        }
    }

    /** Whether there may have been more once than is there now. */
    static boolean mayHaveDropped(List<RunFile> files, long maxBytes) {
        return files.stream().mapToLong(RunFile::sizeBytes).sum() + (long) FILE_RUNS * Run.BYTES > maxBytes;
    }

    private boolean tooMuch(List<RunFile> files) {
        long all = 0;
        long memory = 0;
        for (RunFile file : files) {
            all += file.sizeBytes();
            memory += file.lasts() ? 0 : file.sizeBytes();
        }
        return all > maxBytes || memory > MEMORY_BYTES;
    }

    void close() {
        seen.files().forEach(RunFile::close);
        names.close();
    }

    // ---- Read from any thread.

    /** Number of the oldest run there is, or that will be. */
    long first() {
        List<RunFile> files = seen.files();
        return files.isEmpty() ? next : files.get(0).first;
    }

    /** The newest run that readers see; null: none of this life. */
    @Nullable Run last() {
        return seen.newest();
    }

    /** The epoch that a run belongs to, or that the place before it does; null: there are no runs. */
    @Nullable Long epochOf(long number) {
        RunFile file = seen.floor(Math.max(number, first()));
        return file == null ? null : file.epoch;
    }

    /** Whether a place in a run, or behind it, can have been given by this journal in an epoch. */
    boolean knows(long epoch, long number) {
        return seen.knows(epoch, number);
    }

    /** Whether a place can have been given in an epoch of which the oldest runs had to go. */
    boolean hasDropped(long epoch, long number) {
        List<RunFile> files = seen.files();
        return number < first() - 1 && files.stream().anyMatch(file -> file.epoch == epoch);
    }

    /** Whether a run was written in this life of the server. */
    boolean ofThisLife(long number) {
        return lifeOf(number) == life;
    }

    /** The life of the server in which a run was written; 0: there is no such run. */
    long lifeOf(long number) {
        RunFile file = seen.floor(number);
        return file == null ? 0 : file.life;
    }

    /** A reader of its own place; not thread-safe. */
    RunWalk walk() {
        return new RunWalk(seen);
    }
}
