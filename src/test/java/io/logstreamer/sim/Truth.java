package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.EventId;
import io.logstreamer.log.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was really written to one log, whether or not it can still be read. */
final class Truth {

    /** One incarnation of the log's content, as {@link Generation} is for the server. */
    static final class Life {
        final int index;
        final long inode;
        private byte[] bytes = new byte[256];
        private int length;
        /** Offset behind each terminator, and when it was written. */
        private final List<int[]> lineEnds = new ArrayList<>();

        private final Set<String> numbers = new HashSet<>();
        private String lastNumber = "";

        /** Its bytes were cut away. */
        boolean truncated;

        /** No name leads to it. */
        boolean deleted;

        int deletedInRun = -1;

        long writtenNanos;

        /** It is not the active file any more. */
        boolean over;

        /** How long it was then; what came later is late. */
        private int lengthInTime = Integer.MAX_VALUE;

        /** It is not in the file any more that it was written to, but in a copy. */
        boolean moved;

        /** How much of it that copy has; what was written between copy and cut is nowhere. */
        private int kept = Integer.MAX_VALUE;

        /** The run of the server that had taken lines of it when it was cut; -1: none had. */
        int cutInRun = -1;

        /** The run of the server that had taken lines of it when it was destroyed; -1: none had. */
        int seenByRun = -1;

        private Life(int index, long inode) {
            this.index = index;
            this.inode = inode;
        }

        int length() {
            return length;
        }

        /** It is copied as it is now. */
        void keep() {
            kept = length;
        }

        /** How much of it still is somewhere. */
        int left() {
            return moved ? Math.min(kept, length) : length;
        }

        /** It is the active file no longer. */
        void end() {
            over = true;
            lengthInTime = length;
        }

        /** Whether what lies before an offset came when another was the active file. */
        boolean isLate(int end) {
            return end > lengthInTime;
        }

        byte at(int offset) {
            return bytes[offset];
        }

        String text(int from, int to) {
            return new String(bytes, from, to - from, UTF_8);
        }

        /** Offset behind the last terminator. */
        int complete() {
            return lineEnds.isEmpty() ? 0 : lineEnds.get(lineEnds.size() - 1)[0];
        }

        private void number(int from, int to) {
            String line = text(from, to);
            int colon = line.indexOf(':');
            if (colon > 0) {
                lastNumber = line.substring(0, colon);
                numbers.add(lastNumber);
            }
        }

        /** Whether a line with this number was written to it. */
        boolean has(String number) {
            return numbers.contains(number);
        }

        /** The number of its last line. */
        String lastNumber() {
            return lastNumber;
        }

        boolean destroyed() {
            return truncated || deleted;
        }

        /** Offset behind the lines that were complete before a moment. */
        int completeBefore(int moment) {
            int low = 0;
            int high = lineEnds.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (lineEnds.get(middle)[1] < moment) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low == 0 ? 0 : lineEnds.get(low - 1)[0];
        }

        /** When the byte before an offset was followed by its terminator, or the offset was reached. */
        int momentOf(int end) {
            for (int low = 0, high = lineEnds.size() - 1; low <= high; ) {
                int middle = (low + high) >>> 1;
                int found = lineEnds.get(middle)[0];
                if (found == end) {
                    return lineEnds.get(middle)[1];
                }
                if (found < end) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        }

        int lines(int from, int to) {
            int count = 0;
            for (int[] end : lineEnds) {
                if (end[0] > from && end[0] <= to) {
                    count++;
                }
            }
            return count;
        }

        boolean marked(long offset, int mark) {
            return offset <= length && markAt((int) offset) == mark;
        }

        private int markAt(int offset) {
            return EventId.markOf(bytes, 0, offset);
        }

        @Override
        public String toString() {
            return "life " + index + (truncated ? " truncated" : "") + (deleted ? " deleted" : "")
                    + (over ? " over" : "") + " length=" + length + " complete=" + complete();
        }
    }

    private final List<Life> lives = new ArrayList<>();
    /** What lies in files that others than its writers made, by inode. */
    private final Map<Long, Life> copies = new HashMap<>();

    private int moment;

    /** A client was told that files came and went unseen: what the server counts as the one before may be another one. */
    boolean orderLost;

    /** What a run of the server had seen is known to nobody any more. */
    void forget(int run) {
        lives.stream().filter(life -> life.seenByRun == run).forEach(life -> life.seenByRun = -1);
    }

    List<Life> lives() {
        return lives;
    }

    Life newest() {
        return lives.get(lives.size() - 1);
    }

    /** A file was created, or cut to nothing. */
    Life begin(long inode) {
        Life life = new Life(lives.size(), inode);
        lives.add(life);
        return life;
    }

    /** A file has what is in another, packed or not. */
    void copied(Life life, long inode) {
        copies.put(inode, life);
    }

    /** A file is not there any more. */
    void gone(long inode) {
        copies.remove(inode);
    }

    /** The one that lies in a file now. */
    Life in(long inode) {
        Life copied = copies.get(inode);
        if (copied != null) {
            return copied;
        }
        for (int i = lives.size() - 1; i >= 0; i--) {
            if (lives.get(i).inode == inode && !lives.get(i).deleted && !lives.get(i).moved) {
                return lives.get(i);
            }
        }
        throw new AssertionError("no life in file " + inode);
    }

    void append(Life life, byte[] added) {
        int end = life.length + added.length;
        if (end > life.bytes.length) {
            life.bytes = Arrays.copyOf(life.bytes, Math.max(end, 2 * life.bytes.length));
        }
        System.arraycopy(added, 0, life.bytes, life.length, added.length);
        moment++;
        for (int i = life.length; i < end; i++) {
            if (life.bytes[i] == '\n') {
                life.number(life.complete(), i);
                life.lineEnds.add(new int[] {i + 1, moment});
            }
        }
        life.length = end;
    }

    /** The nearest before it with content that was not cut away. */
    @Nullable Life predecessor(Life life) {
        for (int i = life.index - 1; i >= 0; i--) {
            Life earlier = lives.get(i);
            if (!earlier.truncated && earlier.length > 0) {
                return earlier;
            }
        }
        return null;
    }

    /** A place as an id names it. */
    record Spot(Life life, int offset) {}

    /** Where an id points to; null: nowhere. */
    @Nullable Spot find(EventId id) {
        Spot second = null;
        for (int i = lives.size() - 1; i >= 0; i--) {
            Life life = lives.get(i);
            if ((life.inode & Generation.MASK_24) != id.hint()
                    || id.offset() > life.length
                    || (id.offset() > 0 && life.markAt((int) id.offset()) != id.mark())) {
                continue;
            }
            Spot spot = new Spot(life, (int) id.offset());
            if (!id.startsWithoutLine() && (id.offset() > 0 || headOf(life) == id.head())) {
                return spot;
            }
            second = second == null ? spot : second;
        }
        return second;
    }

    private static long headOf(Life life) {
        return life.lineEnds.isEmpty()
                ? 0
                : EventId.headOf(life.bytes, 0, life.lineEnds.get(0)[0]);
    }

    /** How far every life is complete now. */
    int[] completeNow() {
        return lives.stream().mapToInt(Life::complete).toArray();
    }
}
