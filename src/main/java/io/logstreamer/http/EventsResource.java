package io.logstreamer.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.SseEventSink;

/** {@code /api/v1/events}: what happens beside the lines, of all sources. No event has an id: there is nothing to go on from. */
@Path("api/v1/events")
public final class EventsResource {

    private final StreamOpening opening;

    @Inject
    EventsResource(StreamOpening opening) {
        this.opening = opening;
    }

    @GET
    @Produces(StreamResource.EVENT_STREAM)
    public void events(@Context SseEventSink sink, @Context UriInfo uri, @Context HttpHeaders headers) {
        opening.beginEvents(sink, uri, headers);
    }
}
