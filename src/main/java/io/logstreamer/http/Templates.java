package io.logstreamer.http;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheFactory;
import com.github.mustachejava.MustacheNotFoundException;
import jakarta.servlet.ServletContext;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The templates under {@code WEB-INF/templates}: Mustache, which escapes by default. Thread-safe; a template is read once.
 *
 * <p>Not by Jersey's MVC module: it copies every resource method to look for templates, and the copy forgets that a
 * method has an {@code SseEventSink} (Jersey 3.1.11), which would turn every stream into an ordinary answer.
 */
final class Templates {

    private static final String FOLDER = "/WEB-INF/templates/";

    private final MustacheFactory factory;

    Templates(ServletContext context) {
        this.factory = new DefaultMustacheFactory(name -> {
            InputStream found = context.getResourceAsStream(FOLDER + name);
            if (found == null) {
                throw new MustacheNotFoundException(name);
            }
            return new InputStreamReader(found, StandardCharsets.UTF_8);
        });
    }

    /**
     * Fills a template.
     *
     * @param name file name below the folder
     * @param model names and values, escaped as HTML where the template does not say otherwise
     */
    String fill(String name, Map<String, Object> model) {
        Mustache template = factory.compile(name);
        StringWriter text = new StringWriter();
        template.execute(text, model);
        return text.toString();
    }
}
