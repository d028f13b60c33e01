package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServletInputsTest {

    @Test
    void inputsAreThoseOfContextAndMachine() {
        SettingsInputs inputs = ServletInputs.of(context(
                "/logs",
                Map.of("logstreamer.ui.title", "Logs"),
                Map.of(ServletContext.TEMPDIR, new File("/tmp/work"))));

        assertThat(inputs.contextPath()).isEqualTo("/logs");
        assertThat(inputs.contextParameters()).containsExactly(Map.entry("logstreamer.ui.title", "Logs"));
        assertThat(inputs.temporaryDirectory()).isEqualTo(Path.of("/tmp/work"));
        assertThat(inputs.environment()).isEqualTo(System.getenv());
        assertThat(inputs.systemProperties()).containsEntry("java.version", System.getProperty("java.version"));
        assertThat(inputs.workingDirectory()).isEqualTo(Path.of(System.getProperty("user.dir")));
        assertThat(inputs.maxHeapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(inputs.namingEntries()).isEmpty();
    }

    @Test
    void contextWithoutATemporaryDirectoryHasNone() {
        assertThat(ServletInputs.of(context("", Map.of(), Map.of())).temporaryDirectory())
                .isNull();
    }

    /** A servlet context that answers what is asked here, and fails on any other question. */
    private static ServletContext context(String path, Map<String, String> parameters, Map<String, Object> attributes) {
        return (ServletContext) Proxy.newProxyInstance(
                ServletInputsTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getContextPath" -> path;
                    case "getInitParameterNames" -> Collections.enumeration(parameters.keySet());
                    case "getInitParameter" -> parameters.get((String) arguments[0]);
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    default -> throw new AssertionError("asked for " + method);
                });
    }
}
