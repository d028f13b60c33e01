package io.logstreamer.view;

import io.logstreamer.log.Arrival;
import io.logstreamer.log.Entry;
import io.logstreamer.log.Form;
import io.logstreamer.log.History;
import io.logstreamer.log.LineBatch;
import io.logstreamer.log.Position;
import io.logstreamer.log.Recent;
import io.logstreamer.log.Recent.Tip;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Workers;
import io.logstreamer.log.Writings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One source in one form. A chain of blocks: a block ends where the next one starts, and a reader finds the next by that
 * place. There are no links between blocks, so that a reader who stands still holds one block alone.
 *
 * <pre>
 *   files:   [whole][whole][whole]-.                      made by a worker, a block per read
 *   ring:                          '-&gt;[sealed][sealed][growing...   encoded by the pump that wants it first
 * </pre>
 *
 * A reader whose next block is not in memory any more asks for it; the worker's blocks end at fixed offsets of the file,
 * so that readers who began at different places soon share the same ones, and the last of them ends at the tip, where the
 * ring goes on.
 *
 * <p>Thread-safe. The lock is held while at most one block is encoded; no file is read and no container called inside.
 */
final class View implements Tape, Runnable {

    static final int BLOCK_BYTES = 64 * 1024;
    private static final int FIRST_BLOCK_BYTES = 4 * 1024;
    /** A block from a file that would be shorter than this takes the next stretch as well. */
    private static final int MIN_READ_BYTES = 8 * 1024;

    private static final long RETRY_MILLIS = 20;
    private static final long FAULT_MILLIS = 1_000;
    private static final Logger LOG = System.getLogger("io.logstreamer.view");

    private final String source;
    private final Form form;
    private final Writings writings;
    private final Recent recent;
    private final History history;
    private final Workers workers;
    private final SegmentPool pool;

    private final Map<Position, Block> index = new ConcurrentHashMap<>();
    private final Set<Block> growing = ConcurrentHashMap.newKeySet();
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** Somebody wanted to encode while the lock was held, and went away. */
    private volatile boolean refused;

    /** Nobody holds this view any more: what a worker still brings is thrown away. Guarded by the pool. */
    private boolean dropped;
    /** Guarded by the lock. */
    private final Encoders encoders;
    /** Guarded by the lock. */
    private int blockBytes = FIRST_BLOCK_BYTES;

    /** Who waits for which place. Guarded by itself. */
    private final Map<Position, List<Runnable>> fetching = new HashMap<>();

    View(
            String source,
            Form form,
            Writings writings,
            Recent recent,
            History history,
            Workers workers,
            SegmentPool pool) {
        this.source = source;
        this.form = form;
        this.writings = writings;
        this.recent = recent;
        this.history = history;
        this.workers = workers;
        this.pool = pool;
        this.encoders = new Encoders(source, form, writings, history);
    }

    @Override
    public @Nullable Position tip() {
        Tip tip = recent.tip(source);
        return tip == null ? null : tip.position();
    }

    @Override
    public String id(Position position) {
        return history.id(position);
    }

    /** The source has changed; on the tailer's thread. */
    @Override
    public void run() {
        wakes.forEach(Runnable::run);
    }

    @Override
    public void attach(Runnable wake) {
        synchronized (wakes) {
            if (wakes.isEmpty()) {
                recent.listen(source, this);
            }
            wakes.add(wake);
        }
    }

    @Override
    public void detach(Runnable wake) {
        synchronized (wakes) {
            wakes.remove(wake);
            if (wakes.isEmpty()) {
                recent.unlisten(source, this);
            }
        }
    }

    @Override
    public @Nullable Spot locate(Position position, Runnable arrived) {
        Spot known = start(position);
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = inMemory(position);
        } finally {
            lock.unlock();
        }
        if (tookRefused()) {
            run();
        }
        if (known == null) {
            fetch(position, arrived);
        }
        return known;
    }

    @Override
    public boolean extend(Segment segment, Runnable self) {
        Block block = (Block) segment;
        boolean grown = false;
        boolean others = false;
        while (!grown && pending(block) && enter()) {
            try {
                grown = fill(block);
            } finally {
                lock.unlock();
            }
            others |= tookRefused();
        }
        if (grown || others) {
            for (Runnable wake : wakes) {
                if (wake != self) {
                    wake.run();
                }
            }
        }
        return grown;
    }

    /** Takes the lock if it is free; who is refused goes away and is woken by whoever holds it. */
    private boolean enter() {
        if (lock.tryLock()) {
            return true;
        }
        refused = true;
        // Asked again: whoever held it may have looked at the flag before it was set.
        return lock.tryLock();
    }

    /** Asked by whoever gave the lock back, and by nobody else: whether somebody was refused meanwhile. */
    private boolean tookRefused() {
        boolean was = refused;
        if (was) {
            refused = false;
        }
        return was;
    }

    /** Nobody holds this view any more. Called by the pool. */
    void drop() {
        dropped = true;
    }

    /** Called by the pool. */
    boolean dropped() {
        return dropped;
    }

    /** A block left the pool. Takes no lock: the pool calls it from any view's. */
    void forget(Block block) {
        index.remove(block.start(), block);
        growing.remove(block);
    }

    private boolean pending(Block block) {
        Tip tip = recent.tip(source);
        return !block.extent().sealed() && (block.evicted() || (tip != null && block.next() < tip.next()));
    }

    private @Nullable Spot start(Position position) {
        Block block = index.get(position);
        if (block == null) {
            return null;
        }
        Segment.Extent extent = block.extent();
        if (extent.sealed() && block.next() == Long.MAX_VALUE) {
            readAhead(extent.end());
        }
        return new Spot(block, 0);
    }

    // ---- From the ring. All of it under the lock.

    private @Nullable Spot inMemory(Position position) {
        Spot known = start(position);
        if (known != null) {
            return known;
        }
        for (Block block : growing) {
            Segment.Extent extent = block.extent();
            if (!extent.sealed() && extent.end().equals(position)) {
                return new Spot(block, extent.limit());
            }
        }
        long number = recent.find(position);
        return number < 0 ? null : new Spot(begin(position, number, 0), 0);
    }

    private Block begin(Position position, long number, int line) {
        Block block = Block.growing(this, position, number, line);
        index.put(position, block);
        growing.add(block);
        pool.add(block, 0);
        return block;
    }

    /** Encodes entries until there are none, or the block is full. */
    private boolean fill(Block block) {
        boolean grown = false;
        while (!block.extent().sealed()) {
            if (block.evicted()) {
                seal(block);
                return true;
            }
            Tip tip = recent.tip(source);
            if (tip == null || block.next() >= tip.next()) {
                return grown;
            }
            Entry entry = recent.entry(source, block.next());
            if (entry == null || meetsAnother(block)) {
                // Lapped, or another block goes on from here already.
                seal(block);
                return true;
            }
            if (Arrival.content(entry) instanceof LineBatch batch) {
                addLines(block, entry, batch);
            } else {
                addOther(block, entry);
            }
            grown = true;
        }
        return true;
    }

    private boolean meetsAnother(Block block) {
        if (growing.size() < 2 || block.line() != 0) {
            return false;
        }
        Block other = index.get(block.extent().end());
        return other != null && other != block;
    }

    private void addLines(Block block, Entry entry, LineBatch batch) {
        Encoder encoder = encoders.of(entry, batch);
        int at = block.extent().limit();
        int i = block.line();
        for (; i < batch.count(); i++) {
            int from = batch.start(i);
            int to = batch.ends()[i];
            long worst = encoder.worstBytes(batch.bytes(), from, to, batch.file());
            if (worst > block.bytes().length - at) {
                if (at > 0) {
                    break;
                }
                if (worst > BLOCK_BYTES) {
                    byte[] own = new byte[Math.toIntExact(worst)];
                    at = encoder.line(batch, i, own, 0);
                    hold(block, Arrays.copyOf(own, at));
                    i++;
                    break;
                }
                hold(block, new byte[capacityFor((int) worst, batch.bytes().length)]);
            }
            at = encoder.line(batch, i, block.bytes(), at);
        }
        if (i == block.line() && at == block.extent().limit()) {
            sealAndGoOn(block);
        } else if (i == batch.count()) {
            block.publish(at, entry.after(), block.next() + 1, 0);
        } else {
            block.publish(at, Arrival.after(entry, batch, i - 1), block.next(), i);
            sealAndGoOn(block);
        }
    }

    private void addOther(Block block, Entry entry) {
        int at = block.extent().limit();
        byte[] own = new byte[Math.toIntExact(encoders.worstBytes(entry))];
        int length = encoders.entry(entry, own, 0);
        if (length > block.bytes().length - at) {
            if (at > 0) {
                sealAndGoOn(block);
                return;
            }
            hold(block, Arrays.copyOf(own, length));
        } else {
            System.arraycopy(own, 0, block.bytes(), at, length);
        }
        block.publish(at + length, entry.after(), block.next() + 1, 0);
    }

    private void hold(Block block, byte[] bytes) {
        block.hold(bytes);
        pool.grow(block, bytes.length);
    }

    /** Small where little comes, so that many quiet views cost little; twice the last one each time. */
    private int capacityFor(int worst, int waitingBytes) {
        int wanted = Math.max(Math.max(worst, blockBytes), Math.min(2 * waitingBytes, BLOCK_BYTES));
        blockBytes = Math.min(2 * blockBytes, BLOCK_BYTES);
        return wanted;
    }

    private void seal(Block block) {
        if (block.extent().end().equals(block.start())) {
            // It holds nothing but what moves no cursor: found again at its end it would be sent for ever. Taken out
            // before it is sealed, since a reader that sees the seal looks there without the lock.
            index.remove(block.start(), block);
        }
        growing.remove(block);
        block.seal();
    }

    private void sealAndGoOn(Block block) {
        Position end = block.extent().end();
        seal(block);
        if (index.get(end) == null) {
            begin(end, block.next(), block.line());
        }
    }

    // ---- From the files.

    private void readAhead(Position position) {
        if (index.containsKey(position) || position.equals(tip()) || recent.find(position) >= 0) {
            return;
        }
        fetch(position, null);
    }

    private void fetch(Position position, @Nullable Runnable arrived) {
        synchronized (fetching) {
            List<Runnable> waiting = fetching.get(position);
            if (waiting != null) {
                if (arrived != null) {
                    waiting.add(arrived);
                }
                return;
            }
            waiting = new ArrayList<>();
            if (arrived != null) {
                waiting.add(arrived);
            }
            fetching.put(position, waiting);
        }
        workers.execute(() -> read(position));
    }

    private void read(Position position) {
        long delayMillis = 0;
        try {
            if (index.get(position) == null) {
                Entry entry = history.read(position, readBytes(position.offset()));
                if (entry == null) {
                    // The place is the tip, or was when the file was read; the ring knows what came since.
                    delayMillis = recent.find(position) >= 0 ? 0 : RETRY_MILLIS;
                } else {
                    keep(encode(entry));
                }
            }
        } catch (CancellationException e) {
            LOG.log(Level.DEBUG, "Nobody looks at the files any more, since the server stops", e);
            delayMillis = FAULT_MILLIS;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Reading " + source + " failed, trying again in a second", e);
            delayMillis = FAULT_MILLIS;
        }
        if (delayMillis == 0) {
            arrived(position);
        } else {
            workers.later(() -> arrived(position), delayMillis);
        }
    }

    private void arrived(Position position) {
        List<Runnable> waiting;
        synchronized (fetching) {
            waiting = fetching.remove(position);
        }
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** Up to a fixed grid of offsets, so that readers who began anywhere come to share blocks. */
    private static int readBytes(long offset) {
        long boundary = ((offset + MIN_READ_BYTES) / BLOCK_BYTES + 1) * BLOCK_BYTES;
        return (int) (boundary - offset);
    }

    private void keep(Block block) {
        index.put(block.start(), block);
        pool.add(block, block.bytes().length);
    }

    private Block encode(Entry entry) {
        Encoders own = new Encoders(source, form, writings, history);
        if (!(Arrival.content(entry) instanceof LineBatch batch)) {
            byte[] target = new byte[Math.toIntExact(own.worstBytes(entry))];
            int length = own.entry(entry, target, 0);
            return Block.whole(this, entry.before(), Arrays.copyOf(target, length), entry.after());
        }
        Encoder encoder = own.of(entry, batch);
        byte[] target = new byte[2 * batch.bytes().length + BLOCK_BYTES];
        int at = 0;
        for (int i = 0; i < batch.count(); i++) {
            long worst = encoder.worstBytes(batch.bytes(), batch.start(i), batch.ends()[i], batch.file());
            if (worst > target.length - at) {
                target = Arrays.copyOf(target, Math.toIntExact(Math.max(at + worst, 2L * target.length)));
            }
            at = encoder.line(batch, i, target, at);
        }
        return Block.whole(this, entry.before(), Arrays.copyOf(target, at), entry.after());
    }
}
