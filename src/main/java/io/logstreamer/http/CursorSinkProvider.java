package io.logstreamer.http;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.Providers;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.function.Function;
import org.glassfish.jersey.process.internal.RequestScope;
import org.glassfish.jersey.server.AsyncContext;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Supplies {@code @Context SseEventSink} with a {@link CursorSink}, before Jersey's own provider is asked. Thread-safe.
 */
@Singleton
public final class CursorSinkProvider implements ValueParamProvider {

    private final Provider<AsyncContext> asyncContexts;
    private final Provider<HttpServletRequest> requests;
    private final Provider<HttpServletResponse> responses;
    private final Provider<Providers> providers;
    private final RequestScope scope;

    @Inject
    public CursorSinkProvider(
            Provider<AsyncContext> asyncContexts,
            Provider<HttpServletRequest> requests,
            Provider<HttpServletResponse> responses,
            Provider<Providers> providers,
            RequestScope scope) {
        this.asyncContexts = asyncContexts;
        this.requests = requests;
        this.responses = responses;
        this.providers = providers;
        this.scope = scope;
    }

    @Override
    public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        boolean ours =
                parameter.getSource() == Parameter.Source.CONTEXT && parameter.getRawType() == SseEventSink.class;
        return ours ? this::sink : null;
    }

    @Override
    public PriorityType getPriority() {
        return Priority.HIGH;
    }

    private SseEventSink sink(ContainerRequest request) {
        EventEncoder encoder = new EventEncoder(providers.get());
        return new CursorSink(
                request,
                asyncContexts.get(),
                new CursorSink.Surroundings(requests.get(), responses.get(), scope, encoder::encode));
    }
}
