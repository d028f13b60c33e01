package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAllowListTest {

    private final HostAllowList hosts =
            new HostAllowList(Set.of("Logs.Example.com:8080"), () -> Set.of("Web1", "web1.lan"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "127.0.0.1",
                "10.1.2.3:80",
                "[::1]",
                "[::1]:8080",
                "[fe80::1%25eth0]:1",
                "logs.example.com",
                "logs.example.com.:443",
                "web1",
                "WEB1.lan:9"
            })
    void ownHostIsAllowed(String host) {
        assertThat(hosts.allows(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "127.0.0.1.evil.example",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "1..2.3",
                "a.logs.example.com",
                "[evil]",
                "::1",
                "localhost:80:evil",
                "localhost@evil.example"
            })
    void foreignHostIsRefused(String host) {
        assertThat(hosts.allows(host)).isFalse();
    }

    @Test
    void starAllowsEveryHost() {
        assertThat(new HostAllowList(Set.of("*"), Set::of).allows("evil.example"))
                .isTrue();
    }

    @Test
    void resolverIsAskedOnceAndOnlyForANameThatNeedsIt() {
        AtomicInteger asked = new AtomicInteger();
        HostAllowList lazy = new HostAllowList(Set.of(), () -> {
            asked.incrementAndGet();
            return Set.of("web1");
        });

        lazy.allows("localhost:8080");
        lazy.allows("127.0.0.1");
        assertThat(asked).hasValue(0);
        lazy.allows("web1");
        lazy.allows("other");
        assertThat(asked).hasValue(1);
    }

    @Test
    void thisMachineIsKnownByTheNameItsSystemGivesIt() throws Exception {
        String name = java.net.InetAddress.getLocalHost().getHostName();

        assertThat(HostAllowList.namesOfThisMachine()).contains(name);
    }
}
