package io.logstreamer.app;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Takes the inputs of the settings from a servlet container and its virtual machine. Stateless. */
final class ServletInputs {

    private ServletInputs() {}

    /**
     * Copies the present state of the context, the environment and the system properties.
     *
     * @param context the context being started
     * @return inputs that no longer depend on the context
     */
    static SettingsInputs of(ServletContext context) {
        return new SettingsInputs(
                contextParameters(context),
                context.getContextPath(),
                NamingEntries.ofContainer(),
                System.getenv(),
                systemProperties(),
                Path.of("").toAbsolutePath(),
                context.getAttribute(ServletContext.TEMPDIR) instanceof File directory ? directory.toPath() : null,
                Runtime.getRuntime().maxMemory());
    }

    private static Map<String, String> contextParameters(ServletContext context) {
        Map<String, String> parameters = new TreeMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            parameters.put(name, context.getInitParameter(name));
        }
        return parameters;
    }

    private static Map<String, String> systemProperties() {
        Properties properties = System.getProperties();
        Map<String, String> copy = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            if (value != null) {
                copy.put(name, value);
            }
        }
        return copy;
    }
}
