package io.logstreamer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What may know what. A package is a stage of the pipeline; the picture is in {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "io.logstreamer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.logstreamer.";
    private static final String LAUNCHER = "io\\.logstreamer\\.cli\\.Launcher(\\$.*)?";

    private static final String TEMPLATES = "com.github.mustachejava..";
    private static final String PATTERN_LIBRARY = "com.google.re2j..";
    private static final String[] HTTP_LIBRARIES = {"jakarta..", "org.glassfish..", TEMPLATES, PATTERN_LIBRARY};
    private static final String[] COMMAND_LIBRARIES = {
        "picocli..", "org.HdrHistogram..", "org.eclipse.jetty..", "jakarta.servlet.."
    };
    private static final String[] ARCHIVE_LIBRARIES = {
        "io.airlift.compress..", "org.tukaani.xz..", "org.apache.commons.compress.compressors.bzip2.."
    };
    private static final String[] SETTINGS_LIBRARIES = {"io.smallrye.config..", "org.eclipse.microprofile.config.."};

    // Stages.

    @ArchTest
    static final ArchRule logKnowsNothingElse = onlyKnows("log")
            .because("values and ports are what all stages share: whatever they knew, every stage would know");

    @ArchTest
    static final ArchRule tailKnowsTheLogAndWhatUnpacks = onlyKnows("tail", List.of("log"), ARCHIVE_LIBRARIES)
            .because("the tailer must run in a simulation, with no HTTP, no ring and no subscriber to wait for");

    @ArchTest
    static final ArchRule ringKnowsTheLogAlone =
            onlyKnows("ring", "log").because("memory of the newest lines is the same whoever fills and reads it");

    @ArchTest
    static final ArchRule viewKnowsTheLogAndTheLibraryOfPatterns = onlyKnows("view", List.of("log"), PATTERN_LIBRARY)
            .because("bytes are encoded once for all, so the encoder knows no subscriber");

    @ArchTest
    static final ArchRule feedKnowsTheLogAlone =
            onlyKnows("feed", "log").because("cursors and pumps are proved with scripted streams, without a container");

    @ArchTest
    static final ArchRule demoKnowsNothingElse =
            onlyKnows("demo").because("the log maker plays a foreign program that knows of no one reading its file");

    @ArchTest
    static final ArchRule httpKnowsTheLogAndItsLibraries = onlyKnows("http", List.of("log"), HTTP_LIBRARIES)
            .because("HTTP is one way to ask for a log; what answers is put behind it by the composition root");

    @ArchTest
    static final ArchRule commandsKnowNoStage = onlyKnows("cli", List.of("demo"), COMMAND_LIBRARIES)
            .because("a command speaks to a server over HTTP as any client, and its libraries are not in WEB-INF/lib");

    @ArchTest
    static final ArchRule appDoesNotKnowTheCommands = noClasses()
            .that(are("app"))
            .should()
            .dependOnClassesThat(are("cli"))
            .because("commands need jars that a container does not load");

    @ArchTest
    static final ArchRule onlyHttpFillsTemplates = noClasses()
            .that(not(are("http")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TEMPLATES)
            .because("pages are one way to answer a request");

    @ArchTest
    static final ArchRule onlyAppKnowsTheSettingsLibrary = noClasses()
            .that(not(are("app")))
            .should()
            .dependOnClassesThat(resideInAnyPackage(SETTINGS_LIBRARIES))
            .because("stages are given values, and a change of the library is a change in one package");

    @ArchTest
    static final ArchRule noStageKnowsApp = noClasses()
            .that(not(are("app")))
            .should()
            .dependOnClassesThat(are("app"))
            .because("wiring points inwards: a stage that looked its partners up could not be built alone");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles = slices().matching(ROOT + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("a line goes one way, from disk to browser, and so does knowledge");

    @ArchTest
    static final ArchRule launcherNeedsTheJdkAlone = classes()
            .that()
            .haveNameMatching(LAUNCHER)
            .should()
            .onlyDependOnClassesThat(resideInAPackage("java..").or(nameMatching(LAUNCHER)))
            .because("it stands at the root of the WAR, where it finds no library until it has unpacked them");

    // Habits that cost dearly.

    @ArchTest
    static final ArchRule noBacktrackingExpressions = noClasses()
            .that(not(are("app", "demo", "cli")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex..")
            .orShould()
            .accessTargetWhere(target(String.class, "matches", "replaceAll", "replaceFirst"))
            .because(
                    "java.util.regex takes exponential time on the wrong input, and requests and logs are foreign input;"
                            + " app, demo and cli see what the operator wrote");

    @ArchTest
    static final ArchRule globsComeFromTheOperatorAlone = noClasses()
            .that(not(are("app", "tail")))
            .should()
            .accessTargetWhere(target(java.nio.file.FileSystem.class, "getPathMatcher"))
            .because("the JDK turns a glob into a java.util.regex pattern, so no request may bring one");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .accessTargetWhere(target(Thread.class, "sleep").or(target(java.util.concurrent.TimeUnit.class, "sleep")))
            .because("waiting is injected or ends by a signal, so that a test can hold time and a stop is prompt");

    @ArchTest
    static final ArchRule onlyAppLooksAround = noClasses()
            .that(not(are("app")))
            .and()
            .haveNameNotMatching(LAUNCHER)
            .should()
            .accessTargetWhere(
                    target(System.class, "getenv", "getProperty", "getProperties", "setProperty", "clearProperty")
                            .or(target(Integer.class, "getInteger"))
                            .or(target(Long.class, "getLong"))
                            .or(target(Boolean.class, "getBoolean")))
            .because("two deployments in one container must be able to differ, and every setting is shown in one list;"
                    + " the launcher runs before there is an app");

    @ArchTest
    static final ArchRule logsBySystemLogger = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.commons.logging..")
            .orShould()
            .accessTargetWhere(target(Throwable.class, "printStackTrace"))
            .because("the container decides where log lines go");

    @ArchTest
    static final ArchRule onlyCommandsHoldTheConsoleAndTheProcess = noClasses()
            .that(not(are("cli")))
            .should()
            .accessTargetWhere(
                    target(System.class, "out", "err", "in", "exit").or(target(Runtime.class, "exit", "halt")))
            .because("inside a container both belong to somebody else");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        Set<JavaPackage> packages = classes.getPackage("io.logstreamer").getSubpackagesInTree();
        assertThat(packages)
                .filteredOn(p -> !p.getClasses().isEmpty())
                .isNotEmpty()
                .as("NullAway looks only at packages whose package-info says @NullMarked")
                .allMatch(p -> p.isAnnotatedWith(NullMarked.class));
    }

    private static ArchRule onlyKnows(String stage, String... stages) {
        return onlyKnows(stage, List.of(stages), new String[0]);
    }

    private static ArchRule onlyKnows(String stage, List<String> stages, String... libraries) {
        DescribedPredicate<JavaClass> known = are(stage)
                .or(are(stages.toArray(String[]::new)))
                .or(resideInAnyPackage("java..", "org.jspecify.."))
                .or(resideInAnyPackage(libraries));
        return classes()
                .that(are(stage))
                .should()
                .onlyDependOnClassesThat(known)
                .as("io.logstreamer.%s knows of others only %s, %s and java.*"
                        .formatted(stage, stages, List.of(libraries)));
    }

    private static DescribedPredicate<JavaClass> are(String... stages) {
        return resideInAnyPackage(
                Stream.of(stages).map(stage -> ROOT + stage + "..").toArray(String[]::new));
    }

    /** Method references count as calls. */
    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String... members) {
        Set<String> names = Set.of(members);
        return describe(
                owner.getSimpleName() + " " + names,
                access -> access.getTargetOwner().isEquivalentTo(owner) && names.contains(access.getName()));
    }
}
