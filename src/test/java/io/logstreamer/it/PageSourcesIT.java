package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Choosing what is shown, logs that come and go, and those that cannot be read beside others that can. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageSourcesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Path directory;
    private ContainerBase base;
    private RunningContainer server;
    private TempLog good;
    private TempLog closed;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        good = log("good", directory.resolve("good.log")).append("good begins");
        closed = log("closed", directory.resolve("closed.log")).append("nobody may read this");
        Files.setPosixFilePermissions(closed.path(), PosixFilePermissions.fromString("---------"));
        Files.createDirectories(directory.resolve("folder"));
        for (String group : List.of("shop", "bank", "moving", "later")) {
            Files.createDirectories(directory.resolve(group));
        }
        log("packed", directory.resolve("packed.log"))
                .append(NumberedLines.range(0, 20))
                .rotate()
                .append("the packed one goes on")
                .packRotated();
        log("shop/orders.log", directory.resolve("shop/orders.log")).append(NumberedLines.range(0, 20));
        log("shop/carts.log", directory.resolve("shop/carts.log")).append("a cart");
        log("bank/orders.log", directory.resolve("bank/orders.log")).append("an order of the bank");
        log("moving/first.log", directory.resolve("moving/first.log")).append("the first one");
        log("later/orders.log", directory.resolve("later/orders.log")).append("an order");
        base = ContainerBase.create(ContainerKind.JETTY121).deploy("/", TestedWar.path());
        base.environment(
                "LOGSTREAMER_SOURCES",
                String.join(
                        ",",
                        "good=" + good.path(),
                        "closed=" + closed.path(),
                        "packed=" + directory.resolve("packed.log"),
                        "gone=" + directory.resolve("gone.log"),
                        "folder=" + directory.resolve("folder"),
                        "none=" + directory.resolve("none") + "/*.log",
                        "shop=" + directory.resolve("shop") + "/*.log",
                        "bank=" + directory.resolve("bank") + "/*.log",
                        "moving=" + directory.resolve("moving") + "/*.log",
                        "later=" + directory.resolve("later") + "/*.log"));
        server = base.start();
    }

    @AfterAll
    void stop() throws Exception {
        try {
            server.stop();
        } finally {
            server.close();
            base.close();
            Files.setPosixFilePermissions(closed.path(), PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void sourcesThatCannotBeReadAreNamedWithWhatHelpsWhileTheOthersStream(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=good"))) {
            page.awaitShown("good begins");
            page.awaitSaid("cannot be read");
            Locator card = problems(page);
            assertThat(card.innerText()).contains("gone", "folder", "none", "All others are streaming.");
            card.getByRole(AriaRole.BUTTON, named("Show")).click();
            assertThat(problem(card, "gone")).contains("There is no such file", "Check the path");
            assertThat(problem(card, "folder")).contains("Not a regular file", "/*");
            assertThat(problem(card, "none")).contains("has no file yet", "appears by itself");
            good.append("good goes on");
            page.awaitShown("good goes on");

            int before = card.getByRole(AriaRole.LISTITEM).count();
            log("gone", directory.resolve("gone.log")).append("here it is");
            card.getByRole(AriaRole.BUTTON, named("Check again")).click();
            page.awaitSaid((before - 1) + " sources cannot be read");
            assertThat(card.innerText()).doesNotContain("gone");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void logThatCannotBeReadSaysWhyWhereItsLinesWouldBe(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.open(browser.tab(), server.uri("/?source=folder"))) {
            page.awaitState("refused");
            page.awaitSaid("404: Not a regular file");
            page.awaitSaid("Name a file that is one.");
            assertThat(page.shows("Its next line appears here")).isFalse();
        }
    }

    /** A group may give it at any time: the stream waits for it, and so does the page. */
    @Test
    void logThatAGroupHasNotIsToldAsSuchUntilItIsThere(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=later/returns.log"))) {
            page.awaitShown("There is no log later/returns.log yet");
            assertThat(page.shows("No line yet")).isFalse();
            log("later/returns.log", directory.resolve("later/returns.log")).append("a return");
            page.awaitShown("a return");
            assertThat(page.shows("There is no log")).isFalse();
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void sourceWithoutPermissionNamesTheUser(BrowserProcess browser) throws Exception {
        assumeFalse(Files.isReadable(closed.path()), "root may read everything: run the tests as another user");
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=good"))) {
            page.awaitSaid("cannot be read");
            Locator card = problems(page);
            card.getByRole(AriaRole.BUTTON, named("Show")).click();
            assertThat(problem(card, "closed"))
                    .contains(
                            "No permission for user " + System.getProperty("user.name"), "Let this user read the file");
        }
    }

    @Test
    void pickerHasGroupsSizesRatesAndFindsWithFewLetters(BrowserProcess browser) throws Exception {
        TempLog carts = log("shop/carts.log", directory.resolve("shop/carts.log"));
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=good"))) {
            page.awaitShown("good begins");
            page.press("s");
            Locator dialog = page.dialog();
            Locator shop = dialog.getByRole(AriaRole.GROUP, named("Group shop"));
            assertThat(shop.getByRole(AriaRole.OPTION).allInnerTexts())
                    .hasSize(3)
                    .anyMatch(text -> text.contains("All of shop") && text.contains("2 sources"));
            assertThat(option(shop, "shop/orders.log").innerText())
                    .matches(text -> text.contains("KiB") || text.contains("kB") || text.contains(" B"));
            // Two looks make a rate; between them the log must have grown.
            page.await(
                    "(name) => [...document.querySelectorAll('[role=option]')].some((each) =>"
                            + " each.textContent.includes(name) && each.textContent.includes('silent'))",
                    "shop/orders.log");
            Await.until("the rate of a log that grows is told", LIMIT, () -> {
                carts.append("another cart");
                return dialog.innerText().contains("B/s");
            });

            // How large an archive is, nobody knows before it is unpacked.
            assertThat(option(dialog, "packed").innerText())
                    .containsPattern("2 files\\s+≥ 23 B")
                    .doesNotContain("NaN");

            page.page().keyboard().type("baor");
            assertThat(dialog.getByRole(AriaRole.OPTION).first().innerText()).contains("bank/orders.log");
            page.page().keyboard().press("Enter");
            page.awaitShown("an order of the bank");
            assertThat(page.page().url()).contains("source=bank/orders.log");
            page.page().goBack();
            page.awaitShown("good begins");
            page.tab().assertNoComplaints();
        }
    }

    @Test
    void severalAreChosenWithTheKeyboardAndToldApart(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=bank/orders.log"))) {
            page.awaitShown("an order of the bank");
            page.press("s");
            page.dialog().waitFor();
            page.page().keyboard().type("shop/orders");
            page.page().keyboard().press("Space");
            page.awaitSaid("Show 2 sources together");
            page.page().keyboard().press("Enter");
            page.page().waitForURL(url -> url.contains("bank/orders.log") && url.contains("shop/orders.log"));
            page.awaitShown("an order of the bank");
            page.awaitShown(NumberedLines.line(19));
            List<String> colours =
                    List.of(sourceColour(page, "an order of the bank"), sourceColour(page, NumberedLines.line(19)));
            assertThat(colours).doesNotHaveDuplicates();
            assertThat(page.shownLines())
                    .containsExactlyInAnyOrderElementsOf(java.util.stream.Stream.concat(
                                    NumberedLines.range(0, 20).stream(),
                                    java.util.stream.Stream.of("an order of the bank"))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"320, orders.log", "390, orders.log", "1600, orders.log", "320, shop/*", "390, shop/*", "1600, shop/*"})
    void nameOfTheFirstFileOrGroupIsReadWhole(int width, String name, BrowserProcess browser) throws Exception {
        var options = BrowserProcess.options().setViewportSize(width, 800);
        String first = name.startsWith("shop/") ? name : "shop/" + name;
        URI both = server.uri("/?source=" + first + "&source=bank/orders.log");
        try (BrowserLog page = BrowserLog.live(browser.tab(options), both)) {
            assertThat(page.page().evaluate("""
                            (() => {
                              const file = document.querySelector('.sources .file');
                              return [file.textContent, file.scrollWidth - file.clientWidth];
                            })()
                            """)).isEqualTo(List.of(name, 0));
        }
    }

    @Test
    void logsOfAGroupAppearAndVanishInTheView(BrowserProcess browser) throws Exception {
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=moving/*"))) {
            page.awaitShown("the first one");
            TempLog second = log("moving/second.log", directory.resolve("moving/second.log"))
                    .append("it is new");
            page.awaitShown("moving/second.log has appeared");
            page.awaitShown("it is new");
            second.append("it goes on");
            page.awaitShown("it goes on");
            second.delete();
            page.awaitShown("moving/second.log has gone");
            assertThat(page.shownLines()).containsExactly("the first one", "it is new", "it goes on");
            page.tab().assertNoComplaints();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logWhoseFileWasDeletedIsWaitedFor(boolean hasRotated, BrowserProcess browser) throws Exception {
        String name = "shop/deleted-" + hasRotated + ".log";
        TempLog log = log(name, directory.resolve(name)).append("the old line");
        if (hasRotated) {
            log.rotate();
        }
        log.append("the new line");
        try (BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/?source=" + name))) {
            page.awaitShown("the new line");
            assertState(page, "Live");
            log.delete();
            assertState(page, "Waiting for the file");
            page.tab().page().reload();
            if (hasRotated) {
                page.awaitShown("the old line");
            }
            assertState(page, "Waiting for the file");
            log.append("it is there again");
            page.awaitShown("it is there again");
            assertState(page, "Live");
            page.tab().assertNoComplaints();
        } finally {
            Files.deleteIfExists(log.path());
            Files.deleteIfExists(log.path().resolveSibling(log.path().getFileName() + ".1"));
        }
    }

    private static void assertState(BrowserLog page, String state) {
        page.await("(state) => document.querySelector('.state-text')?.textContent === state", state);
    }

    private static String sourceColour(BrowserLog page, String line) {
        return (String) page.list()
                .locator(".line", new Locator.LocatorOptions().setHasText(line))
                .locator(".source")
                .evaluate("(label) => getComputedStyle(label).color");
    }

    private static Locator problems(BrowserLog page) {
        return page.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("cannot be read"));
    }

    private static String problem(Locator card, String source) {
        return card.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHas(card.page().getByText(source, exactly())))
                .innerText();
    }

    private static Page.GetByTextOptions exactly() {
        return new Page.GetByTextOptions().setExact(true);
    }

    private static Locator option(Locator within, String name) {
        return within.getByRole(AriaRole.OPTION, named(name)).first();
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name);
    }

    private static TempLog log(String source, Path path) {
        return new TempLog(source, path);
    }
}
