package io.logstreamer.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelFinderTest {

    /** In the tables {@code ~} stands for ESC. */
    private static Level find(String line) {
        byte[] bytes = line.replace('~', '\u001b').getBytes(UTF_8);
        return LevelFinder.find(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            INFO  ^ 2026-11-01 12:00:00.000  INFO 4711 --- [main] c.e.Application : Started
            WARN  ^ 01-Nov-2026 12:00:00.000 WARNING [main] org.apache.catalina.Foo bar
            ERROR ^ Nov 01, 2026 12:00:00 PM SEVERE: it broke
            DEBUG ^ 01-Nov-2026 12:00:00.000 FINE [main] org.apache.Foo bar
            DEBUG ^ CONFIG: loaded
            TRACE ^ FINEST: entering
            TRACE ^ 12:00:00 TRACE foo
            FATAL ^ 2026-11-01 12:00:00 UTC [12] FATAL:  the database system is starting up
            FATAL ^ 2026-11-01 12:00:00 UTC [12] PANIC:  could not write
            INFO  ^ 2026-11-01 12:00:00 UTC [12] LOG:  checkpoint starting
            INFO  ^ 2026-11-01 12:00:00 UTC [12] NOTICE:  relation exists
            ERROR ^ ERROR:root:it broke
            FATAL ^ CRITICAL:app.db:gone
            FATAL ^ host app: EMERG out of everything
            FATAL ^ host app: ALERT battery
            INFO  ^ 2026-11-01 12:00:00 | INFO     | app:main:7 - up
            WARN  ^ 2026-11-01|WARN|App|slow
            INFO  ^ 12:00PM INF ready
            ERROR ^ [12:00:00 ERR] it broke
            TRACE ^ [12:00:00 VRB] detail
            INFO  ^ INFO[0000] started
            ERROR ^ ERRO[0001] it broke
            ERROR ^ [2026-11-01 12:00:00] local.ERROR: it broke {"exception":"x"}
            INFO  ^ [12:00:00] [Server thread/INFO]: Done
            INFO  ^ [2026-11-01 12:00:00,000: INFO/MainProcess] ready
            WARN  ^ W, [2026-11-01T12:00:00.000000 #7]  WARN -- : slow
            DEBUG ^ DEBUG
            ERROR ^ it ended with ERROR
            """)
    void wordInCapitalsCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            INFO  ^ [info] up
            ERROR ^ 2026/11/01 12:00:00 [error] 12: *1 open() failed
            FATAL ^ 2026/11/01 12:00:00 [emerg] 12: bind() failed
            WARN  ^ <warn>  [1762000000.1] device: carrier lost
            WARN  ^ [2026-11-01T12:00:00,000][WARN ][o.e.x] slow
            INFO  ^ [ INFO ] up
            ERROR ^ [Sun Nov 01 12:00:00.000000 2026] [core:error] [pid 7] AH00037
            INFO  ^ [Sun Nov 01 12:00:00.000000 2026] [mpm_event:notice] [pid 7] AH00489
            ERROR ^ [Sun Nov 01 12:00:00 2026] [:error] [pid 7] x
            DEBUG ^ [0.005s][debug][gc] Using G1
            WARN  ^ 2026-11-01T12:00:00.0Z 0 [Warning] [MY-010068] [Server] CA
            INFO  ^ 2026-11-01T12:00:00.0Z 0 [Note] ready
            INFO  ^ [Information] up
            INFO  ^ [I 12:00:00.000 NotebookApp] Serving
            ERROR ^ [E 261101 12:00:00 web:7] 500
            INFO  ^ ~[32m INFO~[0m app: up
            ERROR ^ 12:00:00 ~[1;31mERROR~[0m it broke
            WARN  ^ ~[33mwarn~[39m: slow
            INFO  ^ 12:00:00 [~[32mInformation~[0m] up
            """)
    void wordSetApartByBracketsOrColourCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            ERROR ^ time=2026-11-01T12:00:00Z level=error msg="it broke"
            WARN  ^ level=WARN msg=slow
            WARN  ^ lvl="warning" msg=slow
            ERROR ^ severity='Error'
            INFO  ^ ts=1 loglevel=info,x=1
            INFO  ^ ts=1 log.level=info
            DEBUG ^ {level=debug, x=1}
            ERROR ^ msg="was INFO before" level=error
            WARN  ^ level=40 msg=slow
            INFO  ^ level=premium status=9 [info]
            """)
    void logfmtFieldCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            ERROR ^ {"time":"2026-11-01T12:00:00Z","level":"error","msg":"x"}
            INFO  ^ {"level": "INFO"}
            WARN  ^ {"severity" : "WARNING", "message":"x"}
            DEBUG ^ {"lvl":"dbug"}
            ERROR ^ {"@timestamp":"2026-11-01T12:00:00Z","log.level":"ERROR"}
            ERROR ^ {"a":1,"logLevel":"error"}
            ERROR ^ {"log":{"level":"error"}}
            INFO  ^ {"@level":"info"}
            ERROR ^ {"asctime":"x","levelname":"ERROR"}
            ERROR ^ {"level":400,"level_name":"ERROR"}
            ERROR ^ {"Timestamp":1,"SeverityText":"Error"}
            TRACE ^ {"level":10,"time":1}
            DEBUG ^ {"level":20,"time":1}
            INFO  ^ {"level":30,"time":1}
            WARN  ^ {"level":40,"time":1}
            ERROR ^ {"level":50,"time":1}
            FATAL ^ {"name":"a","pid":1,"level":60}
            INFO  ^ {"level":35}
            INFO  ^ {"message":"an ERROR was [fatal] level=warn","severity":"info"}
            INFO  ^ 2026-11-01T12:00:00Z stdout F {"level":"info"}
            INFO  ^ {"log":"2026-11-01 12:00:00 INFO up\\n","stream":"stderr"}
            ERROR ^ {"log":"{\\"level\\":\\"error\\"}\\n","stream":"stderr"}
            ERROR ^ {"log":"level=\\"error\\" msg=x","stream":"stderr"}
            """)
    void jsonFieldCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            ERROR ^ E1122 19:04:10.123456    7 foo.go:12] it broke
            WARN  ^ W20261122 19:04:10.123456    7 foo.cc:12] slow
            INFO  ^ 2026-11-22T19:04:10Z stderr F I1122 19:04:10.1 7 foo.go:12] up
            FATAL ^ F1122 19:04:10.123456    7 foo.go:12] gone
            """)
    void letterOfKlogCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            ERROR ^ Sun Nov  1 12:00:00 2026 daemon.err dnsmasq[7]: failed
            INFO  ^ Nov  1 12:00:00 host user.notice root: up
            FATAL ^ local7.crit x
            ERROR ^ <11>1 2026-11-01T12:00:00Z host app - - - it broke
            INFO  ^ <14>Nov  1 12:00:00 host app: up
            DEBUG ^ <191>x
            WARN  ^ <14>Nov  1 12:00:00 host app: WARN slow
            UNKNOWN ^ <192>x
            UNKNOWN ^ <14
            """)
    void syslogPriorityCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            INFO  ^ info: Microsoft.Hosting.Lifetime[14]
            ERROR ^ fail: Microsoft.AspNetCore.Server[0]
            DEBUG ^ dbug: x
            WARN  ^ 2026-11-01T12:00:00.000Z warn: slow
            ERROR ^ [12:00:00] error: it broke
            ERROR ^ Error: Cannot find module
            WARN  ^ warning: unused variable
            INFO  ^ 12:00:00 INFO error: counted
            """)
    void firstSmallWordWithColonCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            ERROR ^ sshd[1]: error: maximum authentication attempts exceeded
            WARN  ^ kernel: warning: x
            ERROR ^ Nov 24 10:15:30 shop-1 sshd[4711]: error: kex_exchange_identification
            WARN  ^ Nov  4 10:15:30 10.0.0.7 kernel: warning: x
            ERROR ^ <11>Nov  4 10:15:30 host app: error: x
            ERROR ^ <14>Nov  4 10:15:30 host Cron[7]: error: x
            INFO  ^ 2026-11-24T10:15:30.123456+01:00 host systemd[1]: notice: x
            INFO  ^ 2026-11-24T10:15:30.123456+01:00 10.0.0.7 systemd[1]: info: x
            FATAL ^ 2026-11-24 10:15:30 postgres[12]: fatal: x
            ERROR ^ sshd[1]: error: it was a WARN before
            WARN  ^ Nov 24 10:15:30 host app: WARN error: x
            """)
    void smallWordWithColonBehindTheNameOfAProgramCounts(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sshd[1]: an error: x",
                "sshd[1]: no error",
                "sshd[1]: errors: x",
                "sshd[x]: error: x",
                "sshd[1] error: x",
                "sshd[1]:error: x",
                "sshd[1]: error:x",
                "Reason: error: x",
                "The answer: error: x",
                "we had one warning: error: x",
                "Nov 24 10:15:30 host it said: error: x",
                "sshd[1]: config: x",
                "sshd[1]: ",
                "sshd[1]:",
                "sshd[1]",
                "sshd[",
            })
    void nameWithoutALevelBehindItIsUnknown(String line) {
        assertThat(find(line)).isEqualTo(Level.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no error found",
                "error while reading",
                "Error while reading",
                "it failed with error: no such file",
                "12:00:00 the warn level",
                "192.0.2.7 - - [01/Nov/2026:12:00:00 +0000] \"GET /x?level=error HTTP/1.1\" 200 7",
                "\tat com.example.ErrorHandler.ERROR_CODE(ErrorHandler.java:12)",
                "GET /ERROR/x",
                "status=ERROR",
                "NOERROR",
                "ERRORS",
                "ERROR_CODE",
                "ERROR.log",
                "X_ERROR x",
                "java --log-level=debug",
                "sublevel=error",
                "level=errors",
                "level=3",
                "level=300",
                "level=",
                "level",
                "{\"level\":3}",
                "{\"level\":null}",
                "{\"level\"",
                "{\"level\":",
                "{\"level\":\"",
                "{\"level\":\"errors\"}",
                "{\"sublevel\":\"error\"}",
                "[config] loading",
                "[log] x",
                "[error",
                "[error x]",
                "[",
                "<",
                "<note>x</note>",
                "NOTE the door",
                "E112 19:04",
                "E1122 1",
                "E1122",
                "E",
                "www.error.example",
                "host.err x",
                "IOError: x",
                "\u001b",
                "\u001b[",
                "\u001b[31",
                "naïve ÉRROR",
            })
    void anythingElseIsUnknown(String line) {
        assertThat(find(line)).isEqualTo(Level.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            WARN  ^ WARN [error] x
            ERROR ^ [error] WARN x
            INFO  ^ level=info ERROR
            INFO  ^ INFO level=error
            """)
    void earliestFormWins(Level level, String line) {
        assertThat(find(line)).isEqualTo(level);
    }

    @Test
    void formOutsideTheWindowIsNotLookedFor() {
        assertThat(find(".".repeat(LevelFinder.WINDOW_BYTES - 2) + " ERROR x")).isEqualTo(Level.ERROR);
        assertThat(find(".".repeat(LevelFinder.WINDOW_BYTES - 1) + " ERROR x")).isEqualTo(Level.UNKNOWN);
    }

    @Test
    void bytesAroundTheLineDoNotMatter() {
        byte[] bytes = "XERROR:X [info] level=errors".getBytes(UTF_8);

        assertThat(LevelFinder.find(bytes, 1, 6)).as("ERROR").isEqualTo(Level.ERROR);
        assertThat(LevelFinder.find(bytes, 0, 6)).as("XERROR").isEqualTo(Level.UNKNOWN);
        assertThat(LevelFinder.find(bytes, 9, 14)).as("[info").isEqualTo(Level.UNKNOWN);
        assertThat(LevelFinder.find(bytes, 16, 27)).as("level=error").isEqualTo(Level.ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void textIsTheNameInLowerCase(Level level) {
        assertThat(new String(level.text(), UTF_8)).isEqualTo(level.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void hostileBytesNeitherThrowNorLookOutside() {
        long seed = new Random().nextLong();
        HostileLines lines = new HostileLines(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] line = lines.next();
            Level alone = LevelFinder.find(line, 0, line.length);
            byte[] embedded = lines.embed(line);
            int from = HostileLines.MARGIN_BYTES;

            assertThat(LevelFinder.find(embedded, from, from + line.length))
                    .as(() -> "seed=" + seed + " line=" + Arrays.toString(line))
                    .isEqualTo(alone);
        }
    }
}
