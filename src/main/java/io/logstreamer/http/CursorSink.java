package io.logstreamer.http;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.Position;
import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.Flushable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.glassfish.jersey.process.internal.RequestContext;
import org.glassfish.jersey.process.internal.RequestScope;
import org.glassfish.jersey.server.AsyncContext;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ContainerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The {@code SseEventSink} that a resource method gets: lets Jersey send the head of the response, then takes the
 * servlet's output away from it and gives it to a cursor.
 *
 * <pre>
 *  method body        register(sink) notes what is wanted
 *  Jersey: flush()  -&gt; flushQueue() #1 -&gt; super: resume
 *                        filters, status, headers; the head is flushed
 *                        setContext() -&gt; flushQueue() #2 -&gt; take over: non-blocking output, subscribe
 *  later calls of flushQueue()             nothing: the output is the pump's
 * </pre>
 *
 * Jersey's own sink queues an object per event and subscriber and writes it blocking, which costs several times the CPU
 * of the write itself and loses lines to anyone a little slow.
 *
 * <p><b>Threads.</b> Everything up to the take-over runs on the container's request thread. Afterwards container
 * threads call the listener methods, the pump calls the outlet, and {@link #close} and {@link #send} may come from
 * anywhere.
 */
final class CursorSink extends ChunkedOutput<OutboundSseEvent>
        implements SseEventSink, Flushable, WriteListener, AsyncListener {

    /** What the sink gets from Jersey, beside its own request. */
    record Surroundings(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestScope scope,
            Function<OutboundSseEvent, byte[]> encoder) {}

    /** Events sent before the stream began wait here, so many at most. */
    private static final int MAX_EARLY = 64;

    private static final System.Logger LOG = System.getLogger("io.logstreamer.http");
    private static final byte[] NO_DELIMITER = new byte[0];

    private final ContainerRequest request;
    private final Surroundings surroundings;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<byte[]> early = new ArrayList<>();

    private int flushes;
    private @Nullable Subscription subscription;
    private @Nullable Function<Outlet, Session> opening;
    private @Nullable Feed feed;
    private @Nullable CompletableFuture<Position> tip;
    private volatile @Nullable BiConsumer<CursorSink, @Nullable Throwable> onOver;
    private volatile @Nullable SessionListener listener;
    private volatile @Nullable Session session;
    private volatile @Nullable RequestContext context;
    private volatile boolean closed;

    CursorSink(ContainerRequest request, AsyncContext async, Surroundings surroundings) {
        super(NO_DELIMITER, () -> async);
        this.request = request;
        this.surroundings = surroundings;
    }

    /** What the resource method found the client to want. */
    void want(Subscription wanted) {
        this.subscription = wanted;
    }

    /**
     * What the resource method found the client to want, where that is no lines.
     *
     * @param opened begins to serve it; may throw {@code IllegalStateException}: the feed is closed
     */
    void want(Function<Outlet, Session> opened) {
        this.opening = opened;
    }

    /** Who is to hear of the session. */
    void tell(SessionListener hearer) {
        this.listener = hearer;
    }

    /** The place that was taken for it before the head of the answer goes out. */
    void from(CompletableFuture<Position> taken) {
        this.tip = taken;
    }

    /**
     * Which feed serves it.
     *
     * @param over called once when the stream is over, with what broke it or null
     */
    void serve(Feed by, BiConsumer<CursorSink, @Nullable Throwable> over) {
        this.feed = by;
        this.onOver = over;
    }

    /** Jersey's sign that the method has returned and the head may go. */
    @Override
    public void flush() throws IOException {
        flushQueue();
    }

    @Override
    protected void flushQueue() throws IOException {
        flushes++;
        if (flushes == 1) {
            super.flushQueue();
            if (flushes == 1) {
                // The head could not be sent: the container has ended the request, and nothing was begun.
                forget();
            }
        } else if (flushes == 2) {
            takeOver();
        }
    }

    private void takeOver() throws IOException {
        context = surroundings.scope().current();
        Function<Outlet, Session> begin = opening();
        if (HttpMethod.HEAD.equals(request.getMethod()) || begin == null) {
            // A HEAD has no body; a method that registered nothing has nothing to say.
            finish(null);
            return;
        }
        // The injected request and response are proxies that mean nothing on a pump's thread; these two are real.
        jakarta.servlet.AsyncContext async = surroundings.request().getAsyncContext();
        ServletOutputStream out = surroundings.response().getOutputStream();
        async.setTimeout(0);
        async.addListener(this);
        Session begun;
        try {
            begun = begin.apply(new ServletOutlet(out, () -> finish(null)));
        } catch (IllegalStateException stopping) {
            finish(stopping);
            return;
        }
        synchronized (early) {
            session = begun;
            early.forEach(begun::insert);
            early.clear();
        }
        tellBegun(begun);
        if (closed) {
            begun.leave("closed");
        }
        out.setWriteListener(this);
    }

    /** Null: nothing is wanted, or nobody serves it. */
    private @Nullable Function<Outlet, Session> opening() {
        Subscription wanted = subscription;
        Feed by = feed;
        if (by == null || wanted == null) {
            return by == null ? null : opening;
        }
        CompletableFuture<Position> taken = tip;
        return outlet -> taken == null ? by.subscribe(wanted, outlet) : by.subscribe(wanted, outlet, taken);
    }

    private void tellBegun(Session begun) {
        SessionListener hearer = listener;
        if (hearer != null) {
            hearer.begun(begun);
            if (finished.get()) {
                // Over meanwhile, perhaps before it was told to have begun.
                hearer.over(begun);
            }
        }
    }

    /**
     * Ends the response, once. By {@code commit()} of Jersey's writer: {@code AsyncContext.complete()} would be completed
     * a second time by Jersey's own listener, and {@code super.close()} flushes through a Jersey that is dead already
     * when the application is being redeployed.
     */
    private void finish(@Nullable Throwable cause) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        closed = true;
        try {
            request.getResponseWriter().commit();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "The container had ended the response already", e);
        }
        RequestContext held = context;
        if (held != null) {
            try {
                held.release();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "The request scope was gone already", e);
            }
        }
        ended.countDown();
        SessionListener hearer = listener;
        Session begun = session;
        if (hearer != null && begun != null) {
            hearer.over(begun);
        }
        BiConsumer<CursorSink, @Nullable Throwable> over = onOver;
        if (over != null) {
            over.accept(this, cause);
        }
    }

    private void forget() {
        closed = true;
        BiConsumer<CursorSink, @Nullable Throwable> over = onOver;
        if (finished.compareAndSet(false, true) && over != null) {
            over.accept(this, null);
        }
    }

    // ---- Told by the container.

    @Override
    public void onWritePossible() {
        Session begun = session;
        if (begun != null) {
            begun.writable();
        }
    }

    @Override
    public void onError(Throwable failure) {
        gone(failure);
    }

    @Override
    public void onError(AsyncEvent event) {
        gone(event.getThrowable());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // There is no time limit: this is Tomcat, which ends what a stopping application has left open. The pump can
        // still say bye while we keep the container's thread here.
        Session begun = session;
        if (begun != null) {
            begun.leave("shutdown");
            awaitEnd();
        }
        gone(null);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        gone(null);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The request is not started again: nothing forwards a stream.
    }

    /** Waits until the pump has ended the response, a second at most. */
    private void awaitEnd() {
        try {
            if (!ended.await(1, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "The peer took no bye");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void gone(@Nullable Throwable failure) {
        Session begun = session;
        if (begun != null) {
            begun.gone();
        }
        finish(failure);
    }

    // ---- As a sink of the standard.

    @Override
    public boolean isClosed() {
        // Asked by Jersey right after the take-over: "closed" would keep it from suspending the request.
        return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
        if (closed) {
            throw new IllegalStateException("the sink is closed");
        }
        byte[] block;
        try {
            block = surroundings.encoder().apply(event);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        synchronized (early) {
            Session begun = session;
            if (begun != null) {
                begun.insert(block);
            } else if (early.size() < MAX_EARLY) {
                early.add(block);
            } else {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("more than " + MAX_EARLY + " events before the stream began"));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closed = true;
        Session begun = session;
        if (begun != null) {
            begun.leave("closed");
        }
    }
}
