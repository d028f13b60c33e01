package io.logstreamer.http;

import io.logstreamer.log.Form;
import io.logstreamer.log.Subscription.Start;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.SseEventSink;

/** {@code /api/v1/stream}: the same lines as JSON records, with some history before and with all control events. */
@Path("api/v1/stream")
public final class RecordStreamResource {

    private final StreamOpening opening;
    private final StreamResource.Options options;

    @Inject
    RecordStreamResource(StreamOpening opening, StreamResource.Options options) {
        this.opening = opening;
        this.options = options;
    }

    @GET
    @Produces(StreamResource.EVENT_STREAM)
    public void stream(@Context SseEventSink sink, @Context UriInfo uri, @Context HttpHeaders headers) {
        Start start = new Start.Tail(options.historyLines());
        opening.begin(sink, uri, headers, new StreamQuery.Defaults(Form.Kind.JSON, true, start));
    }
}
