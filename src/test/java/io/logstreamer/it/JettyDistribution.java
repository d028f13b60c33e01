package io.logstreamer.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Jetty with the modules its documentation names for a Jakarta EE 10 application and a graceful stop, scanning its
 * {@code webapps} each second.
 */
record JettyDistribution(Path home) implements Distribution {
    private static final Pattern STARTED = Pattern.compile(" Started .*\\bServer@");
    private static final Pattern DEPLOYED =
            Pattern.compile(":oej[^:]*ServletContextHandler:[^ ]* Started .*WebAppContext@");
    private static final Pattern UNDEPLOYED = Pattern.compile(" Stopped .*WebAppContext@");

    private static final Pattern LOADER =
            Pattern.compile("org\\.eclipse\\.jetty\\.ee(10)?\\.webapp\\.WebAppClassLoader");

    @Override
    public void prepare(Path base, int port) throws IOException, InterruptedException {
        for (String directory : List.of("temp", "webapps", "wars")) {
            Files.createDirectories(base.resolve(directory));
        }
        addModules(base);
        Files.writeString(base.resolve("start.d/test.ini"), """
                jetty.http.host=127.0.0.1
                jetty.http.port=%d
                jetty.deploy.scanInterval=1
                """.formatted(port));
    }

    @Override
    public List<String> command(Path base, List<String> jvmArguments) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.tool("java").toString());
        command.addAll(jvmArguments);
        command.add("-Djava.io.tmpdir=" + base.resolve("temp"));
        command.add("-jar");
        command.add(home.resolve("start.jar").toString());
        command.add("jetty.base=" + base);
        return command;
    }

    /**
     * The root context is a WAR in {@code webapps}; a deeper path, which no file name can say, is a context XML file
     * there that names a WAR elsewhere.
     */
    @Override
    public void deploy(Path base, String contextPath, Path war) throws IOException {
        if (contextPath.equals("/")) {
            Replacing.file(war, base.resolve("webapps/ROOT.war"));
            return;
        }
        String name = fileName(contextPath);
        Path stored = base.resolve("wars").resolve(name + ".war");
        Replacing.file(war, stored);
        Replacing.text(
                """
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
                  <Set name="contextPath">%s</Set>
                  <Set name="war">%s</Set>
                </Configure>
                """.formatted(contextPath, stored), base.resolve("webapps").resolve(name + ".xml"));
    }

    @Override
    public void undeploy(Path base, String contextPath) throws IOException {
        Files.delete(
                base.resolve("webapps").resolve(contextPath.equals("/") ? "ROOT.war" : fileName(contextPath) + ".xml"));
    }

    @Override
    public Pattern started() {
        return STARTED;
    }

    @Override
    public Pattern deployed() {
        return DEPLOYED;
    }

    @Override
    public Pattern undeployed() {
        return UNDEPLOYED;
    }

    /** The line {@link #undeployed} comes when nothing is left. */
    @Override
    public boolean isGone(Path base, String contextPath) {
        return true;
    }

    @Override
    public Pattern webappLoader() {
        return LOADER;
    }

    private void addModules(Path base) throws IOException, InterruptedException {
        Path output = base.resolve("add-modules.txt");
        int exit = new ProcessBuilder(
                        Jdk.tool("java").toString(),
                        "-jar",
                        home.resolve("start.jar").toString(),
                        "jetty.base=" + base,
                        "--create-startd",
                        "--add-modules=http,ee10-deploy,ee10-annotations,graceful")
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("Jetty's modules were not added: exit=" + exit + "\n"
                    + Files.readString(output, StandardCharsets.UTF_8));
        }
    }

    private static String fileName(String contextPath) {
        return contextPath.substring(1).replace('/', '-');
    }
}
