package io.logstreamer.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Numbering;
import io.logstreamer.log.SourceSpec;
import io.logstreamer.log.Writing;
import io.logstreamer.view.RecordStart;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceGrammarTest {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    @TempDir
    Path directory;

    Deployment deployment;

    @BeforeEach
    void deploy() {
        deployment = new Deployment(directory);
    }

    static List<Arguments> files() {
        return List.of(
                Arguments.of("/var/log/app.log", "app.log", "/var/log/app.log"),
                Arguments.of("app=/var/log/app.log", "app", "/var/log/app.log"),
                Arguments.of(" app = /var/log/app.log ", "app", "/var/log/app.log"),
                Arguments.of("the app=/var/log/app.log", "the app", "/var/log/app.log"),
                Arguments.of("größe=/var/log/app.log", "größe", "/var/log/app.log"),
                Arguments.of("app=/var/log/a=b.log", "app", "/var/log/a=b.log"),
                Arguments.of("/var/log/a=b.log", "a=b.log", "/var/log/a=b.log"),
                Arguments.of("/var/log/a\\,b.log", "a,b.log", "/var/log/a,b.log"),
                Arguments.of("a\\,b=/var/log/app.log", "a,b", "/var/log/app.log"),
                Arguments.of("/var/log/\\[1\\].log", "[1].log", "/var/log/[1].log"),
                Arguments.of("/var/log/a\\*b\\?c\\{d\\}.log", "a*b?c{d}.log", "/var/log/a*b?c{d}.log"),
                Arguments.of("/var/log/a\\\\b.log", "a\\b.log", "/var/log/a\\b.log"),
                Arguments.of("/var/log/a\\b.log", "a\\b.log", "/var/log/a\\b.log"),
                Arguments.of("/var/log/a].log", "a].log", "/var/log/a].log"),
                Arguments.of("//var/./log//app.log", "app.log", "/var/log/app.log"),
                Arguments.of("/srv/current/../app.log", "app.log", "/srv/current/../app.log"),
                Arguments.of("c=/var/log/container", "c", "/var/log/container"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void pathWithoutWildcardIsOneFile(String written, String name, String path) {
        assertThat(sources(written)).containsExactly(new SourceSpec.File(name, Path.of(path)));
    }

    static List<Arguments> globs() {
        return List.of(
                Arguments.of("/var/log/nginx/*.log", "nginx", "/var/log/nginx", "*.log"),
                Arguments.of("web=/var/log/nginx/*.log", "web", "/var/log/nginx", "*.log"),
                Arguments.of("svc=/srv/*/logs/app.log", "svc", "/srv", "*/logs/app.log"),
                Arguments.of("/srv/**/*.log", "srv", "/srv", "**/*.log"),
                Arguments.of("/var/log/app-?.log", "log", "/var/log", "app-?.log"),
                Arguments.of("/var/log/app[0-9].log", "log", "/var/log", "app[0-9].log"),
                Arguments.of("/var/log/{a\\,b}.log", "log", "/var/log", "{a,b}.log"),
                Arguments.of("/var/log/\\*x/*.log", "*x", "/var/log/*x", "*.log"),
                Arguments.of("/var/log/\\**.log", "log", "/var/log", "\\**.log"),
                Arguments.of("all=/*.log", "all", "/", "*.log"),
                Arguments.of("/var/log/../spool/*", "spool", "/var/log/../spool", "*"),
                Arguments.of("/var/log//*/./x.log", "log", "/var/log", "*/x.log"));
    }

    @ParameterizedTest
    @MethodSource("globs")
    void pathWithWildcardIsAGroupBelowItsLastFixedDirectory(String written, String name, String root, String pattern) {
        assertThat(sources(written)).containsExactly(new SourceSpec.Glob(name, Path.of(root), pattern));
    }

    @Test
    void escapedCharacterOfAGlobMatchesItself() {
        SourceSpec.Glob glob = (SourceSpec.Glob) sources("/var/log/\\**.log").get(0);
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.pattern());

        assertThat(matcher.matches(Path.of("*a.log"))).isTrue();
        assertThat(matcher.matches(Path.of("a.log"))).isFalse();
    }

    @Test
    void relativePathsBeginAtTheWorkingDirectory() {
        assertThat(sources("logs/app.log,./logs/a=b.log,logs/*.txt,*.out,../x/*"))
                .containsExactly(
                        new SourceSpec.File("app.log", directory.resolve("logs/app.log")),
                        new SourceSpec.File("a=b.log", directory.resolve("logs/a=b.log")),
                        new SourceSpec.Glob("logs", directory.resolve("logs"), "*.txt"),
                        new SourceSpec.Glob(directory.getFileName().toString(), directory, "*.out"),
                        new SourceSpec.Glob("x", directory.resolve("../x"), "*"));
    }

    @Test
    void listKeepsItsOrderAndForgivesEmptyEntries() {
        assertThat(sources(",b=/b.log,, a=/a.log ,"))
                .containsExactly(
                        new SourceSpec.File("b", Path.of("/b.log")), new SourceSpec.File("a", Path.of("/a.log")));
    }

    @Test
    void listMayBeSpreadOverLinesOfAFile() {
        deployment.file(
                "logstreamer.properties",
                "logstreamer.sources = \\",
                "  app=/var/log/app.log, \\",
                "  /var/log/a\\\\,b.log");

        assertThat(deployment.load().sources())
                .containsExactly(
                        new SourceSpec.File("app", Path.of("/var/log/app.log")),
                        new SourceSpec.File("a,b.log", Path.of("/var/log/a,b.log")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalina.base", "jetty.base"})
    void containerStandsForTheLogsOfTheContainer(String property) {
        deployment.systemProperty(property, "/opt/server");

        assertThat(sources("container")).containsExactly(new SourceSpec.Glob("logs", Path.of("/opt/server/logs"), "*"));
        assertThat(sources("tc=container"))
                .containsExactly(new SourceSpec.Glob("tc", Path.of("/opt/server/logs"), "*"));
        assertThat(sources("./container"))
                .containsExactly(new SourceSpec.File("container", directory.resolve("container")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app=                | has a name and no path
            =/var/log/app.log   | has no name to go by
            /var/log/           | is a directory
            app=/var/log/       | is a directory
            /*.log              | has no name to go by
            /var/log/{a         | is not a glob
            /var/log/[a.log     | is not a glob
            /srv/*/../app.log   | has .. behind a wildcard
            container           | stands for the logs of a Tomcat or Jetty, and none is around
            """)
    void badEntryIsRefused(String entry, String problem) {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "good=/good.log," + entry)
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources");
        assertThat(error.value()).isEqualTo(entry);
        assertThat(error.problem()).startsWith(problem);
        assertThat(error.fix()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007b=/app.log", "/a\u0007b.log", "/a\u0000b.log"})
    void controlCharacterIsRefusedAnywhere(String entry) {
        assertThat(deployment
                        .systemProperty("logstreamer.sources", entry)
                        .onlyError()
                        .value())
                .isEqualTo(entry.replace("\u0007", "\\u0007").replace("\u0000", "\\u0000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app=/a.log       | app=/b.log
            app=/a.log       | app=/var/log/*.log
            app=/a/*.log     | app=/b/*.log
            /a/app.log       | /b/app.log
            app.log=/a/x.log | /b/app.log
            /a/app.log       | /a/app.log
            /var/log/*.log   | /var/log/*.log
            """)
    void equalNamesFailTheStartWithBothEntriesNamed(String first, String second) {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", first + "," + second)
                .onlyError();

        assertThat(error.problem()).contains("'" + first + "'", "'" + second + "'");
    }

    @Test
    void unnamedGlobsMayShareTheNameOfTheirDirectory() {
        assertThat(sources("/var/log/nginx/*.log,/opt/nginx/*.log"))
                .extracting(SourceSpec::name)
                .containsExactly("nginx", "nginx");
    }

    @Test
    void sourceMayHaveKeysOfItsOwn() {
        Settings settings = deployment
                .file(
                        "logstreamer.properties",
                        "logstreamer.sources=list=/list.log",
                        "logstreamer.sources.web.path=/var/log/nginx/a,b.log",
                        "logstreamer.sources.app.path=/srv/*/app.log",
                        "logstreamer.sources.app.group=team",
                        "logstreamer.sources.db.path=/var/log/db.log",
                        "logstreamer.sources.db.group=store",
                        "logstreamer.sources.list.group=lists")
                .load();

        assertThat(settings.sources())
                .containsExactly(
                        new SourceSpec.File("lists/list", Path.of("/list.log")),
                        new SourceSpec.Glob("team", Path.of("/srv"), "*/app.log"),
                        new SourceSpec.File("store/db", Path.of("/var/log/db.log")),
                        new SourceSpec.File("web", Path.of("/var/log/nginx/a,b.log")));
        assertThat(settings.describe())
                .extracting(EffectiveSetting::key)
                .containsSequence(
                        "logstreamer.sources",
                        "logstreamer.sources.app.path",
                        "logstreamer.sources.app.group",
                        "logstreamer.sources.db.path",
                        "logstreamer.sources.db.group",
                        "logstreamer.sources.list.group",
                        "logstreamer.sources.web.path",
                        "logstreamer.default-source");
    }

    @Test
    void sourceOfTheEnvironmentHasHyphensForUnderscores() {
        Settings settings = deployment
                .environment("LOGSTREAMER_SOURCES_MY_APP_PATH", "/var/log/app.log")
                .environment("LOGSTREAMER_SOURCES_MY_APP_GROUP", "Team")
                .load();

        assertThat(settings.sources()).containsExactly(new SourceSpec.File("Team/my-app", Path.of("/var/log/app.log")));
    }

    @Test
    void detailsOfOneSourceComeFromTheirStrongestPlaces() {
        Settings settings = deployment
                .file(
                        "logstreamer.properties",
                        "logstreamer.sources.app.path=/file.log",
                        "logstreamer.sources.app.group=file")
                .environment("LOGSTREAMER_SOURCES_APP_PATH", "/environment.log")
                .load();

        assertThat(settings.sources()).containsExactly(new SourceSpec.File("file/app", Path.of("/environment.log")));
    }

    @Test
    void detailedSourceCannotHaveTheNameOfAnother() {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "app=/a.log")
                .systemProperty("logstreamer.sources.app.path", "/b.log")
                .onlyError();

        assertThat(error.problem()).contains("'app=/a.log'", "'logstreamer.sources.app.path=/b.log'");
    }

    @Test
    void groupWithoutASourceIsRefused() {
        SettingError error = deployment
                .systemProperty("logstreamer.sources.app.group", "team")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.app.group");
        assertThat(error.problem()).isEqualTo("is the group of no source");
    }

    @Test
    void charsetIsGivenByTheNameOfASourceOrGroup() {
        Settings settings = deployment
                .file(
                        "logstreamer.properties",
                        "logstreamer.sources=app=/app.log,/var/log/nginx/*.log,/old.log,db=/db.log,/new.log",
                        "logstreamer.sources.app.charset=ISO-8859-1",
                        "logstreamer.sources.nginx.charset=windows-1252",
                        "logstreamer.sources.old.log.charset=sjis",
                        "logstreamer.sources.db.group=store",
                        "logstreamer.sources.db.charset=GBK",
                        "logstreamer.sources.web.path=/web.log",
                        "logstreamer.sources.web.charset=UTF-8")
                .load();

        assertThat(settings.sources())
                .containsExactly(
                        new SourceSpec.File("app", Path.of("/app.log"), in(ISO_8859_1)),
                        new SourceSpec.Glob("nginx", Path.of("/var/log/nginx"), "*.log", in(WINDOWS_1252)),
                        new SourceSpec.File("old.log", Path.of("/old.log"), in(Charset.forName("Shift_JIS"))),
                        new SourceSpec.File("store/db", Path.of("/db.log"), in(Charset.forName("GBK"))),
                        new SourceSpec.File("new.log", Path.of("/new.log"), in(UTF_8)),
                        new SourceSpec.File("web", Path.of("/web.log"), in(UTF_8)));
        assertThat(settings.describe())
                .contains(new EffectiveSetting(
                        "logstreamer.sources.old.log.charset",
                        "sjis",
                        directory.resolve("logstreamer.properties") + ", line 4"));
    }

    @Test
    void charsetOfTheEnvironmentIsTaken() {
        Settings settings = deployment
                .systemProperty("logstreamer.sources", "my-app=/app.log")
                .environment("LOGSTREAMER_SOURCES_MY_APP_CHARSET", "windows-1252")
                .load();

        assertThat(settings.sources())
                .containsExactly(new SourceSpec.File("my-app", Path.of("/app.log"), in(WINDOWS_1252)));
    }

    @Test
    void charsetWithoutASourceIsRefused() {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "app=/app.log")
                .systemProperty("logstreamer.sources.ap.charset", "GBK")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.ap.charset");
        assertThat(error.problem()).isEqualTo("is the charset of no source");
    }

    @Test
    void groupHasOneCharset() {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "a=/a/*.log,b=/b/*.log")
                .systemProperty("logstreamer.sources.a.group", "g")
                .systemProperty("logstreamer.sources.b.group", "g")
                .systemProperty("logstreamer.sources.b.charset", "GBK")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.b.charset");
        assertThat(error.problem()).isEqualTo("gives the group g a second charset: UTF-8 and GBK");
    }

    @Test
    void recordStartIsGivenByTheNameOfASourceOrGroup() throws Exception {
        Settings settings = deployment
                .file(
                        "logstreamer.properties",
                        "logstreamer.sources=app=/app.log,/var/log/nginx/*.log",
                        "logstreamer.sources.app.record-start=^\\\\d{4}-",
                        "logstreamer.sources.app.charset=ISO-8859-1",
                        "logstreamer.sources.nginx.record-start=^\\\\[")
                .environment("LOGSTREAMER_SOURCES_MY_APP_PATH", "/my.log")
                .environment("LOGSTREAMER_SOURCES_MY_APP_RECORD_START", "^<\\d+>")
                .load();

        assertThat(settings.sources())
                .containsExactly(
                        new SourceSpec.File(
                                "app", Path.of("/app.log"), in(ISO_8859_1).with(RecordStart.at("^\\d{4}-"))),
                        new SourceSpec.Glob(
                                "nginx",
                                Path.of("/var/log/nginx"),
                                "*.log",
                                Writing.USUAL.with(RecordStart.at("^\\["))),
                        new SourceSpec.File(
                                "my-app", Path.of("/my.log"), Writing.USUAL.with(RecordStart.at("^<\\d+>"))));
        assertThat(settings.describe())
                .contains(new EffectiveSetting(
                        "logstreamer.sources.app.record-start",
                        "^\\d{4}-",
                        directory.resolve("logstreamer.properties") + ", line 2"));
    }

    @ParameterizedTest
    @CsvSource({
        "^(\\d{4}, 'is not a pattern (missing closing ): ^(\\d{4})'",
        "^(?=a), 'is not a pattern (invalid or unsupported Perl syntax: (?=)'",
        "^(a{99}){99}, 'repeats a part more than 1000 times, nested repeats multiplied'",
    })
    void recordStartThatIsNoPatternOrTooCostlyIsRefused(String pattern, String problem) {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "app=/app.log")
                .systemProperty("logstreamer.sources.app.record-start", pattern)
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.app.record-start");
        assertThat(error.value()).isEqualTo(pattern);
        assertThat(error.problem()).isEqualTo(problem);
        assertThat(error.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "highest-is-oldest, HIGHEST_IS_OLDEST",
        "highest-is-newest, HIGHEST_IS_NEWEST",
        "none, NONE",
    })
    void orderOfRotatedFilesIsGivenInWords(String text, Numbering numbering) {
        assertThat(deployment
                        .systemProperty("logstreamer.sources", "app=/app.log")
                        .systemProperty("logstreamer.sources.app.rotated", text)
                        .load()
                        .sources())
                .containsExactly(new SourceSpec.File("app", Path.of("/app.log"), Writing.USUAL.with(numbering)));
    }

    @ParameterizedTest
    @CsvSource({
        "highest-is-oldst, did you mean highest-is-oldest?",
        "sideways, 'give one of highest-is-oldest, highest-is-newest, none'",
    })
    void orderOfRotatedFilesThatIsNoneIsRefused(String text, String fix) {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "app=/app.log")
                .systemProperty("logstreamer.sources.app.rotated", text)
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.app.rotated");
        assertThat(error.problem()).isEqualTo("says nothing of rotated files");
        assertThat(error.fix()).isEqualTo(fix);
    }

    @Test
    void groupHasOneRecordStart() {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "a=/a/*.log,b=/b/*.log")
                .systemProperty("logstreamer.sources.a.group", "g")
                .systemProperty("logstreamer.sources.b.group", "g")
                .systemProperty("logstreamer.sources.b.record-start", "^\\[")
                .onlyError();

        assertThat(error.key()).isEqualTo("logstreamer.sources.b.record-start");
        assertThat(error.problem()).isEqualTo("gives the group g a second record-start: none and ^\\[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "nginx/access.log", "access.log", "nginx", "nginx/a/b.log"})
    void defaultSourceMayBeAnythingThatCanAppear(String name) {
        Settings settings = deployment
                .systemProperty("logstreamer.sources", "app=/app.log,/var/log/nginx/*.log")
                .systemProperty("logstreamer.default-source", name)
                .load();

        assertThat(settings.defaultSource()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "ap, did you mean app?",
        "nothing, 'give one of [app, team/db]'",
        "other/app, 'give one of [app, team/db]'",
    })
    void defaultSourceThatCannotAppearIsRefused(String name, String fix) {
        SettingError error = deployment
                .systemProperty("logstreamer.sources", "app=/app.log,db=/db.log")
                .systemProperty("logstreamer.sources.db.group", "team")
                .systemProperty("logstreamer.default-source", name)
                .onlyError();

        assertThat(error.problem()).isEqualTo("is not a configured source");
        assertThat(error.fix()).isEqualTo(fix);
    }

    private static Writing in(Charset charset) {
        return Writing.USUAL.in(charset);
    }

    private List<SourceSpec> sources(String written) {
        return deployment.systemProperty("logstreamer.sources", written).load().sources();
    }
}
