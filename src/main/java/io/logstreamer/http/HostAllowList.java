package io.logstreamer.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request's {@code Host} is one of ours. A page from elsewhere whose name was pointed at this machine
 * (DNS rebinding) would otherwise read the logs through its visitor's browser; it cannot hide its own name.
 *
 * <p>Allowed are every IP literal (no name, nothing to rebind), {@code localhost}, this machine's names and the
 * configured ones. Thread-safe.
 */
final class HostAllowList {

    private static final String ANY = "*";

    private final Set<String> configured;
    private final Supplier<Set<String>> machineNames;
    private volatile @Nullable Set<String> askedMachineNames;

    /**
     * @param configured names, with or without a port; {@code *} allows every host
     * @param machineNames asked once, when the first name comes that needs it: a resolver may take its time
     */
    HostAllowList(Set<String> configured, Supplier<Set<String>> machineNames) {
        this.configured = normalised(configured);
        this.machineNames = machineNames;
    }

    /** The names the operating system has for this machine, each in full and without its domain. */
    static Set<String> namesOfThisMachine() {
        Set<String> names = new LinkedHashSet<>();
        try {
            InetAddress self = InetAddress.getLocalHost();
            names.add(self.getHostName());
            names.add(self.getCanonicalHostName());
        } catch (UnknownHostException nameless) {
            // A machine without a name of its own is reached by address or by a configured name.
            return Set.of();
        }
        Set<String> firstLabels =
                names.stream().map(name -> name.split("\\.", 2)[0]).collect(Collectors.toSet());
        names.addAll(firstLabels);
        return names;
    }

    /** Whether a request for this host may be answered; {@code host} is as in the {@code Host} header. */
    boolean allows(String host) {
        if (configured.contains(ANY)) {
            return true;
        }
        String name = normalised(host);
        return isAddress(name) || name.equals("localhost") || configured.contains(name) || isThisMachine(name);
    }

    private boolean isThisMachine(String name) {
        Set<String> names = askedMachineNames;
        if (names == null) {
            names = normalised(machineNames.get());
            askedMachineNames = names;
        }
        return names.contains(name);
    }

    private static Set<String> normalised(Set<String> hosts) {
        return hosts.stream().map(HostAllowList::normalised).collect(Collectors.toUnmodifiableSet());
    }

    /** Lower case, without port and without the dot that ends a fully qualified name. */
    private static String normalised(String host) {
        String name = withoutPort(host.strip().toLowerCase(Locale.ROOT));
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean isPort = colon >= 0 && host.indexOf(']', colon) < 0 && isDigits(host.substring(colon + 1));
        return isPort ? host.substring(0, colon) : host;
    }

    private static boolean isAddress(String name) {
        if (name.startsWith("[")) {
            return name.endsWith("]") && name.indexOf(':') > 0;
        }
        String[] parts = name.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !isDigits(part) || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
