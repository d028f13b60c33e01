package io.logstreamer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class RecordMethodsTest {

    /** Loaded by a class loader of its own, as an application is. */
    public static final class Application implements Runnable {
        record Inner(int number) {}

        record Outer(Inner inner) {}

        @Override
        public void run() {
            Outer one = new Outer(new Inner(1));
            Outer other = new Outer(new Inner(2));
            assertThat(one.equals(other)).isFalse();
            assertThat(one.hashCode()).isNotEqualTo(other.hashCode());
            assertThat(one.toString()).isNotEqualTo(other.toString());
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_18, disabledReason = "newer ones keep it by a soft reference")
    void loaderOfComparedRecordsIsLetGo() throws Exception {
        WeakReference<ClassLoader> loader = runInALoaderOfItsOwn();
        RecordMethods.forget();
        for (int i = 0; i < 20 && loader.get() != null; i++) {
            System.gc();
        }
        assertThat(loader.get()).isNull();
    }

    private static WeakReference<ClassLoader> runInALoaderOfItsOwn() throws Exception {
        URL classes = Application.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, new Rest())) {
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application.getClassLoader()).isSameAs(loader);
            ((Runnable) application.getConstructor().newInstance()).run();
            return new WeakReference<>(loader);
        }
    }

    /** Finds everything but the application. */
    private static final class Rest extends ClassLoader {
        private Rest() {
            super(RecordMethodsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(Application.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
