package io.logstreamer.sim;

import io.logstreamer.log.Selection;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.tail.ManualClock;
import io.logstreamer.tail.MemoryDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run, given by its seed alone: a few seconds of a server's life with everything that may happen in it, then quiet, in
 * which every client must come to the end of the log.
 */
final class Simulation {

    private static final String GROUP = "group";
    private static final Path DIRECTORY = Path.of("/logs");

    private final SplittableRandom random;
    private final Profile profile;
    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk;
    private final List<SourceSpec> specs = new ArrayList<>();
    private final List<Programs> programs = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Map<String, Truth> truths = new TreeMap<>();
    private @Nullable Server server;
    private int runs;
    private boolean calm;
    private long orderBytes;
    private final @Nullable Path state;
    private final boolean slow;

    Simulation(long seed) {
        this(seed, null);
    }

    /** @param state where the order of arrival is kept, for clients of all logs at once; null: there are none */
    Simulation(long seed, @Nullable Path state) {
        this(seed, state, false);
    }

    /** @param slow whether it takes its time to look into an archive */
    Simulation(long seed, @Nullable Path state, boolean slow) {
        this.slow = slow;
        this.random = new SplittableRandom(seed);
        this.state = state;
        Profile usual = Profile.of(random.split());
        this.profile = state == null ? usual : usual.merged(random.split());
        this.disk = new MemoryDisk(clock, profile.keepsBirth());
        disk.mkdir(DIRECTORY);
        for (int i = 0; i < profile.logs(); i++) {
            addLog("log" + i);
        }
        if (profile.group()) {
            specs.add(new SourceSpec.Glob(GROUP, DIRECTORY, "log*"));
        }
        if (state != null) {
            addMergedClients();
        }
        disk.between(this::between);
        if (profile.faultPerMille() > 0) {
            disk.failing(call -> !calm && random.nextInt(1_000) < profile.faultPerMille());
        }
    }

    private void addMergedClients() {
        List<Selection.Part> parts = new ArrayList<>();
        truths.keySet().forEach(name -> parts.add(new Selection.Part(Selection.Part.Kind.ID, name)));
        for (int i = 0; i < profile.clients(); i++) {
            clients.add(new Client(Selection.of(parts).key(), new MergedLedger(truths), profile, random.split()));
        }
    }

    private void addLog(String file) {
        Path path = DIRECTORY.resolve(file);
        String name = profile.group() ? GROUP + "/" + file : file;
        if (!profile.group()) {
            specs.add(new SourceSpec.File(name, path));
        }
        Truth truth = new Truth();
        truths.put(name, truth);
        programs.add(new Programs(clock, disk, path, truth, profile, random.split(), new Seen(name)));
        for (int i = 0; state == null && i < profile.clients(); i++) {
            Account account = new Account(truth, profile.maxLineBytes(), profile.faultPerMille() > 0, clock);
            clients.add(new Client(name, account, profile, random.split()));
        }
    }

    private final class Seen implements Programs.Seen {
        private final String source;

        private Seen(String source) {
            this.source = source;
        }

        @Override
        public boolean linesOf(Truth.Life life) {
            Server running = server;
            return running != null && running.tail.hasTaken(source, life.inode, life::marked);
        }

        @Override
        public boolean log() {
            Server running = server;
            return running != null && running.tail.hasMet(source);
        }
    }

    /** Just before a call of the disk: the other programs do not wait. */
    private void between() {
        if (!calm && random.nextInt(100) < profile.betweenPercent()) {
            oneOf(programs).step();
        }
        Server running = server;
        if (running != null) {
            running.between();
        }
    }

    void run() {
        for (int i = random.nextInt(20); i >= 0; i--) {
            oneOf(programs).step();
        }
        if (profile.group() && !profile.newcomers()) {
            programs.forEach(Programs::begin);
        }
        startServer();
        for (int i = 0; i < profile.rounds(); i++) {
            round();
        }
        comeToRest();
    }

    private void round() {
        int dice = random.nextInt(100);
        Server running = server;
        if (running == null) {
            if (dice < 10) {
                startServer();
            } else {
                oneOf(programs).step();
                pass();
            }
        } else if (dice < 25) {
            oneOf(programs).step();
        } else if (dice < 55) {
            oneOf(clients).step(running.pumps, running.run);
        } else if (dice < 85) {
            running.step();
        } else if (dice < 90) {
            running.settle();
        } else if (dice < 98) {
            pass();
        } else if (random.nextInt(100) < 20 * profile.restartPercent()) {
            stopServer(running);
        }
        if (running != null) {
            running.checkBounds();
        }
    }

    private void pass() {
        long[] millis = {0, 1, 5, 20, 20, 100, 250, 1_100};
        boolean rotating = programs.stream().anyMatch(Programs::rotating);
        pass(millis[random.nextInt(rotating ? 3 : millis.length)]);
    }

    private void pass(long millis) {
        clock.advanceMillis(millis);
        // A rotation is a matter of milliseconds once it has begun.
        programs.forEach(Programs::rotateOn);
    }

    private void startServer() {
        if (!profile.keepsBirth()) {
            // Without times of birth a small copy that is not cut yet is another log that begins alike.
            programs.forEach(Programs::cutNow);
        }
        orderBytes = orderBytes();
        Server started = new Server(runs++, specs, disk, clock, profile, random.split(), () -> pass(5), state, slow);
        server = started;
        programs.forEach(each -> each.run(started.run));
        started.tail.turn();
    }

    private void stopServer(Server running) {
        if (random.nextBoolean()) {
            // As on SIGTERM: everybody gets a bye, as far as it gets through.
            clients.forEach(Client::dismiss);
            running.settle();
            running.endInOrder();
        }
        running.kill();
        if (state != null && orderBytes() == orderBytes) {
            // In its first moments, in which all logs are met: whatever it had read, no server will know.
            truths.values().forEach(truth -> truth.forget(running.run));
        }
        server = null;
        programs.forEach(each -> each.run(-1));
        // The order of arrival tells lives apart by the seconds in which they began.
        clock.advanceMillis(1_000);
        clients.forEach(Client::serverDied);
    }

    /** How much of the order of arrival is written. */
    private long orderBytes() {
        if (state == null) {
            return 0;
        }
        try (Stream<Path> files = Files.list(state)) {
            return files.filter(file -> file.getFileName().toString().startsWith("runs-"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void comeToRest() {
        calm = true;
        programs.forEach(Programs::finish);
        Server running = server;
        if (running == null) {
            startServer();
            running = java.util.Objects.requireNonNull(server);
        }
        clients.forEach(Client::calmDown);
        // Less than a heartbeat: nothing but the end of the work itself may bring a client to the tip.
        for (int i = 0; i < 300; i++) {
            boolean progress = true;
            while (progress) {
                running.settle();
                progress = false;
                for (Client client : clients) {
                    long before = client.received();
                    client.step(running.pumps, running.run);
                    progress |= client.received() != before;
                }
            }
            clock.advanceMillis(20);
        }
        for (Client client : clients) {
            if (!client.connected() || client.ending()) {
                throw new AssertionError("a client that is not connected in the end");
            }
            client.account().checkComplete();
        }
        running.checkBounds();
        clients.forEach(Client::cut);
        // A heartbeat later the server has noticed every broken connection.
        for (int i = 0; i < 4; i++) {
            running.settle();
            clock.advance(Duration.ofSeconds(31));
        }
        running.settle();
        running.checkEmpty();
        running.kill();
        if (disk.openContents() != 0) {
            throw new AssertionError("files left open: " + disk.openContents());
        }
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
