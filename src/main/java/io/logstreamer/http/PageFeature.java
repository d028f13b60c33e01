package io.logstreamer.http;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.server.mvc.mustache.MustacheMvcFeature;

/** Jersey MVC with Mustache, which escapes by default; templates come from the web application alone. */
public final class PageFeature implements Feature {

    @Override
    public boolean configure(FeatureContext context) {
        context.property(MustacheMvcFeature.TEMPLATE_BASE_PATH, "/WEB-INF/templates");
        context.property(MustacheMvcFeature.CACHE_TEMPLATES, true);
        context.register(MustacheMvcFeature.class);
        return true;
    }
}
