package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptBundleTest {

    private static final Path STATIC = Path.of("src/main/webapp/static");
    private static final Pattern SECTION = Pattern.compile(
            "\\{\"offset\":\\{\"line\":(\\d+),\"column\":0},\"map\":\\{\"version\":3,\"sources\":\\[\"([^\"]+)\"],\"names\":\\[],"
                    + "\"mappings\":\"([^\"]+)\"}}");

    @Test
    void modulesRunBeforeThoseThatImportThem() {
        String script = bundle(Map.of(
                "page.js", "import { b } from './core/b.js';\nimport { a } from './core/a.js';\nb(a);\n",
                "core/a.js", "export const a = 1;\n",
                "core/b.js", "import { a } from './a.js';\nexport function b() {}\n"));

        assertThat(script).isEqualTo("""
                        const core$a = (() => {
                        const a = 1;
                        return { a };
                        })();
                        const core$b = (() => {
                        const { a } = core$a;
                        function b() {}
                        return { b };
                        })();
                        const page = (() => {
                        const { b } = core$b;
                        const { a } = core$a;
                        b(a);
                        return {  };
                        })();
                        //# sourceMappingURL=map
                        """);
    }

    @Test
    void allFormsOfThePagesModulesAreKnown() {
        String script = bundle(Map.of(
                "page.js",
                "import whole from './text/all.js';\nimport {\n  one,\n  two as second,\n} from './text/all.js';\n",
                "text/all.js",
                """
                export default { one: 1 };
                export class One {}
                export async function two() {}
                export function* three() {}
                const four = 4;
                const five = 5;
                export {
                  four,
                  five as fifth,
                };
                """));

        assertThat(script)
                .contains("const whole = text$all.default;\nconst {\n  one,\n  two: second,\n} = text$all;\n")
                .contains("const $default = { one: 1 };\nclass One {}\nasync function two() {}\nfunction* three() {}\n")
                .contains("return { One, two, three, four,\n  fifth: five, default: $default };");
    }

    @Test
    void libraryIsAModuleThatNamesItsExportsAtItsEnd() {
        String script = bundle(
                Map.of(
                        "page.js", "import { html, nothing } from 'lit-html';\nhtml(nothing);\n",
                        "lit-html",
                                "/**\n * @license\n */\nconst a=1,b=2;export{a as _$LH,a as html,b as nothing};\n//# sourceMappingURL=lit.map\n"));

        assertThat(script).isEqualTo("""
                        const lit_html = (() => {
                        /**
                         * @license
                         */
                        const a=1,b=2;
                        return { _$LH: a,html: a,nothing: b };
                        })();
                        const page = (() => {
                        const { html, nothing } = lit_html;
                        html(nothing);
                        return {  };
                        })();
                        //# sourceMappingURL=map
                        """);
    }

    @Test
    void libraryThatExportsOtherwiseIsRefused() {
        assertThatThrownBy(() -> bundle(
                        Map.of("page.js", "import { a } from 'lit-html';\n", "lit-html", "export const a = 1;\n")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("library does not end with its exports: name=lit-html");
    }

    @Test
    void commentsStayBehindAndLinesStayLines() {
        String script = bundle(Map.of("page.js", """
                /*
                 * The page: 2 ** 3 / 4.
                 **/
                // Once.
                const a = /** @type {any} */ (1); // stays
                  /** Two. */
                /** @type {any} */ (a).b = 2
                  * 3;
                /** @param {string} c */
                """));

        assertThat(script).isEqualTo("""
                const page = (() => {




                const a = /** @type {any} */ (1); // stays

                /** @type {any} */ (a).b = 2
                  * 3;

                return {  };
                })();
                //# sourceMappingURL=map
                """);
    }

    @Test
    void moduleKnowsItsOwnAddress() {
        String script = bundle(Map.of(
                "page.js", "import { at } from './text/at.js';\n",
                "text/at.js", "export const at = new URL('../other.js', import.meta.url);\n"));

        assertThat(script).contains("const at = new URL('../other.js', new URL('text/at.js', import.meta.url).href);");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export let changed = 1;",
                "export * from './core/a.js';",
                "import './core/a.js';",
                "import * as all from './core/a.js';",
                "import { a } from \"./core/a.js\";",
                "import whole, { a } from './core/a.js';"
            })
    void unknownFormIsRefused(String line) {
        assertThatThrownBy(() -> bundle(Map.of("page.js", line + "\n", "core/a.js", "export const a = 1;\n")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this form is not known: module=page.js, line=" + line);
    }

    @Test
    void circleIsRefused() {
        assertThatThrownBy(() -> bundle(Map.of(
                        "page.js", "import { a } from './a.js';\n",
                        "a.js", "import { b } from './b.js';\nexport const a = 1;\n",
                        "b.js", "import { a } from './a.js';\nexport const b = 1;\n")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("modules import each other: [page.js, a.js, b.js]");
    }

    @Test
    void missingModuleIsTold() {
        assertThatThrownBy(() -> bundle(Map.of("page.js", "import { a } from './a.js';\n")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no such module: name=a.js, needed by=[page.js]");
    }

    @Test
    void mapLeadsFromEachLineOfThePagesScriptToThatOfItsModule() throws Exception {
        Map<String, String> modules = modules();

        ScriptBundle.Result made = ScriptBundle.of(modules, "page.js", "map");

        List<String> lines = made.script().lines().toList();
        Matcher section = SECTION.matcher(made.map());
        int sections = 0;
        int comments = 0;
        while (section.find()) {
            sections++;
            int first = Integer.parseInt(section.group(1));
            List<String> written = modules.get(section.group(2)).lines().toList();
            assertThat(section.group(3).split(";")).as(section.group(2)).hasSize(written.size());
            for (int line = 0; line < written.size(); line++) {
                if (isComment(written.get(line)) && lines.get(first + line).isEmpty()) {
                    comments++;
                } else if (isAsWritten(written.get(line))) {
                    assertThat(lines.get(first + line)).isEqualTo(written.get(line));
                }
            }
        }
        assertThat(sections).isGreaterThan(60);
        assertThat(comments).isGreaterThan(3_000);
    }

    /** What stands in a statement of a module as such is another in the script. */
    private static boolean isAsWritten(String line) {
        return Stream.of("import ", "export ", "} from ", "import.meta", " as ").noneMatch(line::contains);
    }

    private static boolean isComment(String line) {
        String content = line.strip();
        return content.isEmpty() || content.startsWith("//") || content.startsWith("/*") || content.startsWith("*");
    }

    private static String bundle(Map<String, String> modules) {
        return ScriptBundle.of(modules, "page.js", "map").script();
    }

    private static Map<String, String> modules() throws IOException {
        Map<String, String> modules = new HashMap<>();
        try (Stream<Path> files = Files.walk(STATIC)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".js")).toList()) {
                modules.put(STATIC.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        modules.put("lit-html", "const a=0;export{a as html,a as nothing,a as render,a as svg};");
        return modules;
    }
}
