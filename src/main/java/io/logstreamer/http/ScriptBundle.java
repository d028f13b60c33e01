package io.logstreamer.http;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Modules as one script: the entry and all that it imports, each in a function of its own, in the order in which a browser
 * would run them. Sixty modules are sixty requests over the six connections that a browser opens, which is most of the
 * time to the first line of a log; HTTP/2, where they would cost little, is not to be had without TLS.
 *
 * <p>It knows the forms that the page's modules are written in, one statement {@code import … from '…';} or {@code export …}
 * at the beginning of a line, and refuses others: no binding that changes ({@code export let}), no circles, and {@code await}
 * in functions alone. A library, such as {@code lit-html}, is one module without imports that names what it exports at its end.
 * Comments stay behind: they are a third of what would travel. Lines stay lines, so that the map of the script is one of whole
 * lines and a browser's tools show each module as it is written. Immutable.
 */
final class ScriptBundle {

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (\\{[^}]*}|\\w+) from '([^']+)';$");
    private static final Pattern EXPORT =
            Pattern.compile("(?m)^export ((?:async )?(?:class|function\\*?|const)) (\\w+)");
    private static final Pattern EXPORT_LIST = Pattern.compile("(?m)^export \\{([^}]*)};$");
    private static final Pattern EXPORT_DEFAULT = Pattern.compile("(?m)^export default ");
    private static final Pattern LIBRARY_EXPORT =
            Pattern.compile("export\\{([^}]*)};?\\s*(?://# sourceMappingURL=\\S+\\s*)?$");
    private static final Pattern OTHER = Pattern.compile("(?m)^(?:import|export)\\b.*$");

    private static final Pattern COMMENT = Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*(?:[^*]|\\*+[^*/])*\\*+/[ \\t]*)$");

    private static final Pattern LAST_COMMA = Pattern.compile(",$");
    private static final Pattern RENAMED = Pattern.compile("([\\w$]+) as ([\\w$]+)");
    private static final Pattern NO_NAME = Pattern.compile("[^\\w$]");

    private static final String OWN_ADDRESS = "import.meta.url";

    private final Map<String, String> texts;
    private final Set<String> done = new LinkedHashSet<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final StringBuilder script = new StringBuilder();
    private final List<String> sections = new ArrayList<>();
    private int scriptLines;

    private ScriptBundle(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * The script and its map.
     *
     * @param script what a browser is to run, as a module of the folder that all names are relative to
     * @param map its source map (ECMA-426), for a browser's tools
     */
    record Result(String script, String map) {}

    /**
     * @param texts modules by their paths, such as {@code core/find.js}, and libraries by the names that they are imported by
     * @param entry the path of the one to begin with
     * @param mapName the file that the map will be found in
     * @throws IllegalStateException if a module is written in a way that is not known here
     */
    static Result of(Map<String, String> texts, String entry, String mapName) {
        return new ScriptBundle(texts).build(entry, mapName);
    }

    private Result build(String entry, String mapName) {
        add(entry);
        String map = "{\"version\":3,\"sections\":[" + String.join(",", sections) + "]}";
        return new Result(script + "//# sourceMappingURL=" + mapName + "\n", map);
    }

    private void add(String name) {
        if (done.contains(name)) {
            return;
        }
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalStateException("there is no such module: name=%s, needed by=%s".formatted(name, open));
        }
        if (!open.add(name)) {
            throw new IllegalStateException("modules import each other: " + open);
        }
        Matcher imports = IMPORT.matcher(text);
        while (imports.find()) {
            add(resolved(name, imports.group(2)));
        }
        open.remove(name);
        done.add(name);
        if (isOwn(name)) {
            append(name, text);
        } else {
            appendLibrary(name, text);
        }
    }

    private void append(String name, String text) {
        List<String> exported = new ArrayList<>();
        String body = replaced(IMPORT, text, statement -> declared(name, statement.group(1), statement.group(2)));
        body = replaced(EXPORT, body, statement -> {
            exported.add(statement.group(2));
            return statement.group(1) + " " + statement.group(2);
        });
        body = replaced(EXPORT_LIST, body, statement -> {
            String names = LAST_COMMA.matcher(statement.group(1).strip()).replaceAll("");
            exported.add(RENAMED.matcher(names).replaceAll("$2: $1"));
            return "\n".repeat(lineEnds(statement.group()));
        });
        body = replaced(EXPORT_DEFAULT, body, statement -> {
            exported.add("default: $default");
            return "const $default = ";
        });
        Matcher other = OTHER.matcher(body);
        if (other.find()) {
            throw new IllegalStateException(
                    "this form is not known: module=%s, line=%s".formatted(name, other.group()));
        }
        body = body.replace(OWN_ADDRESS, "new URL('%s', %s).href".formatted(name, OWN_ADDRESS));
        sections.add(section(name, text));
        append(name, withoutComments(body), exported);
    }

    private void appendLibrary(String name, String text) {
        Matcher export = LIBRARY_EXPORT.matcher(text);
        if (!export.find()) {
            throw new IllegalStateException("library does not end with its exports: name=" + name);
        }
        String names = RENAMED.matcher(export.group(1)).replaceAll("$2: $1");
        append(name, text.substring(0, export.start()), List.of(names));
    }

    private void append(String name, String body, List<String> exported) {
        String module = "const %s = (() => {\n%s%sreturn { %s };\n})();\n"
                .formatted(variable(name), body, body.endsWith("\n") ? "" : "\n", String.join(", ", exported));
        script.append(module);
        scriptLines += lineEnds(module);
    }

    /** Lines that are a comment and nothing else become empty. */
    private static String withoutComments(String body) {
        return replaced(COMMENT, body, found -> "\n".repeat(lineEnds(found.group())));
    }

    private static int lineEnds(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    private static String replaced(Pattern form, String text, Function<Matcher, String> replacement) {
        StringBuilder result = new StringBuilder();
        int behind = 0;
        Matcher found = form.matcher(text);
        while (found.find()) {
            result.append(text, behind, found.start()).append(replacement.apply(found));
            behind = found.end();
        }
        return result.append(text, behind, text.length()).toString();
    }

    /** What an import becomes: constants of the module that imports. */
    private static String declared(String name, String names, String imported) {
        String from = variable(resolved(name, imported));
        return names.startsWith("{")
                ? "const %s = %s;".formatted(names.replace(" as ", ": "), from)
                : "const %s = %s.default;".formatted(names, from);
    }

    /** All lines of a module, from the one on which its text begins. */
    private String section(String name, String text) {
        int lines = (int) text.lines().count();
        return "{\"offset\":{\"line\":%d,\"column\":0},\"map\":{\"version\":3,\"sources\":[\"%s\"],\"names\":[],\"mappings\":\"AAAA%s\"}}"
                .formatted(scriptLines + 1, name, ";AACA".repeat(lines - 1));
    }

    private static boolean isOwn(String name) {
        return name.endsWith(".js");
    }

    private static String resolved(String name, String imported) {
        return imported.startsWith(".")
                ? URI.create("/" + name).resolve(imported).getPath().substring(1)
                : imported;
    }

    /** {@code core/find.js} is {@code core$find}: no module names anything of its own like that. */
    private static String variable(String name) {
        String path = isOwn(name) ? name.substring(0, name.length() - ".js".length()) : name;
        return NO_NAME.matcher(path.replace('/', '$')).replaceAll("_");
    }
}
