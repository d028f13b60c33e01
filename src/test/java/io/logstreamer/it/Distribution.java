package io.logstreamer.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What differs between the containers: their layout, their command line, and how they deploy. Immutable. */
sealed interface Distribution permits TomcatDistribution, JettyDistribution {

    /** Makes an empty directory a base to start from, bound to one port of the loopback address. */
    void prepare(Path base, int port) throws IOException, InterruptedException;

    /** The command of one server process whose pid is the server's own. */
    List<String> command(Path base, List<String> jvmArguments);

    /** Puts a WAR where it is deployed at this context path; replaces the one that is there. */
    void deploy(Path base, String contextPath, Path war) throws IOException;

    void undeploy(Path base, String contextPath) throws IOException;

    /** A console line: the server is up with all its applications. */
    Pattern started();

    /** A console line: an application was deployed while the server ran. */
    Pattern deployed();

    /** A console line: the server has taken an application out, or begins to. */
    Pattern undeployed();

    /** Whether the server has finished taking an application out, after the line {@link #undeployed}. */
    boolean isGone(Path base, String contextPath);

    /** Names the class of which the server makes one instance per running web application. */
    Pattern webappLoader();
}
