import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the page in a real browser: writes lines into a log that a server follows, opens the page for it in Chromium,
 * and prints what the page says of itself ({@code logstreamer.stats()}). Linux only; run without compiling: {@code java
 * src/bench/java/PageSpeed.java OPTIONS}.
 *
 * <p>The page is asked over the DevTools protocol, and only before and after what is measured: with tools attached a
 * browser is slower. Whether a figure is good is for the reader; a lost line is told as what it is.
 */
public final class PageSpeed {

    private static final long SECOND = 1_000_000_000;
    private static final int LINE_BYTES = 170;
    private static final int MILLION = 1_000_000;
    private static final int FIRST_LOADS = 11;

    private static final List<String> LEVELS = List.of("INFO ", "DEBUG", "INFO ", "WARN ", "INFO ", "ERROR");

    private final Path log;
    private final String url;
    private final String chromium;
    private final int seconds;

    private PageSpeed(Map<String, String> options) {
        log = Path.of(options.getOrDefault("log", "app.log")).toAbsolutePath();
        url = options.getOrDefault("url", "http://127.0.0.1:8080/?source=app");
        chromium = options.getOrDefault("chromium", "chromium");
        seconds = Integer.parseInt(options.getOrDefault("seconds", "60"));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new TreeMap<>();
        List<String> phases = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--") && argument.contains("=")) {
                int sign = argument.indexOf('=');
                options.put(argument.substring(2, sign), argument.substring(sign + 1));
            } else {
                phases.add(argument);
            }
        }
        if (phases.isEmpty()) {
            System.err.println("java PageSpeed.java [--log=app.log] [--url=http://127.0.0.1:8080/?source=app]"
                    + " [--chromium=chromium] [--seconds=60] first|RATE|backlog|find ...");
            System.exit(2);
        }
        PageSpeed bench = new PageSpeed(options);
        for (String phase : phases) {
            switch (phase) {
                case "first" -> bench.first();
                case "backlog" -> bench.backlog();
                case "find" -> bench.find();
                default -> bench.steady(Integer.parseInt(phase));
            }
        }
    }

    // ---- The phases.

    /**
     * From the start of the navigation to the first line in view. The browser runs already, and has been to the page once;
     * each load is in a context of its own, which has nothing kept: no script, no style, no connection.
     */
    private void first() throws Exception {
        append(new Lines(), 1_000);
        List<Double> millis = new ArrayList<>();
        try (Browser browser = Browser.start(chromium)) {
            firstLine(browser);
            for (int load = 0; load < FIRST_LOADS; load++) {
                millis.add(firstLine(browser));
            }
        }
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "first line: median %.0f ms, from %.0f to %.0f of %d loads%n",
                sorted.get(FIRST_LOADS / 2),
                sorted.get(0),
                sorted.get(FIRST_LOADS - 1),
                FIRST_LOADS);
    }

    private double firstLine(Browser browser) throws Exception {
        String context = browser.newContext();
        Tab tab = browser.openIn(context, url);
        tab.await("logstreamer.stats().firstLineMillis > 0");
        double millis = Double.parseDouble(tab.text("logstreamer.stats().firstLineMillis"));
        browser.dispose(context);
        return millis;
    }

    /** A rate that is kept up for a while. */
    private void steady(int linesPerSecond) throws Exception {
        try (Browser browser = Browser.start(chromium)) {
            Tab tab = browser.openLive(url);
            long before = tab.number("lines");
            Lines lines = new Lines();
            long total = (long) linesPerSecond * seconds;
            long began = System.nanoTime();
            Watch memory = new Watch(browser);
            write(lines, linesPerSecond, total - linesPerSecond, began);
            // The last second is written while the page is asked: its present rate and share are those of the load.
            CompletableFuture<Map<String, String>> during = CompletableFuture.supplyAsync(() -> tab.stats());
            write(lines, linesPerSecond, total, began);
            double behind = awaitLines(tab, before + total);
            print(linesPerSecond + " lines/s for " + seconds + " s", during.get(), tab, before + total);
            System.out.printf(
                    Locale.ROOT,
                    "  all lines there %.2f s after the last was written; renderer %s%n",
                    behind,
                    memory.told());
        }
    }

    /** A million lines at once. */
    private void backlog() throws Exception {
        try (Browser browser = Browser.start(chromium)) {
            backlog(browser);
        }
    }

    private Tab backlog(Browser browser) throws Exception {
        Tab tab = browser.openLive(url);
        long before = tab.number("lines");
        Watch memory = new Watch(browser);
        long began = System.nanoTime();
        append(new Lines(), MILLION);
        double written = (System.nanoTime() - began) / 1e9;
        double behind = awaitLines(tab, before + MILLION);
        print("a million lines at once, written in %.1f s".formatted(written), tab.stats(), tab, before + MILLION);
        System.out.printf(
                Locale.ROOT,
                "  all lines there %.1f s after the first was written; renderer %s%n",
                written + behind,
                memory.told());
        return tab;
    }

    /** Looks for something in a million lines, as a person does: types it, and watches the count. */
    private void find() throws Exception {
        try (Browser browser = Browser.start(chromium)) {
            Tab tab = backlog(browser);
            for (String searched : List.of("order=999999", "worker-7", "nowhere")) {
                System.out.println("find " + searched + ": " + tab.text(FIND.formatted(false, searched)));
            }
            for (String searched : List.of("order=99999[0-9] ", "worker-[37]]", "nowhere$")) {
                System.out.println("find the expression " + searched + ": " + tab.text(FIND.formatted(true, searched)));
            }
        }
    }

    /** Answers with what the page shows as the count, and when, until it has been the same for a second. */
    private static final String FIND = """
            (async () => {
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              const count = () => document.querySelector('#find .count').textContent.trim();
              if (document.querySelector('#find-text') === null) {
                document.querySelector('[role=grid]').focus();
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
              }
              while (document.querySelector('#find-text') === null) {
                await frame();
              }
              const input = document.querySelector('#find-text');
              input.value = '';
              input.dispatchEvent(new InputEvent('input', { bubbles: true }));
              while (count() !== '') {
                await frame();
              }
              const regex = [...document.querySelectorAll('#find .sign')].at(-1);
              if ((regex.ariaPressed === 'true') !== %s) {
                regex.click();
                await frame();
              }
              input.value = '%s';
              const began = performance.now();
              input.dispatchEvent(new InputEvent('input', { bubbles: true }));
              const changes = [];
              let longest = 0;
              for (let last = began; last - (changes.at(-1)?.at ?? began) < 1000; ) {
                const now = await frame();
                longest = Math.max(longest, now - last);
                last = now;
                const shown = count();
                if (shown !== changes.at(-1)?.shown) {
                  changes.push({ shown, at: now });
                }
              }
              return changes.map(({ shown, at }) => `${(at - began).toFixed(0)} ms: ${shown}`).join('; ')
                + `; longest frame ${longest.toFixed(0)} ms`;
            })()""";

    // ---- Writing.

    private void append(Lines lines, int count) throws IOException {
        write(lines, Integer.MAX_VALUE, count, System.nanoTime());
    }

    /** Until so many are written in all; each hundredth of a second its share. */
    private void write(Lines lines, int linesPerSecond, long total, long began) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (lines.written < total) {
                double due = (double) (System.nanoTime() - began) / SECOND * linesPerSecond;
                long count = Math.min(Math.min((long) due - lines.written, 10_000), total - lines.written);
                if (count > 0) {
                    ByteBuffer bytes = lines.next((int) count);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
                if (linesPerSecond != Integer.MAX_VALUE) {
                    LockSupport.parkNanos(SECOND / 100);
                }
            }
        }
    }

    /** Lines as a program of Java writes them, each with its number and its time. */
    private static final class Lines {
        long written;

        ByteBuffer next(int count) {
            StringBuilder text = new StringBuilder(count * LINE_BYTES);
            String time = java.time.Instant.now().toString();
            for (int i = 0; i < count; i++) {
                int start = text.length();
                String level = LEVELS.get((int) (written % 97 % LEVELS.size()));
                text.append(time).append(' ').append(level).append(" [worker-").append(written % 12);
                text.append("] com.example.shop.Checkout - order=")
                        .append(written)
                        .append(" accepted, took=");
                text.append(written % 450).append("ms");
                while (text.length() - start < LINE_BYTES - 1) {
                    text.append(" items=3 total=41.90", 0, Math.min(20, LINE_BYTES - 1 - (text.length() - start)));
                }
                text.append('\n');
                written++;
            }
            return ByteBuffer.wrap(text.toString().getBytes(UTF_8));
        }
    }

    // ---- Asking.

    /** Seconds until the page has them: it notes the moment by itself, with nobody attached. */
    private static double awaitLines(Tab tab, long lines) throws InterruptedException {
        long began = System.currentTimeMillis();
        tab.text("(globalThis.reached = 0, globalThis.watch = setInterval(() => {"
                + " if (logstreamer.stats().lines >= " + lines
                + ") { reached = Date.now(); clearInterval(watch); } }, 20), 'watching')");
        for (long looked = 0; looked < 120_000; looked += 500) {
            Thread.sleep(500);
            long reached = Long.parseLong(tab.text("reached"));
            if (reached > 0) {
                return (reached - began) / 1e3;
            }
        }
        throw new IllegalStateException("lines are missing: " + tab.stats());
    }

    private static void print(String what, Map<String, String> during, Tab tab, long expected) {
        Map<String, String> after = tab.stats();
        System.out.println(what + ": "
                + (after.get("lost").equals("0") && after.get("lines").equals("" + expected)
                        ? "0 lost"
                        : "FAULT: " + after.get("lines") + " of " + expected + " lines, lost " + after.get("lost")));
        System.out.println("  during: " + during);
        System.out.println("  after:  " + after);
    }

    /** Looks at the memory of the renderer once a second: what it is at the end depends on when garbage was last collected. */
    private static final class Watch {
        private static final long EVERY_MILLIS = 1_000;

        private final Browser browser;
        private final Thread thread = new Thread(this::look, "watch");
        private volatile long highest;

        Watch(Browser browser) {
            this.browser = browser;
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            try {
                while (true) {
                    highest = Math.max(highest, browser.rendererMegabytes());
                    Thread.sleep(EVERY_MILLIS);
                }
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        /** Ends, and tells what there was. */
        String told() throws IOException {
            thread.interrupt();
            long now = browser.rendererMegabytes();
            return "%d MB, at most %d MB before".formatted(now, Math.max(highest, now));
        }
    }

    /** A browser without a window and without a past. */
    private static final class Browser implements AutoCloseable {
        private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");

        private final HttpClient client = HttpClient.newHttpClient();
        private final Process process;
        private final Path profile;
        private final String address;

        private Browser(Process process, Path profile, String address) {
            this.process = process;
            this.profile = profile;
            this.address = address;
        }

        static Browser start(String chromium) throws IOException {
            Path profile = Files.createTempDirectory("page-speed-");
            Process process = new ProcessBuilder(
                            chromium,
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-background-networking",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--window-size=1600,900",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // The browser writes its port there when it listens.
            Path port = profile.resolve("DevToolsActivePort");
            for (int looked = 0; looked < 300 && process.isAlive(); looked++) {
                LockSupport.parkNanos(SECOND / 10);
                if (Files.exists(port) && !Files.readAllLines(port).isEmpty()) {
                    return new Browser(
                            process,
                            profile,
                            "127.0.0.1:" + Files.readAllLines(port).get(0));
                }
            }
            process.destroy();
            throw new IOException("the browser does not start: " + chromium);
        }

        Tab open(String url) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?" + url))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            Matcher socket = SOCKET.matcher(answer);
            if (!socket.find()) {
                throw new IOException("no tab: " + answer);
            }
            Tab tab = new Tab(client, URI.create(socket.group(1)));
            tab.await("globalThis.logstreamer?.stats !== undefined");
            return tab;
        }

        /** The name of a new context, which shares nothing with others but the process. */
        String newContext() throws Exception {
            return ask("Target.createBrowserContext", "{}", "browserContextId");
        }

        Tab openIn(String context, String url) throws Exception {
            String target = ask(
                    "Target.createTarget",
                    "{\"url\":\"%s\",\"browserContextId\":\"%s\",\"width\":1600,\"height\":900}"
                            .formatted(url, context),
                    "targetId");
            Tab tab = new Tab(client, URI.create("ws://" + address + "/devtools/page/" + target));
            tab.await("globalThis.logstreamer?.stats !== undefined");
            return tab;
        }

        void dispose(String context) throws Exception {
            new Tab(client, socket())
                    .ask(message("Target.disposeBrowserContext", "{\"browserContextId\":\"" + context + "\"}"));
        }

        private String ask(String method, String parameters, String wanted) throws Exception {
            String answer = new Tab(client, socket()).ask(message(method, parameters));
            Matcher value = Pattern.compile("\"" + wanted + "\":\"([^\"]+)\"").matcher(answer);
            if (!value.find()) {
                throw new IOException("no answer to " + method + ": " + answer);
            }
            return value.group(1);
        }

        private static String message(String method, String parameters) {
            return "{\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
        }

        /** Where the browser itself is asked, and no tab. */
        private URI socket() throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/version"))
                    .build();
            Matcher socket = SOCKET.matcher(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!socket.find()) {
                throw new IOException("the browser has no address for tools");
            }
            return URI.create(socket.group(1));
        }

        Tab openLive(String url) throws Exception {
            Tab tab = open(url);
            tab.await("logstreamer.stats().state === 'live'");
            return tab;
        }

        /** What the biggest renderer holds for itself, shared libraries divided by those who share them. */
        long rendererMegabytes() throws IOException {
            try (Stream<ProcessHandle> children = process.descendants()) {
                return children.filter(child -> isRenderer(child.pid()))
                                .map(child -> kilobytes(child.pid()))
                                .max(Comparator.naturalOrder())
                                .orElse(0L)
                        / 1_000;
            }
        }

        private static boolean isRenderer(long pid) {
            try {
                return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("--type=renderer");
            } catch (IOException gone) {
                return false;
            }
        }

        private static long kilobytes(long pid) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                return lines.filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (IOException gone) {
                return 0;
            }
        }

        @Override
        public void close() throws IOException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.onExit().join();
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | java.io.UncheckedIOException stillWritten) {
                System.err.println("left behind: " + profile);
            }
        }
    }

    /** A tab, to which tools are attached for the time of each question alone. */
    private static final class Tab {
        private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");

        private final HttpClient client;
        private final URI socket;

        Tab(HttpClient client, URI socket) {
            this.client = client;
            this.socket = socket;
        }

        Map<String, String> stats() {
            Map<String, String> stats = new LinkedHashMap<>();
            String text = text("Object.entries(logstreamer.stats()).map(([name, value]) => name + '=' +"
                    + " (typeof value === 'number' ? Math.round(value * 100) / 100 : value)).join('|')");
            for (String part : text.split("\\|")) {
                stats.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
            }
            return stats;
        }

        long number(String name) {
            return Long.parseLong(stats().get(name));
        }

        /** Returns when an expression is true. */
        void await(String condition) {
            for (int looked = 0; looked < 600; looked++) {
                if (isTrue(condition)) {
                    return;
                }
                LockSupport.parkNanos(SECOND / 10);
            }
            throw new IllegalStateException("not within a minute: " + condition);
        }

        private boolean isTrue(String condition) {
            try {
                return text(condition).equals("true");
            } catch (IllegalStateException notLoadedYet) {
                return false;
            }
        }

        /** The text of an expression's value, or of what it promises; without quotation marks in it. */
        String text(String expression) {
            String escaped =
                    expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            String message = "{\"id\":1,\"method\":\"Runtime.evaluate\",\"params\":{\"awaitPromise\":true,"
                    + "\"returnByValue\":true,\"expression\":\"Promise.resolve(" + escaped + ").then(String)\"}}";
            String answer = ask(message);
            Matcher value = VALUE.matcher(answer);
            if (answer.contains("exceptionDetails") || !value.find()) {
                throw new IllegalStateException("the page does not answer: " + expression + "\n" + answer);
            }
            return value.group(1);
        }

        private String ask(String message) {
            Answer answer = new Answer();
            WebSocket open =
                    client.newWebSocketBuilder().buildAsync(socket, answer).join();
            open.sendText(message, true).join();
            try {
                return answer.whole.get(300, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("no answer to " + message, e);
            } finally {
                open.sendClose(WebSocket.NORMAL_CLOSURE, "");
            }
        }
    }

    /** The first whole message. */
    private static final class Answer implements WebSocket.Listener {
        final CompletableFuture<String> whole = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                whole.complete(text.toString());
            }
            socket.request(1);
            return null;
        }
    }
}
