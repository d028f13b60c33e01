package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.test.JerseyTest;
import org.glassfish.jersey.test.TestProperties;
import org.junit.jupiter.api.Test;

class ProblemMapperTest extends JerseyTest {

    @Path("/")
    @SuppressWarnings("DoNotCallSuggester") // Jersey calls these, and is to see what they throw.
    public static final class Failing {

        @GET
        @Path("bug")
        public String bug() {
            throw new IllegalStateException("the secret of /etc/shadow");
        }

        @GET
        @Path("stopping")
        public String stopping() {
            throw new CancellationException("nobody looks any more");
        }

        @GET
        @Path("problem")
        public String problem() {
            throw Problem.of(404, "No such source.").with("source", "x").exception();
        }

        @GET
        @Path("end")
        public String end() {
            throw new WebApplicationException(Response.noContent().build());
        }

        @GET
        @Path("text")
        @Produces("text/plain")
        public String text() {
            return "text";
        }
    }

    @Override
    protected Application configure() {
        forceSet(TestProperties.CONTAINER_PORT, "0");
        return new ResourceConfig(Failing.class, ProblemMapper.class)
                .property("jersey.config.server.wadl.disableWadl", true);
    }

    @Test
    void unexpectedFailureIsLoggedOnceAndHiddenFromTheClient() {
        List<LogRecord> logged = new ArrayList<>();
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.logstreamer.http");
        logger.addHandler(recorder);
        logger.setUseParentHandlers(false);
        try (Response response = target("bug").request().get()) {
            assertThat(response.getStatus()).isEqualTo(500);
            assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
            String body = response.readEntity(String.class);
            assertThat(body).doesNotContain("secret", "Exception", "io.logstreamer");
            assertThat(logged).hasSize(1);
            assertThat(logged.get(0).getThrown()).hasMessage("the secret of /etc/shadow");
            String incident = body.replaceAll(".*\"instance\":\"([^\"]+)\".*", "$1");
            assertThat(logged.get(0).getMessage()).contains(incident).contains("urn:uuid:");
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(recorder);
        }
    }

    @Test
    void whoWaitsForALookIsToldThatTheServerStops() {
        try (Response response = target("stopping").request().get()) {
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getHeaderString("Retry-After")).isNotBlank();
            assertThat(response.readEntity(String.class)).contains("stopping");
        }
        try (Response response = target("stopping").request("text/event-stream").get()) {
            assertThat(response.getStatus()).as("an EventSource comes again").isEqualTo(200);
            assertThat(response.readEntity(String.class)).startsWith("retry: ");
        }
    }

    @Test
    void problemThrownIsTheAnswer() {
        try (Response response = target("problem").request().get()) {
            assertThat(response.getStatus()).isEqualTo(404);
            assertThat(response.readEntity(String.class))
                    .isEqualTo(
                            "{\"status\":404,\"title\":\"Not Found\",\"detail\":\"No such source.\",\"source\":\"x\"}");
        }
    }

    @Test
    void answerThatIsNoErrorPassesUnchanged() {
        try (Response response = target("end").request().get()) {
            assertThat(response.getStatus()).isEqualTo(204);
            assertThat(response.hasEntity()).isFalse();
        }
    }

    @Test
    void unknownAddressIsAProblem() {
        try (Response response = target("nowhere").request().get()) {
            assertThat(response.getStatus()).isEqualTo(404);
            assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.readEntity(String.class)).contains("There is nothing at this address.");
        }
    }

    @Test
    void wrongMethodIsToldTheRightOnes() {
        try (Response response = target("text").request().post(Entity.text("x"))) {
            assertThat(response.getStatus()).isEqualTo(405);
            assertThat(response.getAllowedMethods()).contains("GET", "HEAD");
            assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.readEntity(String.class)).contains("\"title\":\"Method Not Allowed\"");
        }
    }

    @Test
    void unacceptableFormIsAProblem() {
        try (Response response = target("text").request().accept("image/png").get()) {
            assertThat(response.getStatus()).isEqualTo(406);
            assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
        }
    }
}
