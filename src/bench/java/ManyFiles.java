import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures a server that follows thousands of files: what it costs when all are quiet, how late the lines of the few busy ones
 * come, and what a file that grows by 100 MB/s does to a slow one. Linux only; run without compiling: {@code java
 * src/bench/java/ManyFiles.java OPTIONS}.
 *
 * <p>Every line that is read is checked by its number. It prints what it found; whether that is good is for the reader.
 */
public final class ManyFiles {

    private static final int LINE_BYTES = 120;
    private static final long SECOND = 1_000_000_000;

    private final Path directory;
    private final URI server;
    private final long pid;
    private final int files;
    private final int busy;
    private final int linesPerSecond;
    private final long bytesPerSecond;
    private final int seconds;
    private final String group;

    private ManyFiles(Map<String, String> options) {
        directory = Path.of(options.getOrDefault("dir", "logs")).toAbsolutePath();
        server = URI.create(options.getOrDefault("url", "http://127.0.0.1:8080"));
        pid = Long.parseLong(options.getOrDefault("pid", "0"));
        files = Integer.parseInt(options.getOrDefault("files", "5000"));
        busy = Integer.parseInt(options.getOrDefault("busy", "50"));
        linesPerSecond = Integer.parseInt(options.getOrDefault("rate", "20"));
        bytesPerSecond = Long.parseLong(options.getOrDefault("fast-mb", "100")) * 1_000_000;
        seconds = Integer.parseInt(options.getOrDefault("seconds", "20"));
        group = options.getOrDefault("group", "many");
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new TreeMap<>();
        List<String> phases = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--") && argument.contains("=")) {
                options.put(
                        argument.substring(2, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1));
            } else {
                phases.add(argument);
            }
        }
        if (phases.isEmpty()) {
            System.err.println(
                    "java ManyFiles.java [--dir=logs] [--url=http://127.0.0.1:8080] [--pid=PID] [--files=5000]"
                            + " [--busy=50] [--rate=20] [--fast-mb=100] [--seconds=20] [--group=many] prepare|idle|busy|fair ...");
            System.exit(2);
        }
        ManyFiles bench = new ManyFiles(options);
        for (String phase : phases) {
            switch (phase) {
                case "prepare" -> bench.prepare();
                case "idle" -> bench.idle();
                case "busy" -> bench.busy();
                case "fair" -> bench.fair();
                default -> throw new IllegalArgumentException("no such phase: phase=" + phase);
            }
        }
    }

    // ---- The phases.

    /** Makes the files, each with a few lines. */
    private void prepare() throws IOException {
        Files.createDirectories(directory);
        for (int i = 0; i < files; i++) {
            Files.writeString(log(i), "a line of the past\nand another one\n");
        }
        System.out.println("files: " + files + " in " + directory);
    }

    /** All quiet, nobody connected. */
    private void idle() throws Exception {
        awaitListed();
        Thread.sleep(12_000);
        Cpu before = Cpu.of(pid);
        long began = System.nanoTime();
        Thread.sleep(seconds * 1_000L);
        Cpu after = Cpu.of(pid);
        System.out.println("idle: " + after.since(before, System.nanoTime() - began) + "; descriptors of logs: "
                + openLogs() + ", all: " + descriptors().size());
    }

    /** Some are busy, each with a subscriber. */
    private void busy() throws Exception {
        awaitListed();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < busy; i++) {
            readers.add(new Reader(this, name(i * (files / busy))));
        }
        for (Reader reader : readers) {
            reader.awaitBegun();
        }
        Cpu before = Cpu.of(pid);
        long began = System.nanoTime();
        int most = 0;
        long sent = 0;
        try (Writers writers = new Writers(this)) {
            long end = began + seconds * SECOND;
            long step = SECOND / linesPerSecond;
            for (long due = began; due < end; due += step) {
                parkUntil(due);
                for (int i = 0; i < busy; i++) {
                    writers.line(i * (files / busy), sent);
                }
                sent++;
                if (sent % linesPerSecond == 0) {
                    most = Math.max(most, openLogs());
                }
            }
        }
        Thread.sleep(2_000);
        Cpu after = Cpu.of(pid);
        System.out.println(
                "busy: " + busy + " files x " + linesPerSecond + " lines/s: " + Reader.sum(readers, sent * busy) + "; "
                        + after.since(before, System.nanoTime() - began) + "; descriptors of logs at most: " + most);
        readers.forEach(Reader::close);
    }

    /** One grows as fast as it can, another one slowly. */
    private void fair() throws Exception {
        awaitListed();
        Path fast = log(1);
        Reader slow = new Reader(this, name(0));
        Reader follower = new Reader(this, name(1));
        slow.awaitBegun();
        follower.awaitBegun();
        byte[] block = block();
        Cpu before = Cpu.of(pid);
        long began = System.nanoTime();
        AtomicLong written = new AtomicLong();
        Thread writer = new Thread(() -> {
            try (FileChannel channel = FileChannel.open(fast, StandardOpenOption.APPEND)) {
                while (System.nanoTime() - began < seconds * SECOND) {
                    ByteBuffer bytes = ByteBuffer.wrap(block);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    parkUntil(began + (long) ((double) written.addAndGet(block.length) / bytesPerSecond * SECOND));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        long sent = 0;
        try (Writers writers = new Writers(this)) {
            while (writer.isAlive()) {
                writers.line(0, sent++);
                parkUntil(began + sent * SECOND / 10);
            }
        }
        writer.join();
        double took = (System.nanoTime() - began) / 1e9;
        long taken = taken(name(1));
        Thread.sleep(2_000);
        Cpu after = Cpu.of(pid);
        System.out.printf(
                Locale.ROOT,
                "fair: beside a file of %.0f MB/s (%.0f MB, %.1f MB of it not taken in at the end) a slow one: %s; %s%n",
                written.get() / took / 1e6,
                written.get() / 1e6,
                (Files.size(fast) - taken) / 1e6,
                Reader.sum(List.of(slow), sent),
                after.since(before, System.nanoTime() - began));
        slow.close();
        follower.close();
        Files.writeString(fast, "a line of the past\nand another one\n");
    }

    /** 64 KiB of whole lines that bear no number. */
    private static byte[] block() {
        byte[] block = new byte[LINE_BYTES * 546];
        Arrays.fill(block, (byte) 'x');
        for (int i = LINE_BYTES - 1; i < block.length; i += LINE_BYTES) {
            block[i] = '\n';
        }
        return block;
    }

    // ---- The logs.

    private Path log(int number) {
        return directory.resolve(String.format(Locale.ROOT, "app-%05dx.log", number));
    }

    private String name(int number) {
        return group + "/" + log(number).getFileName();
    }

    /** Until the server lists all of them. */
    private void awaitListed() throws Exception {
        long until = System.nanoTime() + 120 * SECOND;
        while (System.nanoTime() < until) {
            String list = get("/api/v1/sources");
            if (list.contains(name(files - 1)) && list.contains(name(0))) {
                return;
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("the server does not list the files: is it started with "
                + "LOGSTREAMER_SOURCES='" + group + "=" + directory + "/*.log' ?");
    }

    /** How much of a log the server has taken in. */
    private long taken(String name) throws IOException {
        String list = get("/api/v1/sources?source=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        int at = list.lastIndexOf("\"sizeBytes\":") + 12;
        return Long.parseLong(list.substring(at, list.indexOf(',', at)));
    }

    private String get(String target) throws IOException {
        try (Socket socket = open(target);
                InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** HTTP/1.0, so that nothing stands between the lines and us. */
    private Socket open(String target) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + server.getPath() + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void parkUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    // ---- What the server holds.

    private int openLogs() throws IOException {
        return (int) descriptors().stream()
                .filter(target -> target.startsWith(directory.toString()))
                .count();
    }

    private List<String> descriptors() throws IOException {
        List<String> targets = new ArrayList<>();
        if (pid == 0) {
            return targets;
        }
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path entry : entries.toList()) {
                try {
                    targets.add(Files.readSymbolicLink(entry).toString());
                } catch (IOException closedMeanwhile) {
                    // A descriptor closed between the listing and the look is not open.
                }
            }
        }
        return targets;
    }

    /** CPU time that a process and its threads have used, in ticks of 10 ms. */
    private record Cpu(long ticks, Map<String, Long> threads) {

        private static Cpu of(long pid) throws IOException {
            if (pid == 0) {
                return new Cpu(0, Map.of());
            }
            Map<String, Long> threads = new TreeMap<>();
            try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
                for (Path task : tasks.toList()) {
                    try {
                        threads.merge(Files.readString(task.resolve("comm")).strip(), ticks(task), Long::sum);
                    } catch (IOException endedMeanwhile) {
                        // A thread that has ended is in the sum of the process.
                    }
                }
            }
            return new Cpu(ticks(Path.of("/proc", Long.toString(pid))), threads);
        }

        /** Fields 14 and 15 of proc(5), behind the name in brackets. */
        private static long ticks(Path process) throws IOException {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }

        private String since(Cpu before, long nanos) {
            StringBuilder text = new StringBuilder(percent(ticks - before.ticks, nanos) + " of a core");
            threads.forEach((name, now) -> {
                long used = now - before.threads.getOrDefault(name, 0L);
                if (used * 1e7 / nanos >= 0.001) {
                    text.append(", ").append(name).append(' ').append(percent(used, nanos));
                }
            });
            return text.toString();
        }

        private static String percent(long ticks, long nanos) {
            return String.format(Locale.ROOT, "%.1f %%", ticks * 1e7 / nanos * 100);
        }
    }

    /** The busy files, held open. */
    private static final class Writers implements AutoCloseable {
        private final ManyFiles bench;
        private final Map<Integer, FileChannel> channels = new TreeMap<>();

        private Writers(ManyFiles bench) {
            this.bench = bench;
        }

        private void line(int file, long number) throws IOException {
            FileChannel channel = channels.get(file);
            if (channel == null) {
                channel = FileChannel.open(bench.log(file), StandardOpenOption.APPEND);
                channels.put(file, channel);
            }
            StringBuilder line = new StringBuilder("seq=" + number + " ts=" + System.nanoTime() + " ");
            while (line.length() < LINE_BYTES - 1) {
                line.append('x');
            }
            channel.write(ByteBuffer.wrap(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void close() throws IOException {
            for (FileChannel channel : channels.values()) {
                channel.close();
            }
        }
    }

    /** A subscriber of one file: notes how late each line is, and whether one is missing. */
    private static final class Reader implements Runnable {
        private final Socket socket;
        private final List<Long> delays = new ArrayList<>();
        private volatile boolean begun;
        private long next;
        private long wrong;

        private Reader(ManyFiles bench, String name) throws IOException {
            socket = bench.open("/stream?source=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
            Thread thread = new Thread(this);
            thread.setDaemon(true);
            thread.start();
        }

        private void awaitBegun() throws InterruptedException {
            long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!begun) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("a stream does not begin");
                }
                Thread.sleep(1);
            }
        }

        @Override
        public void run() {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1 << 16)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: seq=")) {
                        note(line);
                    } else if (line.startsWith("id:")) {
                        begun = true;
                    }
                }
            } catch (IOException closed) {
                // We did that.
            }
        }

        private synchronized void note(String line) {
            int end = line.indexOf(' ', 10);
            long number = Long.parseLong(line.substring(10, end));
            wrong += number == next ? 0 : 1;
            next = number + 1;
            delays.add(System.nanoTime() - Long.parseLong(line.substring(end + 4, line.indexOf(' ', end + 4))));
        }

        private void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String sum(List<Reader> readers, long expected) {
            List<Long> all = new ArrayList<>();
            long wrong = 0;
            for (Reader reader : readers) {
                synchronized (reader) {
                    all.addAll(reader.delays);
                    wrong += reader.wrong;
                }
            }
            all.sort(null);
            if (all.isEmpty()) {
                return "no line came";
            }
            return String.format(
                    Locale.ROOT,
                    "p50 %.1f, p99 %.1f, most %.1f ms; %d lines, %d missing, %d out of order",
                    all.get(all.size() / 2) / 1e6,
                    all.get((int) (all.size() * 0.99)) / 1e6,
                    all.get(all.size() - 1) / 1e6,
                    all.size(),
                    expected - all.size(),
                    wrong);
        }
    }
}
