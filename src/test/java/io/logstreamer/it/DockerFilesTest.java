package io.logstreamer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DockerFilesTest {

    @Test
    void dockerRunsTheJettyThatTheTestsRun() throws Exception {
        String image = DockerFiles.jettyImage(DockerFiles.COMPOSE);
        assertThat(DockerFiles.jettyImage()).isEqualTo(image);
        String version = image.substring("jetty:".length(), image.indexOf('-'));
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<jetty121.version>" + version + "</jetty121.version>");
    }

    @Test
    void composePublishesToThisMachineAlone() throws Exception {
        assertThat(Files.readString(DockerFiles.COMPOSE)).contains("- \"${PUBLISH:-127.0.0.1:8080}:8080\"");
    }
}
