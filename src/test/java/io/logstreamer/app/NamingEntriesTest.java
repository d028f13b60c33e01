package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import org.junit.jupiter.api.Test;

class NamingEntriesTest {

    /** An entry that cannot be looked up. */
    private static final Object FAILURE = new Object();

    @Test
    void entriesMayBeFlatOrNestedAndOfAnyType() {
        Context root = context(Map.of(
                "logstreamer.ui.title",
                "Logs",
                "logstreamer.ui.enabled",
                true,
                "logstreamer",
                context(Map.of("history", context(Map.of("lines", 7))))));

        assertThat(NamingEntries.in(root))
                .containsOnly(
                        Map.entry("logstreamer.ui.title", "Logs"),
                        Map.entry("logstreamer.ui.enabled", "true"),
                        Map.entry("logstreamer.history.lines", "7"));
    }

    @Test
    void entriesOfOthersAreNotLookedUp() {
        assertThat(NamingEntries.in(context(Map.of("jdbc", FAILURE)))).isEmpty();
    }

    @Test
    void entryOfOursThatCannotBeReadFailsTheStart() {
        Context root = context(Map.of("logstreamer.ui.title", FAILURE));

        assertThatThrownBy(() -> NamingEntries.in(root))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("java:comp/env (JNDI) cannot be read (NameNotFoundException)");
    }

    @Test
    void machineWithoutNamingHasNoEntries() {
        assertThat(NamingEntries.ofContainer()).isEmpty();
    }

    /** A naming context over a map; it fails on any question that is not asked here. */
    private static Context context(Map<String, Object> entries) {
        return (Context) Proxy.newProxyInstance(
                NamingEntriesTest.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "list" -> new Names(entries.keySet().iterator());
                    case "lookup" -> {
                        Object entry = entries.get((String) arguments[0]);
                        if (entry == FAILURE) {
                            throw new NameNotFoundException((String) arguments[0]);
                        }
                        yield entry;
                    }
                    default -> throw new AssertionError("asked for " + method);
                });
    }

    private record Names(Iterator<String> names) implements NamingEnumeration<NameClassPair> {
        @Override
        public NameClassPair next() {
            return new NameClassPair(names.next(), Object.class.getName());
        }

        @Override
        public boolean hasMore() {
            return names.hasNext();
        }

        @Override
        public boolean hasMoreElements() {
            return hasMore();
        }

        @Override
        public NameClassPair nextElement() {
            return next();
        }

        @Override
        public void close() {}
    }
}
