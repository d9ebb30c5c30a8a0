package org.vmft.itests.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test methods of this class run inside a framework with the bundles of the distribution, without its plug-ins: one
 * framework per class, from which every method may ask for its {@code BundleContext} and for services as parameters.
 * Only plain {@code @Test} methods of top-level or static classes; others are refused.
 */
@ExtendWith(ContainerExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InContainer {}
