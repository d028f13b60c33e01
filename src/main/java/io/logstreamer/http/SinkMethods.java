package io.logstreamer.http;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.model.ResourceModel;

/**
 * Marks the methods that take an {@link SseEventSink} as methods that suspend their request. Jersey has a mark of its own
 * for them, but its MVC module copies every method of the application, and the copy (Jersey 3.1.11) leaves that mark
 * behind; the one for {@code @Suspended} is kept. So it does not matter which of the two comes first.
 */
public final class SinkMethods implements ModelProcessor {

    @Override
    public ResourceModel processResourceModel(ResourceModel model, Configuration configuration) {
        return marked(model, false);
    }

    @Override
    public ResourceModel processSubResource(ResourceModel model, Configuration configuration) {
        return marked(model, true);
    }

    private static ResourceModel marked(ResourceModel model, boolean subResource) {
        ResourceModel.Builder builder = new ResourceModel.Builder(subResource);
        for (Resource resource : model.getResources()) {
            builder.addResource(marked(resource));
        }
        return builder.build();
    }

    private static Resource marked(Resource resource) {
        Resource.Builder builder = Resource.builder(resource.getPath()).extended(resource.isExtended());
        for (ResourceMethod method : resource.getResourceMethods()) {
            ResourceMethod.Builder copy = builder.addMethod(method);
            if (takesSink(method)) {
                copy.suspended(AsyncResponse.NO_TIMEOUT, TimeUnit.MILLISECONDS);
            }
        }
        ResourceMethod locator = resource.getResourceLocator();
        if (locator != null) {
            builder.addMethod(locator);
        }
        for (Resource child : resource.getChildResources()) {
            builder.addChildResource(marked(child));
        }
        return builder.build();
    }

    private static boolean takesSink(ResourceMethod method) {
        return method.getInvocable().getParameters().stream()
                .anyMatch(parameter -> parameter.getRawType() == SseEventSink.class);
    }
}
