package io.logstreamer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Tomcat, started as {@code catalina.sh run} does: same class path, same opened packages (without these Tomcat cannot
 * look for leaks), same deployer. All its logs go to the console.
 */
record TomcatDistribution(Path home) implements Distribution {
    private static final Pattern STARTED = Pattern.compile("Server startup in \\[");
    private static final Pattern DEPLOYED =
            Pattern.compile("Deployment of web application archive \\[.*] has finished");
    private static final Pattern UNDEPLOYED = Pattern.compile("Undeploying context \\[");
    private static final Pattern LOADER =
            Pattern.compile("org\\.apache\\.catalina\\.loader\\.ParallelWebappClassLoader");
    private static final List<String> OPENED_TO_TOMCAT = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    @Override
    public void prepare(Path base, int port) throws IOException {
        for (String directory : List.of("conf", "logs", "temp", "work", "webapps")) {
            Files.createDirectories(base.resolve(directory));
        }
        try (Stream<Path> files = Files.list(home.resolve("conf"))) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> copy(file, base.resolve("conf").resolve(file.getFileName())));
        }
        Path serverXml = base.resolve("conf/server.xml");
        String xml = Files.readString(serverXml);
        xml = replaceOnce(xml, "port=\"8005\"", "port=\"-1\"");
        xml = replaceOnce(xml, "<Connector port=\"8080\"", "<Connector address=\"127.0.0.1\" port=\"" + port + "\"");
        // The deployer looks each second, not each ten: a redeploy is waited for.
        String engine = "<Engine name=\"Catalina\" defaultHost=\"localhost\"";
        xml = replaceOnce(xml, engine + ">", engine + " backgroundProcessorDelay=\"1\">");
        Files.writeString(serverXml, xml);
        Files.writeString(base.resolve("conf/logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                .handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = ALL
                java.util.logging.ConsoleHandler.encoding = UTF-8
                java.util.logging.ConsoleHandler.formatter = org.apache.juli.OneLineFormatter
                """);
    }

    @Override
    public List<String> command(Path base, List<String> jvmArguments) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.tool("java").toString());
        command.addAll(jvmArguments);
        OPENED_TO_TOMCAT.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.add("-Dcatalina.home=" + home);
        command.add("-Dcatalina.base=" + base);
        command.add("-Djava.io.tmpdir=" + base.resolve("temp"));
        command.add("-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
        command.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
        command.add("-cp");
        command.add(home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"));
        command.add("org.apache.catalina.startup.Bootstrap");
        command.add("start");
        return command;
    }

    @Override
    public void deploy(Path base, String contextPath, Path war) throws IOException {
        Replacing.file(war, webapp(base, contextPath));
    }

    @Override
    public void undeploy(Path base, String contextPath) throws IOException {
        Files.delete(webapp(base, contextPath));
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

    /** The deployer removes the expanded directory last. */
    @Override
    public boolean isGone(Path base, String contextPath) {
        return Files.notExists(base.resolve("webapps").resolve(name(contextPath)));
    }

    @Override
    public Pattern webappLoader() {
        return LOADER;
    }

    private static Path webapp(Path base, String contextPath) {
        return base.resolve("webapps").resolve(name(contextPath) + ".war");
    }

    private static String name(String contextPath) {
        return contextPath.equals("/") ? "ROOT" : contextPath.substring(1).replace('/', '#');
    }

    private static String replaceOnce(String text, String target, String replacement) {
        String replaced = text.replaceFirst(Pattern.quote(target), Matcher.quoteReplacement(replacement));
        if (replaced.equals(text)) {
            throw new IllegalStateException("not in server.xml: " + target);
        }
        return replaced;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
