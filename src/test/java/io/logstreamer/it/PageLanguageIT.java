package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.KeyboardModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** German and Spanish are whole: in none of the states that a reader sees is a sentence left in English. */
@BrowserNeeded
@TestInstance(Lifecycle.PER_CLASS)
class PageLanguageIT {

    /** Texts of the page and its attributes; not those of the log. */
    private static final String TEXTS = """
            () => {
              const found = new Set([document.title]);
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
                if (node.nodeType === Node.TEXT_NODE) {
                  const within = node.parentElement;
                  if (within.closest('.line .message, pre, code, script, style, noscript') === null) {
                    found.add(node.data.trim().replace(/\\s+/g, ' '));
                  }
                } else {
                  for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt']) {
                    found.add(node.getAttribute(name) ?? '');
                  }
                }
              }
              return [...found];
            }
            """;

    private static final String BUNDLE = """
            async (language) => {
              const styles = document.querySelector('link[rel=stylesheet]').href;
              return (await import(new URL(`messages/${language}.js`, styles))).default;
            }
            """;

    /** Of over three hundred; the rest tells of what seldom happens. */
    private static final int SEEN = 170;

    private LogServer server;

    @BeforeAll
    void start(LogServer shared) {
        server = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "es-ES"})
    void noSentenceIsLeftInEnglish(String locale, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog()
                .append(
                        "2026-11-25T10:00:00Z INFO 1 order=17 took=12ms",
                        "2026-11-25T10:00:01Z ERROR 2",
                        "java.lang.IllegalStateException: 3",
                        "\tat shop.Order.one(Order.java:1)",
                        "\tat shop.Order.two(Order.java:2)",
                        "\tat shop.Order.three(Order.java:3)",
                        "4".repeat(6_000));
        Set<String> texts = new TreeSet<>();
        var options = BrowserProcess.options().setLocale(locale);
        try (RefusingProxy proxy = RefusingProxy.before(server.uri("/"));
                BrowserLog page = BrowserLog.live(browser.tab(options), proxy.uri("/?source=" + log.source()))) {
            String language = locale.substring(0, 2);
            Map<String, List<String>> english = bundle(page, "en");
            Map<String, List<String>> spoken = bundle(page, language);
            assertThat(spoken.keySet()).isEqualTo(english.keySet());
            assertThat(english.keySet())
                    .filteredOn(key ->
                            isSentence(english.get(key)) && english.get(key).equals(spoken.get(key)))
                    .as("texts that are the same as in English, but for a name")
                    .containsExactly("welcome.compose");
            page.await("(language) => document.documentElement.lang === language", language);

            page.awaitShown("10:00:01");
            take(page, texts);
            takeFinding(page, texts);
            takeDialogs(page, texts, spoken);
            takeWhatHappensToLines(page, log, texts);
            takePausedAndSelected(page, log, texts);
            takeRefusals(page, proxy, texts);

            assertThat(texts.stream().filter(text -> isIn(text, english, spoken)))
                    .as("texts in English")
                    .isEmpty();
            assertThat(spoken.values().stream()
                            .filter(fragments -> fragments.stream().allMatch(fragment -> isSeen(fragment, texts))))
                    .as("messages that were seen")
                    .hasSizeGreaterThan(SEEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB", "de-DE", "es-ES"})
    void listOfKeysIsSeenWholeOnADesk(String locale, BrowserProcess browser) throws Exception {
        TempLog log = server.nextLog().append("a line");
        try (BrowserLog page = BrowserLog.live(
                browser.tab(BrowserProcess.options().setLocale(locale)), server.uri("/?source=" + log.source()))) {
            page.await("(language) => document.documentElement.lang === language", locale.substring(0, 2));
            page.press("?");
            page.dialog().waitFor();
            assertThat(page.page()
                            .evaluate("(() => { const body = document.querySelector('.help .dialog-body');"
                                    + " return body.scrollHeight - body.clientHeight; })()"))
                    .as("pixels to scroll")
                    .isEqualTo(0);
        }
    }

    private static void take(BrowserLog page, Set<String> texts) {
        for (Object text : (List<?>) page.page().evaluate(TEXTS)) {
            texts.add((String) text);
        }
    }

    private static void takeFinding(BrowserLog page, Set<String> texts) {
        page.press("/");
        page.page().keyboard().type("order(");
        take(page, texts);
        page.page().keyboard().press("Alt+r");
        page.page().locator("#find-invalid").waitFor();
        take(page, texts);
        page.page().keyboard().press("Enter");
        page.page().keyboard().press("Escape");
        take(page, texts);
    }

    private static void takeDialogs(BrowserLog page, Set<String> texts, Map<String, List<String>> spoken) {
        for (String key : List.of("s", ":", "?", ",")) {
            page.press(key);
            page.dialog().waitFor();
            take(page, texts);
            page.page().keyboard().type("qqqq");
            take(page, texts);
            page.page().keyboard().press("Escape");
        }
        page.run(spoken.get("command.openAbout").get(0));
        page.page().locator("dialog.about[open]").waitFor();
        take(page, texts);
        page.page().keyboard().press("Escape");
        page.run(spoken.get("command.openWelcome").get(0));
        Locator card = page.page().locator("#welcome");
        for (Locator tab : card.locator("[role=tab]").all()) {
            tab.click();
            take(page, texts);
        }
        card.locator("button.plain").click();
    }

    private static void takeWhatHappensToLines(BrowserLog page, TempLog log, Set<String> texts) throws Exception {
        for (String key : List.of("l", "t", "t", "t", "t", "T", "T", "T", "e", "W", "m", "'", "n")) {
            page.press(key);
            take(page, texts);
        }
        page.press("f");
        log.rotate().append("5");
        page.row("5").waitFor();
        log.truncate().append("6");
        page.row("6").waitFor();
        page.press("c");
        take(page, texts);
        page.press("C");
        take(page, texts);
    }

    private static void takePausedAndSelected(BrowserLog page, TempLog log, Set<String> texts) throws Exception {
        page.press("f");
        page.row("6").click();
        log.append("2026-11-25T10:00:05Z ERROR 7", "8");
        page.page().locator(".log-back.has-errors").waitFor();
        page.row("5").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        for (String key : List.of("y", "L", "S")) {
            page.press(key);
            take(page, texts);
        }
        page.press("Escape");
        page.press("f");
    }

    private static void takeRefusals(BrowserLog page, RefusingProxy proxy, Set<String> texts) {
        for (int status : List.of(502, 503, 429, 401, 403)) {
            proxy.refuse(status, "");
            page.await("(status) => document.body.textContent.includes(`HTTP ${status}`)", status);
            take(page, texts);
            proxy.pass();
            page.page()
                    .locator("header button.small, .notice.failure button")
                    .last()
                    .click();
            page.awaitState("live");
            take(page, texts);
        }
    }

    /** The texts of a language, each in the pieces that stand between its values. */
    private static Map<String, List<String>> bundle(BrowserLog page, String language) {
        Map<?, ?> found = (Map<?, ?>) page.page().evaluate(BUNDLE, language);
        return found.entrySet().stream()
                .collect(Collectors.toMap(each -> (String) each.getKey(), each -> fragments(each.getValue())));
    }

    private static List<String> fragments(Object text) {
        Stream<?> forms = text instanceof Map<?, ?> plural ? Stream.of(plural.get("other")) : Stream.of(text);
        return forms.flatMap(form -> Pattern.compile("\\{[A-Za-z]+\\}").splitAsStream((String) form))
                .map(String::strip)
                .filter(fragment -> fragment.matches("(?s).*\\p{L}{2}.*"))
                .toList();
    }

    private static boolean isSentence(List<String> fragments) {
        return fragments.stream().anyMatch(fragment -> fragment.matches(".*\\p{L}{2} \\p{L}{2}.*"));
    }

    /** Whether a text has a piece of one language that is in no text of another. */
    private static boolean isIn(String text, Map<String, List<String>> english, Map<String, List<String>> spoken) {
        return english.values().stream()
                .flatMap(List::stream)
                .filter(fragment -> isWithin(fragment, text))
                .anyMatch(fragment ->
                        spoken.values().stream().flatMap(List::stream).noneMatch(other -> isWithin(fragment, other)));
    }

    private static boolean isSeen(String fragment, Set<String> texts) {
        return texts.stream().anyMatch(text -> isWithin(fragment, text));
    }

    /** As whole words. */
    private static boolean isWithin(String fragment, String text) {
        int at = text.indexOf(fragment);
        while (at >= 0) {
            int end = at + fragment.length();
            boolean begins = at == 0 || !Character.isLetter(text.charAt(at - 1));
            boolean ends = end == text.length() || !Character.isLetter(text.charAt(end));
            if (begins && ends) {
                return true;
            }
            at = text.indexOf(fragment, at + 1);
        }
        return false;
    }
}
