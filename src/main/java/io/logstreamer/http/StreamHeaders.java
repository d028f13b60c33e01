package io.logstreamer.http;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;

/** Puts on every stream what keeps the parts in between from holding it back, and the name of who sends it. */
public final class StreamHeaders implements ContainerResponseFilter {

    static final String NO_STORE = "no-store, no-transform";

    /** nginx gathers answers into buffers unless it is told not to. */
    static final String ACCEL_BUFFERING = "X-Accel-Buffering";

    static final String NODE = "LogStreamer-Node";

    private final StreamResource.Options options;

    @Inject
    StreamHeaders(StreamResource.Options options) {
        this.options = options;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof CursorSink) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.putSingle(HttpHeaders.CACHE_CONTROL, NO_STORE);
            headers.putSingle(ACCEL_BUFFERING, "no");
            headers.putSingle(NODE, options.node());
        }
    }
}
