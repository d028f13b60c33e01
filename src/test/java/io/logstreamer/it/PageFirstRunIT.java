package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page where nothing is configured: the demo log moves, a card says how to show other logs, and what it says works. */
@BrowserNeeded
class PageFirstRunIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SOURCES = "app=/var/log/app/app.log,/var/log/nginx/*.log,container";

    @Test
    void cardGivesSettingsThatWorkOnceTheyAreCopied(BrowserProcess browser) throws Exception {
        try (ContainerBase base = ContainerBase.create(ContainerKind.JETTY121).deploy("/", TestedWar.path())) {
            String settings;
            try (RunningContainer server = base.start();
                    BrowserLog page = BrowserLog.live(browser.tab(), server.uri("/"))) {
                assertDemoMoves(page);
                settings = assertCardGivesSettings(page);
                assertCardStaysClosed(page);
                page.tab().assertNoComplaints();
                server.stop();
                server.assertNoProblems();
            }

            Files.writeString(
                    Files.createDirectories(base.directory().resolve("resources"))
                            .resolve("logstreamer.properties"),
                    settings);
            try (RunningContainer server = base.start();
                    BrowserLog page = BrowserLog.open(browser.tab(), server.uri("/?source=logs/*"))) {
                page.awaitSaid("sources cannot be read");
                assertThat(card(page).count()).as("the card of the first run").isZero();
                assertThat(Answer.get(server.uri("/api/v1/sources")).text())
                        .contains("\"app\"", "\"nginx\"", "\"logs\"");
            }
        }
    }

    private static void assertDemoMoves(BrowserLog page) {
        long before = page.number("lines");
        page.awaitLines(before + 3);
        assertThat(page.shownLines()).hasSizeGreaterThanOrEqualTo(3).noneMatch(String::isBlank);
        assertThat(page.number("lost")).isZero();
    }

    /** @return the one for Jetty's file, as it was copied */
    private static String assertCardGivesSettings(BrowserLog page) throws Exception {
        Locator card = card(page);
        card.waitFor();
        assertThat(card.getByRole(AriaRole.TAB, selected()).innerText())
                .as("what the page is served by comes first")
                .isEqualTo("Jetty");
        assertThat(copiedFrom(page, "Environment"))
                .containsExactly(
                        "export LOGSTREAMER_SOURCES=container", "export LOGSTREAMER_SOURCES='" + SOURCES + "'");
        assertThat(copiedFrom(page, "Tomcat"))
                .containsExactly(
                        "export LOGSTREAMER_SOURCES='" + SOURCES + "'",
                        "<Parameter name=\"logstreamer.sources\" value=\"" + SOURCES + "\"/>");
        assertThat(copiedFrom(page, "Docker Compose"))
                .singleElement()
                .asString()
                .startsWith("services:\n  logstreamer:\n    environment:\n      LOGSTREAMER_SOURCES: \"")
                .contains("container\"\n", "volumes:");
        // Compose reads it beside docker-compose.yml, which stays as it is.
        assertThat(card.getByRole(AriaRole.TABPANEL).innerText()).contains("docker-compose.override.yml");
        List<String> jetty = copiedFrom(page, "Jetty");
        assertThat(jetty).containsExactly("logstreamer.sources = " + SOURCES);
        return jetty.get(0);
    }

    private static List<String> copiedFrom(BrowserLog page, String way) throws Exception {
        Locator card = card(page);
        card.getByRole(AriaRole.TAB, new Locator.GetByRoleOptions().setName(way))
                .click();
        Locator panel = card.getByRole(AriaRole.TABPANEL);
        List<String> shown = panel.locator("pre").allTextContents();
        List<Locator> buttons = panel.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Copy"))
                .all();
        assertThat(buttons).hasSameSizeAs(shown);
        for (int i = 0; i < shown.size(); i++) {
            String text = shown.get(i);
            buttons.get(i).click();
            Await.until("copied as it is shown", LIMIT, () -> page.copied().equals(text));
        }
        page.awaitSaid("Copied");
        return shown;
    }

    private static void assertCardStaysClosed(BrowserLog page) {
        card(page)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Close this card"))
                .click();
        assertThat(card(page).count()).isZero();
        page.page().reload();
        page.awaitState("live");
        page.awaitControls();
        assertThat(card(page).count()).isZero();
        page.run("How to show your own logs");
        card(page).waitFor();
    }

    private static Locator card(BrowserLog page) {
        return page.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("This is a demo log"));
    }

    private static Locator.GetByRoleOptions selected() {
        return new Locator.GetByRoleOptions().setSelected(true);
    }
}
