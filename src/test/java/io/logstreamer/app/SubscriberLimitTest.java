package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;

class SubscriberLimitTest {

    private final MBeanServer beans = MBeanServerFactory.newMBeanServer();

    /** What Tomcat shows of a connector. */
    public interface Connector {
        int getmaxConnections();
    }

    /** What the virtual machine shows of a Unix system. */
    public interface OperatingSystem {
        long getMaxFileDescriptorCount();
    }

    @Test
    void configuredNumberIsTheLimit() throws Exception {
        connector("http-nio-8080", 10);

        assertThat(new SubscriberLimit(OptionalInt.of(500_000), beans).getAsInt())
                .isEqualTo(500_000);
    }

    @Test
    void nineTenthsOfTheSmallestConnectorAreTaken() throws Exception {
        connector("http-nio-8080", 8_192);
        connector("http-nio-8443", 1_000);
        connector("unlimited", -1);
        files(1_000_000);

        assertThat(found()).isEqualTo(900);
    }

    @Test
    void openFilesAreALimitToo() throws Exception {
        connector("http-nio-8080", 8_192);
        files(1_024);

        assertThat(found()).isEqualTo(918);
    }

    @Test
    void withoutAnyLimitThereIsOurs() {
        assertThat(found()).isEqualTo(SubscriberLimit.MOST);
    }

    @Test
    void tinyLimitLeavesOnePlace() throws Exception {
        connector("http-nio-8080", 3);

        assertThat(found()).isEqualTo(1);
    }

    private int found() {
        return new SubscriberLimit(OptionalInt.empty(), beans).getAsInt();
    }

    private void connector(String name, int maxConnections) throws Exception {
        Connector connector = () -> maxConnections;
        beans.registerMBean(
                new StandardMBean(connector, Connector.class),
                new ObjectName("Catalina:type=ThreadPool,name=\"" + name + "\""));
    }

    private void files(long max) throws Exception {
        OperatingSystem system = () -> max;
        beans.registerMBean(
                new StandardMBean(system, OperatingSystem.class), new ObjectName("java.lang:type=OperatingSystem"));
    }
}
