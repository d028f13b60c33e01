package io.logstreamer.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * What the JDK remembers of our records. In JDK 17 the factory of their {@code equals}, {@code hashCode} and {@code
 * toString} adapts handles that live as long as the virtual machine, and such a handle keeps the last type it was
 * adapted to: the record that was compared last keeps its class loader, and so the whole application, after an undeploy.
 * (JDK 25 keeps it softly.)
 */
final class RecordMethods {

    private static final Logger LOG = System.getLogger("io.logstreamer.app");

    private RecordMethods() {}

    /** Makes the JDK remember a class of its own instead. To be called last, when no record is compared any more. */
    static void forget() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component = lookup.findVirtual(String.class, "toString", MethodType.methodType(String.class));
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(lookup, method, MethodHandle.class, String.class, "text", component);
            }
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "The JDK keeps the types of the last record it compared", e);
        }
    }
}
