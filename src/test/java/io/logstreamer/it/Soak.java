package io.logstreamer.it;

import io.logstreamer.it.SoakProgram.Kind;
import io.logstreamer.it.SoakProgram.Naming;
import io.logstreamer.it.SoakSubscriber.Manner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Three programs that write to a log each and rotate it, a server that is stopped and killed meanwhile, and subscribers of one
 * log and of several. What is done, and at which line, follows from the seed; when the server sees it does not.
 *
 * <p>Confined to the test's thread, which restarts the server; programs and subscribers have threads of their own.
 */
final class Soak implements AutoCloseable {
    private static final int LOGS = 3;

    /** One in so many rotations makes the server go away. */
    private static final int ROTATIONS_TO_RESTART = 9;

    /** So long nothing may come to anybody who waits for something. */
    private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(90);

    private static final int PROBLEMS_SHOWN = 5;
    private static final Pattern LEVEL = Pattern.compile("\\b(WARN|WARNING|SEVERE|ERROR)\\b");

    private final ContainerKind kind;
    private final long seed;
    private final int rotationsOfEach;
    private final @Nullable List<Kind> kinds;
    private final int linesPerSecond;
    private final Path directory;
    private final Path logDirectory;
    private final Random random;
    private final SoakStory story;
    private final MergedServer server;
    private final List<RunningContainer> lives = new ArrayList<>();
    private final List<SoakLog> logs = new ArrayList<>();
    private final List<SoakProgram> programs = new ArrayList<>();
    private final List<SoakSubscriber> subscribers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(LOGS);

    private final AtomicInteger serverLife = new AtomicInteger(1);
    private final AtomicInteger rotations = new AtomicInteger();
    private final LinkedBlockingQueue<Integer> restartsDue = new LinkedBlockingQueue<>();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private volatile boolean over;

    /**
     * @param rotations in all
     * @param kinds of rotation that are played; null: all in a log by itself, those that keep the files in two that are
     *     also followed together
     * @param linesPerSecond in all
     * @param directory of what the server keeps and says; empty
     * @param logDirectory empty
     */
    Soak(
            ContainerKind kind,
            long seed,
            int rotations,
            @Nullable List<Kind> kinds,
            int linesPerSecond,
            Path directory,
            Path logDirectory)
            throws Exception {
        this.kind = kind;
        this.seed = seed;
        this.rotationsOfEach = Math.max(1, rotations / LOGS);
        this.kinds = kinds;
        this.linesPerSecond = linesPerSecond;
        this.directory = directory;
        this.logDirectory = logDirectory;
        this.random = new Random(seed);
        this.story = new SoakStory(directory.resolve("story.txt"));
        this.server = MergedServer.of(kind, logDirectory, directory.resolve("state"));
        Path alone = Files.createDirectories(logDirectory.resolve("alone"));
        server.base().lasting();
        server.base().environment("LOGSTREAMER_SOURCES", "shop=" + logDirectory + "/*.log,alone=" + alone + "/*.log");
        logs.add(new SoakLog(new TempLog("shop/a.log", logDirectory.resolve("a.log"))));
        logs.add(new SoakLog(new TempLog("shop/b.log", logDirectory.resolve("b.log"))));
        logs.add(new SoakLog(new TempLog("alone/c.log", alone.resolve("c.log"))));
    }

    /** Plays everything; returns what it was, in a line. */
    String run() throws Exception {
        boolean birthTimes = hasBirthTimes(logDirectory);
        start();
        subscribe();
        List<CompletableFuture<Void>> writing = startPrograms();
        while (!restartsDue.isEmpty() || !writing.stream().allMatch(CompletableFuture::isDone)) {
            Integer due = restartsDue.poll(100, TimeUnit.MILLISECONDS);
            check();
            if (due != null) {
                restart();
            }
        }
        writing.forEach(CompletableFuture::join);
        awaitAll();
        checkPast();
        server.stop();
        checkProblems();
        return summary(birthTimes);
    }

    // ---- The server.

    private void start() throws IOException, InterruptedException {
        server.start();
        lives.add(server.process());
        story.tell("started, life %d".formatted(serverLife.incrementAndGet()));
    }

    /** By turns orderly and not. */
    private void restart() throws IOException, InterruptedException {
        boolean kill = (stops.get() + kills.get()) % 2 == 0;
        story.tell((kill ? "kill, life %d" : "stop, life %d").formatted(serverLife.incrementAndGet()));
        if (kill) {
            server.kill();
        } else {
            server.stop();
        }
        Thread.sleep(random.nextInt(1_500));
        start();
        (kill ? kills : stops).incrementAndGet();
    }

    /** What it tries again by itself is no fault. */
    private void checkProblems() {
        List<String> problems = lives.stream()
                .flatMap(each -> each.console().problems().stream())
                .filter(line -> LEVEL.matcher(line).find() && !line.contains("it is tried again"))
                .toList();
        if (!problems.isEmpty()) {
            throw new AssertionError("the server complained " + problems.size() + " times: "
                    + problems.subList(0, Math.min(PROBLEMS_SHOWN, problems.size())));
        }
    }

    // ---- Programs and subscribers.

    private List<CompletableFuture<Void>> startPrograms() {
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (SoakLog log : logs) {
            Naming naming = log == logs.get(1) ? Naming.DATED : Naming.NUMBERED;
            SoakProgram program = new SoakProgram(
                    log, naming, kinds(log), linesPerSecond / LOGS, new Random(random.nextLong()), new World(), story);
            programs.add(program);
            writing.add(CompletableFuture.runAsync(() -> program.run(rotationsOfEach), threads));
        }
        return writing;
    }

    private List<Kind> kinds(SoakLog log) {
        if (kinds != null) {
            return kinds;
        }
        return together().contains(log) ? Kind.KEEPING : List.of(Kind.values());
    }

    /** What is followed together. */
    private List<SoakLog> together() {
        return kinds != null ? logs : logs.subList(0, 2);
    }

    private String groups() {
        return kinds != null ? "group=shop&group=alone" : "group=shop";
    }

    private void subscribe() {
        List<TempLog> two = logs.subList(0, 2).stream().map(SoakLog::files).toList();
        one("/stream?source=", logs.get(0), Manner.LIVE);
        one("/api/v1/stream?source=", logs.get(1), Manner.CUTTING);
        one("/stream?source=", logs.get(2), Manner.STALLING);
        one("/stream?source=", logs.get(2), Manner.CUTTING);
        one("/stream?source=", logs.get(0), Manner.FETCHING);
        one("/stream?source=", logs.get(2), Manner.FETCHING);
        join("groups", server.uri("/stream?" + groups()), together(), Manner.LIVE);
        join("glob", server.uri("/api/v1/stream?source=shop/*.log"), logs.subList(0, 2), Manner.CUTTING);
        join("two", server.of("/stream?", two), logs.subList(0, 2), Manner.STALLING);
    }

    private void one(String route, SoakLog log, Manner manner) {
        join(log.source(), server.uri(route + log.source()), List.of(log), manner);
    }

    private void join(String name, URI stream, List<SoakLog> of, Manner manner) {
        join(name + " " + manner, stream, of, manner, false);
    }

    private SoakSubscriber join(String name, URI stream, List<SoakLog> of, Manner manner, boolean anywhere) {
        SoakAccount account = new SoakAccount(name, of, anywhere, serverLife::get, story);
        SoakSubscriber subscriber = new SoakSubscriber(stream, manner, account, new Random(random.nextLong()), story);
        subscribers.add(subscriber);
        return subscriber.start();
    }

    /** As the programs see it. */
    private final class World implements SoakProgram.Surroundings {
        @Override
        public int serverLife() {
            return serverLife.get();
        }

        @Override
        public int slowest(SoakLog log) {
            return places(log).min(Integer::compare).orElseThrow();
        }

        @Override
        public int furthest(SoakLog log) {
            return places(log).max(Integer::compare).orElseThrow();
        }

        private Stream<Integer> places(SoakLog log) {
            return subscribers.stream()
                    .filter(each -> each.account().hasLog(log))
                    .map(each -> each.account().next(log));
        }

        @Override
        public void rotated() {
            int count = rotations.incrementAndGet();
            if (count % ROTATIONS_TO_RESTART == 0) {
                // The one before must be over.
                while (stops.get() + kills.get() < count / ROTATIONS_TO_RESTART - 1 && !over) {
                    LockSupport.parkNanos(20_000_000);
                }
                restartsDue.add(count);
            }
        }

        @Override
        public boolean isOver() {
            return over;
        }
    }

    // ---- Looking.

    private void check() {
        for (SoakSubscriber each : subscribers) {
            Throwable failure = each.failure();
            if (failure != null) {
                throw new AssertionError(failure.getMessage(), failure);
            }
        }
    }

    /** All of what was written comes to everybody, who now waits for nothing else. */
    private void awaitAll() throws InterruptedException {
        subscribers.forEach(SoakSubscriber::calmDown);
        story.tell("all is written");
        Deadline deadline = Deadline.in(STANDSTILL_LIMIT);
        long before = received();
        while (!subscribers.stream().allMatch(each -> each.account().isComplete())) {
            Thread.sleep(50);
            check();
            long now = received();
            if (now > before) {
                deadline = Deadline.in(STANDSTILL_LIMIT);
                before = now;
            } else if (deadline.isOver()) {
                throw new AssertionError("nothing came for " + STANDSTILL_LIMIT.toSeconds() + " s, but was written: "
                        + subscribers.stream()
                                .filter(each -> !each.account().isComplete())
                                .map(this::place)
                                .toList());
            }
        }
    }

    private String place(SoakSubscriber subscriber) {
        return subscriber.account().name() + " waits for "
                + logs.stream()
                        .filter(log -> subscriber.account().hasLog(log))
                        .map(log -> subscriber.account().next(log) + " of " + log.lines() + " of " + log.source())
                        .toList();
    }

    private long received() {
        return subscribers.stream().mapToLong(each -> each.account().received()).sum();
    }

    /** What is left of the past is one stretch up to the last line, for who comes only now. */
    private void checkPast() throws InterruptedException {
        for (SoakLog log : logs) {
            join(
                    "past of " + log.source(),
                    server.uri("/stream?source=" + log.source()),
                    List.of(log),
                    Manner.LIVE,
                    true);
        }
        if (kinds != null) {
            // Files that are gone leave a gap for each of their runs, of which there are many.
            join("past of groups", server.uri("/stream?" + groups()), together(), Manner.LIVE, true);
        }
        awaitAll();
    }

    private String summary(boolean birthTimes) {
        Map<Kind, Integer> each = new EnumMap<>(Kind.class);
        programs.forEach(
                program -> program.rotations().forEach((what, count) -> each.merge(what, count, Integer::sum)));
        int lines = logs.stream().mapToInt(SoakLog::lines).sum();
        return "Soak, seed %d on %s%s: %d rotations %s; %d lines, %.0f a second; %d stops, %d kills; %d connections, %d lines received, %d gaps told, %d lines behind them"
                .formatted(
                        seed,
                        kind,
                        birthTimes ? "" : ", no times of birth",
                        rotations.get(),
                        each,
                        lines,
                        programs.stream()
                                .mapToDouble(SoakProgram::linesPerSecond)
                                .sum(),
                        stops.get(),
                        kills.get(),
                        subscribers.stream()
                                .mapToInt(SoakSubscriber::connections)
                                .sum(),
                        received(),
                        subscribers.stream()
                                .mapToInt(subscriber -> subscriber.account().gaps())
                                .sum(),
                        subscribers.stream()
                                .mapToInt(subscriber -> subscriber.account().missing())
                                .sum());
    }

    /** What was told last, and where all of it lies. */
    String story() {
        return story.toString();
    }

    private static boolean hasBirthTimes(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, "birth", ".tmp");
        try {
            FileTime past = FileTime.fromMillis(1_000_000_000_000L);
            Files.getFileAttributeView(probe, BasicFileAttributeView.class).setTimes(past, null, null);
            return !Files.readAttributes(probe, BasicFileAttributes.class)
                    .creationTime()
                    .equals(past);
        } finally {
            Files.delete(probe);
        }
    }

    /** Ends everything. What the server said stays in the directory, beside the story. */
    @Override
    public void close() throws IOException {
        over = true;
        for (SoakSubscriber each : subscribers) {
            each.close();
        }
        threads.shutdown();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        for (int i = 0; i < lives.size(); i++) {
            Files.writeString(
                    directory.resolve("server-" + (i + 1) + ".txt"),
                    lives.get(i).console() + "\n");
        }
        story.close();
    }
}
