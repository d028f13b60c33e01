package io.logstreamer.tail;

import io.logstreamer.log.Clock;
import io.logstreamer.log.Position;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The looks at logs that somebody waits for. Asked for from any thread; noted and answered by the tailer's, and by another
 * one where the disk hangs.
 */
final class Looks {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** One of them. */
    private static final class Request {
        private final String id;
        private final CompletableFuture<Position> answer = new CompletableFuture<>();
        private final long asked;
        /** Whether a reader has not found a generation where it was. */
        private final boolean search;

        /** A look is only good for those who asked before it. The tailer's alone. */
        private boolean seen;

        private Request(String id, long asked, boolean search) {
            this.id = id;
            this.asked = asked;
            this.search = search;
        }
    }

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Clock clock;
    /** Nobody looks any more. */
    private volatile boolean over;

    Looks(Clock clock) {
        this.clock = clock;
    }

    /**
     * Asks for one, made after the call.
     *
     * @param search whether a generation was not where it should be
     */
    CompletableFuture<Position> ask(String id, boolean search) {
        Request request = new Request(id, clock.nanos(), search);
        requests.add(request);
        if (over) {
            request.answer.cancel(false);
        }
        return request.answer;
    }

    /** Makes the logs due that are asked for. Before a turn's looks, on the tailer thread. */
    void note(Function<String, @Nullable Turnus> logs, long now) {
        for (Request request : requests) {
            Turnus log = logs.apply(request.id);
            if (log != null) {
                log.lookAt(now);
                log.asked = now;
                if (!request.seen) {
                    log.track.ask();
                }
                if (request.search && !request.seen) {
                    log.track.search();
                }
            }
            request.seen = true;
        }
    }

    /** Those who asked for a look get their answer once nothing more is to be read, or their patience ends. */
    void answer(Function<String, @Nullable Turnus> logs) {
        long now = clock.nanos();
        requests.removeIf(request -> {
            Turnus log = logs.apply(request.id);
            if (log == null) {
                request.answer.completeExceptionally(new IllegalArgumentException("unknown source: id=" + request.id));
                return true;
            }
            LogState state = log.track.state();
            if (!request.seen || state == null) {
                return false;
            }
            // What cannot be read now settles at no look: who waits for it would wait in vain.
            boolean moving = log.track.unsettled() || (request.search && log.track.seeksCopy());
            boolean settled = log.track.troubled() || (!moving && log.pace != LogTrack.Pace.AGAIN);
            if (!settled && now - request.asked <= PATIENCE_NANOS) {
                return false;
            }
            request.answer.complete(state.tip());
            return true;
        });
    }

    /** Answers with what is known those who have waited too long, because the disk hangs. Thread-safe. */
    void answerOverdue(Function<String, @Nullable LogTrack> tracks) {
        long now = clock.nanos();
        requests.removeIf(request -> {
            LogTrack track = tracks.apply(request.id);
            LogState state = track == null ? null : track.state();
            if (state == null || now - request.asked <= PATIENCE_NANOS) {
                return false;
            }
            request.answer.complete(state.tip());
            return true;
        });
    }

    /** Lets go of all who wait, and of all who will ask: nobody looks any more. */
    void cancelAll() {
        over = true;
        requests.forEach(request -> request.answer.cancel(false));
    }
}
