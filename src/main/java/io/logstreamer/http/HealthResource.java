package io.logstreamer.http;

import io.logstreamer.log.Health;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The probes: a word and a status, no details. They have no {@code @Produces}, so that a probe gets its answer whatever
 * its {@code Accept} says.
 */
@Path("/")
public final class HealthResource {

    private final Health health;

    @Inject
    HealthResource(Health health) {
        this.health = health;
    }

    @GET
    @Path("livez")
    public Response live() {
        return answer(health.live());
    }

    @GET
    @Path("readyz")
    public Response ready() {
        return answer(health.ready());
    }

    /** The name most probes are configured with; the same as {@link #ready}. */
    @GET
    @Path("healthz")
    public Response healthy() {
        return ready();
    }

    private static Response answer(boolean fine) {
        CacheControl never = new CacheControl();
        never.setNoStore(true);
        return Response.status(fine ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .cacheControl(never)
                .entity(fine ? "ok\n" : "unavailable\n")
                .build();
    }
}
