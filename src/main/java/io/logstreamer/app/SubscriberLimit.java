package io.logstreamer.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * How many subscribers may be connected. Found out, it is at most nine tenths of the connections that the container
 * takes and of the files that the process may open: Tomcat leaves a connection above its limit unanswered, and a probe
 * behind all the subscribers must get in.
 *
 * <p>Thread-safe; looks around once, when first asked, since a container starts its connectors in its own order.
 */
final class SubscriberLimit implements IntSupplier {

    /** More than this was not tried. */
    static final int MOST = 100_000;

    private static final String TOMCAT_CONNECTORS = "*:type=ThreadPool,*";
    private static final String OPERATING_SYSTEM = "java.lang:type=OperatingSystem";
    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private final MBeanServer beans;
    private volatile int limit;

    /** @param configured the operator's word; empty: to be found out */
    SubscriberLimit(OptionalInt configured, MBeanServer beans) {
        this.limit = configured.orElse(0);
        this.beans = beans;
    }

    /** With the limits of this virtual machine. */
    static SubscriberLimit of(OptionalInt configured) {
        return new SubscriberLimit(configured, ManagementFactory.getPlatformMBeanServer());
    }

    @Override
    public int getAsInt() {
        int known = limit;
        if (known == 0) {
            known = find();
            limit = known;
        }
        return known;
    }

    private int find() {
        long connections = nineTenths(smallest(TOMCAT_CONNECTORS, "maxConnections"));
        long files = nineTenths(smallest(OPERATING_SYSTEM, "MaxFileDescriptorCount"));
        return (int) Math.max(1, Math.min(MOST, Math.min(connections, files)));
    }

    private static long nineTenths(OptionalLong limit) {
        return limit.isPresent() ? limit.getAsLong() / 10 * 9 : Long.MAX_VALUE;
    }

    /** The smallest value of an attribute that is a limit; Tomcat's -1 and a bean without the attribute are none. */
    private OptionalLong smallest(String pattern, String attribute) {
        return beans(pattern).stream()
                .map(bean -> attribute(bean, attribute))
                .filter(value -> value instanceof Number number && number.longValue() > 0)
                .mapToLong(value -> ((Number) value).longValue())
                .min();
    }

    private Set<ObjectName> beans(String pattern) {
        try {
            return beans.queryNames(new ObjectName(pattern), null);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("not a name of beans: pattern=" + pattern, e);
        }
    }

    private @Nullable Object attribute(ObjectName bean, String attribute) {
        try {
            return beans.getAttribute(bean, attribute);
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.DEBUG, "No limit in " + bean, e);
            return null;
        }
    }
}
