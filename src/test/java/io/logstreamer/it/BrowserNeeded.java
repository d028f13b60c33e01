package io.logstreamer.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class whose tests need a browser: a parameter of the type {@link BrowserProcess} is the one of this virtual machine, one
 * of the type {@link LogServer} a server at the root of Jetty that such classes share, and that none of them stops. On a
 * machine without a browser the tests are skipped and say what to install; in continuous integration they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserExtension.class)
@interface BrowserNeeded {}
