package io.logstreamer.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.tail.LogName.Kind;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which log a name belongs to. */
class LogNamesTest {

    @ParameterizedTest
    @CsvSource({
        // logrotate: create and copytruncate, compress, delaycompress
        "app.log, app.log, OWN",
        "app.log.1, app.log, NUMBERED",
        "app.log.1.gz, app.log, NUMBERED",
        "app.log.12.zst, app.log, NUMBERED",
        "app.log.2.xz, app.log, NUMBERED",
        "syslog.7.bz2, syslog, NUMBERED",
        // dateext, dateformat -%Y%m%d-%s, -%Y-%m-%d, hourly
        "app.log-20261122, app.log, DATED",
        "app.log-20261122.gz, app.log, DATED",
        "app.log-20261122-1763805000.gz, app.log, DATED",
        "app.log-2026112213.gz, app.log, DATED",
        "app.log-20261122131501, app.log, DATED",
        "app.log-2026-11-22, app.log, DATED",
        "messages-20261122, messages, DATED",
        // the same with the option "extension .log"
        "app-20261122.log.gz, app.log, DATED",
        "app-20261122-1763805000.log, app.log, DATED",
        // Logback
        "app.2026-11-22.0.log.gz, app.log, DATED",
        "app-2026-11-22.3.log, app.log, DATED",
        "app.2026-11-22.log.zip, app.log, DATED",
        "app.log.2026-11-22.1, app.log, DATED",
        "app.2026-11-22_13.log, app.log, DATED",
        "app.log.2026-11-22.1.gz, app.log, DATED",
        // Log4j 1 and 2
        "app.log.2026-11-22-13, app.log, DATED",
        "app-2026-11-22-1.log.gz, app.log, DATED",
        "app-11-22-2026-4.log.gz, app.log, DATED",
        "app-2026-11-22-13-1.log, app.log, DATED",
        // Tomcat
        "catalina.2026-11-22.log, catalina.log, DATED",
        "localhost_access_log.2026-11-22.txt, localhost_access_log.txt, DATED",
        // Jetty, whose logs begin with the day, and a name of one's own
        "2026_11_22.request.log, request.log, DATED",
        "2026_11_22.jetty.log.gz, jetty.log, DATED",
        "access-2026_11_22.log, access.log, DATED",
        // Kubernetes, Docker
        "0.log, 0.log, OWN",
        "0.log.20261122-101010.gz, 0.log, DATED",
        "0.log.20261122-101010, 0.log, DATED",
        "4f1d-json.log.1, 4f1d-json.log, NUMBERED",
        "4f1d-json.log.2.gz, 4f1d-json.log, NUMBERED",
        // Python
        "app.log.2026-11-22_10, app.log, DATED",
        "app.log.2026-11-22_10-30, app.log, DATED",
        "app.log.2026-11-22, app.log, DATED",
        // Apache's rotatelogs, nginx, newsyslog
        "access_log.2026-11-22-00_00_00, access_log, DATED",
        "access.log.14.gz, access.log, NUMBERED",
        "app.log.0.bz2, app.log, NUMBERED",
        // more than one thing at a time
        "app.2026-11-22.log.1.gz, app.log, DATED",
        "app.log.1.gz.20261122, app.log, DATED",
        ".hidden.1, .hidden, NUMBERED",
        "app.log.gz, app.log, OWN",
    })
    void stripsWhatRotationAdds(String file, String log, Kind kind) {
        LogName name = LogNames.parse(file);

        assertThat(name.log()).isEqualTo(log);
        assertThat(name.kind()).isEqualTo(kind);
        assertThat(name.file()).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app-1.2.3.log",
                "20261122.log",
                "2026-11-22.log",
                "2026_11_22.log",
                "a.b",
                "a",
                "",
                ".",
                "..",
                "1",
                "report-99999999.log",
                "report-20261322.log",
                "report-20260229.log",
                "report.2026-02-30.log",
                "report-20261122240000.log",
                "app.2026-11-22_99.log",
                "app.2026-11-22x.log",
                "id-18991231.log",
                ".hidden",
                ".1",
                ".gz",
                ".log",
                "-20261122",
                ".2026-11-22",
                "Xorg.0.log",
                "web.1.log",
                "web.2.log",
                "app-1.log",
                "php8.1.log",
                "mysqld.log-old",
                "Xorg.0.log.old",
                "app.log.12345",
                "app.log-123",
                "app2026-11-22.log",
                "v1.20.log",
                "app.log.tar",
                "app.log.1x",
                "app.log.",
                "app..log",
                "app.٣.log",
                "app.log.٣"
            })
    void leavesOtherNamesAlone(String file) {
        LogName name = LogNames.parse(file);

        assertThat(name.log()).isEqualTo(file);
        assertThat(name.kind()).isEqualTo(Kind.OWN);
        assertThat(name.form()).isNull();
    }

    @Test
    void leapDaysAreInTheCalendarOfLeapYears() {
        assertThat(LogNames.logOf("app.2028-02-29.log")).isEqualTo("app.log");
        assertThat(LogNames.logOf("app.2026-02-29.log")).isEqualTo("app.2026-02-29.log");
        assertThat(LogNames.logOf("app.log-21000229")).isEqualTo("app.log-21000229");
    }

    @Test
    void nameIsTakenApart() {
        LogName name = LogNames.parse("app-2026-11-22-13-2.log.gz");

        assertThat(name)
                .isEqualTo(new LogName(
                        "app-2026-11-22-13-2.log.gz",
                        "app.log",
                        "app-2026-11-22-13-2.log",
                        ArchiveForm.GZIP,
                        LocalDate.of(2026, 11, 22),
                        List.of(13L, 2L),
                        "app-2026-11-22-13-2.log",
                        List.of(),
                        null,
                        -1));
    }

    @Test
    void secondsBehindTheDayAreNumbers() {
        assertThat(LogNames.parse("app.log-20261122-1763805000").numbers()).containsExactly(1763805000L);
        assertThat(LogNames.parse("app.log-20261122131501").numbers()).containsExactly(13L, 15L, 1L);
        assertThat(LogNames.parse("access_log.2026-11-22-00_00_00").numbers()).containsExactly(0L, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "app.log.1.gz, true",
        "app.log.1.zst, true",
        "app.log.1.xz, true",
        "app.log.1.bz2, true",
        "app.log.1, true",
        "app.log.1.zip, false",
        "app.log.1.lz4, false",
        "app.log.1.Z, false"
    })
    void saysWhichFormsCanBeRead(String file, boolean readable) {
        LogName name = LogNames.parse(file);

        assertThat(name.readable()).isEqualTo(readable);
        assertThat(name.plain()).isEqualTo("app.log.1");
        assertThat(name.log()).isEqualTo("app.log");
    }

    // A bare number before the extension.

    private static final long BIRTH = 1_000;

    @ParameterizedTest
    @ValueSource(strings = {"app.1.log", "app-1.log", "app-27.log.gz", "app.0001.log"})
    void bareNumberFoldsBesideItsLogIfItIsOlderThanThat(String file) {
        assertThat(logOf(file, BIRTH, active("app.log", BIRTH))).isEqualTo("app.log");
        assertThat(logOf(file, BIRTH - 1, active("app.log", BIRTH))).isEqualTo("app.log");
    }

    @Test
    void bareNumberStaysItselfWithoutThatEvidence() {
        assertThat(logOf("app-1.log", BIRTH + 1, active("app.log", BIRTH)))
                .as("written to since the active file was made")
                .isEqualTo("app-1.log");
        assertThat(logOf("app-1.log", BIRTH - 1, active("other.log", BIRTH)))
                .as("nothing beside it")
                .isEqualTo("app-1.log");
        assertThat(logOf("app-1.log", BIRTH - 1, active("app.log", 0)))
                .as("birth not known")
                .isEqualTo("app-1.log");
        assertThat(logOf("app-1.log", 0, active("app.log", BIRTH)))
                .as("last write not known")
                .isEqualTo("app-1.log");
        assertThat(logOf("app-12345.log", BIRTH - 1, active("app.log", BIRTH)))
                .as("too long for a count")
                .isEqualTo("app-12345.log");
    }

    @Test
    void packedFileGoesWithThePlainOneOfItsNameAndElseWithTheLog() {
        LogFile active = active("app.log", BIRTH);
        assertThat(logOf("app-2.log.gz", BIRTH + 1, active))
                .as("packed after the active file was made")
                .isEqualTo("app.log");
        assertThat(logOf("app-2.log.gz", BIRTH + 1, active("app.log", 0)))
                .as("birth not known")
                .isEqualTo("app.log");
        assertThat(LogNames.byLog(List.of(active, written("app-2.log", BIRTH - 1), written("app-2.log.gz", BIRTH + 1))))
                .as("being packed")
                .containsOnlyKeys("app.log");
        assertThat(LogNames.byLog(List.of(active, written("app-2.log", BIRTH + 5), written("app-2.log.gz", BIRTH + 1))))
                .as("another server's log, and what was packed of it")
                .containsOnlyKeys("app.log", "app-2.log");
    }

    @Test
    void rotatedFilesOfANumberedLogAreThatLogs() {
        assertThat(logOf("web.1.log.2", BIRTH - 1, active("web.log", BIRTH))).isEqualTo("web.1.log");
        assertThat(LogNames.parse("Xorg.0.log").mayBelongTo()).isEqualTo("Xorg.log");
        assertThat(LogNames.parse("0.log").mayBelongTo()).isNull();
        assertThat(LogNames.parse("web.1.log.2").mayBelongTo()).isNull();
    }

    @Test
    void foldedFileKeepsItsNumber() {
        LogFile folded = LogNames.byLog(List.of(active("app.log", BIRTH), written("app-7.log.gz", BIRTH - 1)))
                .get("app.log")
                .get(1);

        assertThat(folded.name().numbers()).containsExactly(7L);
        assertThat(folded.name().kind()).isEqualTo(Kind.NUMBERED);
        assertThat(folded.name().plain()).isEqualTo("app-7.log");
    }

    @Test
    void directoryIsGroupedByLog() {
        var logs = LogNames.byLog(
                Stream.of("b.log", "a.log.2.gz", "a.log", "web.1.log", "web.2.log", "b.log-20261122", "a.log.1")
                        .map(LogFile::named)
                        .toList());

        assertThat(logs.keySet()).containsExactly("b.log", "a.log", "web.1.log", "web.2.log");
        assertThat(logs.get("a.log"))
                .extracting(file -> file.name().file())
                .containsExactly("a.log.2.gz", "a.log", "a.log.1");
    }

    private static String logOf(String file, long modifiedNanos, LogFile neighbour) {
        return LogNames.byLog(List.of(written(file, modifiedNanos), neighbour)).entrySet().stream()
                .filter(log -> log.getValue().stream()
                        .anyMatch(member -> member.name().file().equals(file)))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static LogFile active(String file, long birthNanos) {
        return new LogFile(LogNames.parse(file), 5_000, birthNanos, 0);
    }

    private static LogFile written(String file, long modifiedNanos) {
        return new LogFile(LogNames.parse(file), modifiedNanos, 0, 0);
    }

    // Whatever the name.

    private static final List<String> STEMS =
            List.of("app", "a.b", "web.1", "php8.1", "Xorg.0", "my-app", "x_y", "0", "localhost_access_log", "r2d2");
    private static final List<String> EXTENSIONS = List.of("", ".log", ".txt", ".out", ".json", ".err");
    private static final List<String> DATES =
            List.of("2026-11-22", "20261122", "11-22-2026", "2026_11_22", "2026112213", "2028-02-29");
    private static final List<String> BEHIND = List.of("", ".0", "-17", "_13", "_13-30", "-1763805000");
    private static final List<String> ENDS = List.of("", ".1", ".9999", ".gz", ".zst", ".xz", ".bz2", ".zip", ".3.gz");

    @Test
    void nameAndItsRotationsAreTheSameLog() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String stem = any(random, STEMS);
            String extension = any(random, EXTENSIONS);
            // Without an extension, "web.1" is a rotated "web".
            String log = LogNames.logOf(stem + extension);
            String date = any(random, List.of("-", ".")) + any(random, DATES) + any(random, BEHIND);
            String rotated = random.nextBoolean() ? stem + date + extension : stem + extension + date;
            for (int turns = random.nextInt(3); turns >= 0; turns--) {
                rotated += any(random, ENDS);
            }

            assertThat(LogNames.logOf(rotated)).as("seed %d: %s", seed, rotated).isEqualTo(log);
        }
    }

    @Test
    void logOfALogIsItself() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "0123456789-._2026Tabgz";
        List<String> parts = Stream.of(STEMS, EXTENSIONS, DATES, BEHIND, ENDS)
                .flatMap(List::stream)
                .toList();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                name.append(
                        random.nextBoolean()
                                ? any(random, parts)
                                : String.valueOf(letters.charAt(random.nextInt(letters.length()))));
            }
            String log = LogNames.logOf(name.toString());

            assertThat(LogNames.logOf(log)).as("seed %d: %s", seed, name).isEqualTo(log);
            assertThat(log.isEmpty()).as("seed %d: %s", seed, name).isEqualTo(name.isEmpty());
        }
    }

    private static <T> T any(Random random, List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }
}
