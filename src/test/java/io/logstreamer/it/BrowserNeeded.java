package io.logstreamer.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class whose tests need a browser: a parameter of the type {@link BrowserProcess} is the one of this virtual machine.
 * On a machine without one the tests are skipped and say what to install; in continuous integration they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserExtension.class)
@interface BrowserNeeded {}
