package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstreamer.log.Health;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.test.JerseyTest;
import org.glassfish.jersey.test.TestProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthResourceTest extends JerseyTest {

    private volatile boolean live;
    private volatile boolean ready;

    @Override
    protected Application configure() {
        forceSet(TestProperties.CONTAINER_PORT, "0");
        Health health = new Health() {
            @Override
            public boolean live() {
                return live;
            }

            @Override
            public boolean ready() {
                return ready;
            }
        };
        return new ResourceConfig(HealthResource.class).register(new AbstractBinder() {
            @Override
            protected void configure() {
                bind(health).to(Health.class);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "livez, true, false, 200",
        "livez, false, true, 503",
        "readyz, false, true, 200",
        "readyz, true, false, 503",
        "healthz, false, true, 200",
        "healthz, true, false, 503"
    })
    void probeTellsItsOwnState(String probe, boolean live, boolean ready, int status) {
        this.live = live;
        this.ready = ready;

        try (Response response =
                target(probe).request().accept("application/vnd.strange").get()) {
            assertThat(response.getStatus()).isEqualTo(status);
            assertThat(response.getHeaderString("Content-Type")).isEqualTo("text/plain;charset=utf-8");
            assertThat(response.getHeaderString("Cache-Control")).contains("no-store");
            assertThat(response.readEntity(String.class)).isEqualTo(status == 200 ? "ok\n" : "unavailable\n");
        }
    }
}
