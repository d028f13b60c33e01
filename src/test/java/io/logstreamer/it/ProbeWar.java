package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs {@link ProbeServlet} as a WAR. */
final class ProbeWar {
    private static final String CLASS_FILE = ProbeServlet.class.getName().replace('.', '/') + ".class";

    private ProbeWar() {}

    /**
     * @param name what the application answers
     * @param leaks whether it starts a thread that it never ends
     */
    static Path write(Path file, String name, boolean leaks) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
                InputStream servlet = ProbeWar.class.getClassLoader().getResourceAsStream(CLASS_FILE)) {
            if (servlet == null) {
                throw new IOException("not on the class path: " + CLASS_FILE);
            }
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + CLASS_FILE));
            servlet.transferTo(zip);
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write("""
                    <?xml version="1.0" encoding="UTF-8"?>
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                      <servlet>
                        <servlet-name>probe</servlet-name>
                        <servlet-class>%s</servlet-class>
                        <init-param><param-name>name</param-name><param-value>%s</param-value></init-param>
                        <init-param><param-name>leaks</param-name><param-value>%s</param-value></init-param>
                        <load-on-startup>1</load-on-startup>
                      </servlet>
                      <servlet-mapping>
                        <servlet-name>probe</servlet-name>
                        <url-pattern>/probe</url-pattern>
                        <url-pattern></url-pattern>
                      </servlet-mapping>
                    </web-app>
                    """.formatted(ProbeServlet.class.getName(), name, leaks).getBytes(UTF_8));
        }
        return file;
    }
}
