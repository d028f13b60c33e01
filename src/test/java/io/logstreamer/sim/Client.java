package io.logstreamer.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstreamer.log.Feed;
import io.logstreamer.log.Form;
import io.logstreamer.log.Outlet;
import io.logstreamer.log.Selection;
import io.logstreamer.log.Session;
import io.logstreamer.log.Subscription;
import io.logstreamer.log.Subscription.Start;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A client and the network before it: reads when it likes, loses its connection in the middle of an event, and comes back
 * with the last id it has.
 */
final class Client {

    private static final List<Form> FORMS = List.of(
            new Form(Form.Kind.RAW, Form.Control.ESCAPE, Form.LOG_UPDATE, false),
            new Form(Form.Kind.RAW, Form.Control.ESCAPE, null, true),
            new Form(Form.Kind.JSON, Form.Control.ESCAPE, "line", true));

    private final String source;
    private final Ledger account;
    private final Profile profile;
    private final SplittableRandom random;

    private @Nullable Connection connection;
    private String lastId = "";
    private long received;
    private Start first;
    private boolean calm;
    private final boolean merged;

    Client(String source, Ledger account, Profile profile, SplittableRandom random) {
        this.source = source;
        this.account = account;
        this.profile = profile;
        this.random = random;
        this.merged = Selection.is(source);
        this.first = merged ? new Start.Earliest() : start();
    }

    private Start start() {
        return switch (random.nextInt(4)) {
            case 0 -> new Start.Live();
            case 1 -> new Start.Tail(random.nextInt(60));
            default -> new Start.Earliest();
        };
    }

    /** From now on everything works: nothing stalls, nothing is cut. */
    void calmDown() {
        calm = true;
        Connection open = connection;
        if (open != null) {
            open.stalled = false;
        }
    }

    boolean connected() {
        return connection != null;
    }

    /** Whether the present stream ends by itself. */
    boolean ending() {
        Connection open = connection;
        return open != null && !open.follow;
    }

    /** Bytes, over all connections. */
    long received() {
        return received;
    }

    Ledger account() {
        return account;
    }

    /** One thing that a client does. */
    void step(Feed feed, int run) {
        Connection open = connection;
        if (open == null) {
            if (calm || random.nextInt(4) == 0) {
                connect(feed, run);
            }
            return;
        }
        int dice = calm ? 50 + random.nextInt(50) : random.nextInt(100);
        if (dice < 2) {
            open.stalled = !open.stalled;
        } else if (dice < 3) {
            cut();
        } else if (dice < 4) {
            open.session().leave("asked");
        } else {
            open.consume();
        }
    }

    private void connect(Feed feed, int run) {
        boolean forged = !calm && random.nextInt(100) < profile.forgedPercent();
        Start start = first;
        if (forged) {
            start = new Start.After(random.nextBoolean() ? "nonsense" : "1" + "A".repeat(20) + "xxxxxxxxxx");
        } else if (!lastId.isEmpty()) {
            start = new Start.After(lastId);
        }
        boolean follow = calm || random.nextInt(6) > 0;
        boolean latest = random.nextInt(8) == 0;
        Subscription subscription = new Subscription(
                source,
                FORMS.get(merged ? FORMS.size() - 1 : random.nextInt(FORMS.size())),
                start,
                follow,
                latest,
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                random.nextBoolean(),
                "sim");
        account.connect(start, latest, run, forged);
        Connection opened = new Connection(subscription.form(), follow);
        connection = opened;
        opened.session = feed.subscribe(subscription, opened);
        opened.notify = true;
    }

    /** The connection breaks; some of what was on its way still arrives. */
    void cut() {
        Connection open = connection;
        if (open == null) {
            return;
        }
        open.deliver(random.nextInt(open.buffered + 1));
        open.broken = true;
        connection = null;
        if (random.nextBoolean()) {
            open.session().gone();
        } else {
            // The server learns it from its next write.
            open.session().writable();
        }
    }

    /** The server says bye. */
    void dismiss() {
        Connection open = connection;
        if (open != null) {
            open.session().leave("shutdown");
        }
    }

    /** The server is gone. */
    void serverDied() {
        Connection open = connection;
        if (open != null) {
            open.deliver(random.nextInt(open.buffered + 1));
            open.broken = true;
            connection = null;
        }
    }

    private static long crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return crc.getValue();
    }

    /** Bytes that were handed over and not sent yet; they may not change, though the server holds the array. */
    private record Chunk(byte[] bytes, int from, int length, long crc) {}

    private final class Connection implements Outlet {
        private final Form form;
        private final boolean follow;
        private final int window = 1 + random.nextInt(random.nextBoolean() ? 200 : 100_000);
        private final Deque<Chunk> pipe = new ArrayDeque<>();
        private int offset;
        private int buffered;
        private boolean saidReady;
        private boolean notify;
        private boolean stalled;
        private boolean broken;
        private boolean ended;
        private @Nullable Session session;

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private String event = "";
        private @Nullable String data;
        private @Nullable String id;

        private Connection(Form form, boolean follow) {
            this.form = form;
            this.follow = follow;
        }

        private Session session() {
            return java.util.Objects.requireNonNull(session);
        }

        // ---- As the server sees it.

        @Override
        public boolean isReady() {
            saidReady = broken || (buffered < window && random.nextInt(100) >= (calm ? 0 : profile.notReadyPercent()));
            notify |= !saidReady;
            return saidReady;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            require(saidReady, "written to without having said ready");
            require(!ended, "written to after its end");
            saidReady = false;
            if (broken) {
                throw new IOException("broken pipe");
            }
            require(length > 0 && from >= 0 && from + length <= bytes.length, "written nothing, or from nowhere");
            pipe.add(new Chunk(bytes, from, length, crc(bytes, from, length)));
            buffered += length;
        }

        @Override
        public void flush() throws IOException {
            require(saidReady, "flushed without having said ready");
            saidReady = false;
            if (broken) {
                throw new IOException("broken pipe");
            }
        }

        @Override
        public void end() {
            require(!ended, "ended twice");
            ended = true;
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                // Not an exception that the server would take for a broken client.
                throw new AssertionError(otherwise);
            }
        }

        // ---- As the client sees it.

        private void consume() {
            if (!stalled) {
                deliver(calm ? Integer.MAX_VALUE : 1 + random.nextInt(random.nextBoolean() ? 50 : 20_000));
            }
            if (ended && pipe.isEmpty()) {
                broken = true;
                connection = null;
                session().gone();
            } else if (notify && buffered < window) {
                notify = false;
                session().writable();
            }
        }

        private void deliver(int most) {
            int left = most;
            while (left > 0 && !pipe.isEmpty()) {
                Chunk chunk = pipe.element();
                if (offset == 0) {
                    require(
                            crc(chunk.bytes(), chunk.from(), chunk.length()) == chunk.crc(),
                            "bytes were changed after they had been handed over");
                }
                int length = Math.min(left, chunk.length() - offset);
                for (int i = 0; i < length; i++) {
                    take(chunk.bytes()[chunk.from() + offset + i]);
                }
                offset += length;
                left -= length;
                buffered -= length;
                if (offset == chunk.length()) {
                    pipe.remove();
                    offset = 0;
                }
            }
        }

        private void take(byte b) {
            received++;
            if (b != '\n') {
                line.write(b);
                return;
            }
            String text = line.toString(UTF_8);
            line.reset();
            if (text.isEmpty()) {
                dispatch();
            } else if (text.startsWith("event: ")) {
                event = text.substring(7);
            } else if (text.startsWith("data: ")) {
                require(data == null, "two data fields in an event of one line");
                data = text.substring(6);
            } else if (text.startsWith("id: ")) {
                id = text.substring(4);
            } else {
                require(text.startsWith(":") || text.startsWith("retry: "), "no field of an event: " + text);
            }
        }

        private void dispatch() {
            String name = event;
            String text = data;
            String newId = id;
            event = "";
            data = null;
            id = null;
            if (newId != null && text == null) {
                lastId = newId;
                account.id(newId);
            } else if (newId != null) {
                String expected = form.event();
                require(name.equals(expected == null ? "" : expected), "a line as event " + name);
                lastId = newId;
                account.line(form.kind() == Form.Kind.JSON ? Json.line(text) : Json.unescaped(text), newId, text);
            } else if (name.equals("gap")) {
                account.gap(Json.text(text, "reason"), text);
            } else if (text != null
                    && !List.of("hello", "rotate", "backfill-end", "bye").contains(name)) {
                require(!follow, "an event that should not be: " + name + " " + text);
            }
        }
    }
}
