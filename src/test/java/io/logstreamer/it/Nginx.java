package io.logstreamer.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An nginx that passes everything on, with nothing said about streams: its defaults, which buffer answers. */
final class Nginx implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"));

    private final Process process;
    private final Path directory;
    private final int port;

    private Nginx(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /** @param behind the root of the server */
    static Nginx before(URI behind) throws Exception {
        Path program = program().orElseThrow(() -> new AssertionError("no nginx: install Debian's package nginx"));
        Path directory = Directories.create("nginx");
        int port = Ports.free();
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass %s;
                    }
                  }
                }
                """.formatted(port, behind));
        Process process = new ProcessBuilder(
                        program.toString(), "-p", directory.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Nginx nginx = new Nginx(process, directory, port);
        try {
            Await.until("nginx answers", START_LIMIT, nginx::answers);
            return nginx;
        } catch (Exception | AssertionError e) {
            nginx.close();
            throw e;
        }
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    private boolean answers() {
        try (HttpStream answer = HttpStream.get(uri("/livez"))) {
            return answer.status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.onExit().join();
        Directories.delete(directory);
    }
}
