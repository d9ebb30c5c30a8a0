package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.osgi.framework.FrameworkUtil;
import org.vmft.itests.driver.InContainer;

/** Has every outcome, for the test of the driver. Outside the driver's package, which the container takes from the host. */
@InContainer
public class DriverSample {
    public static final String RAN_IN = "vmft.itests.sample";

    private boolean prepared;

    @BeforeEach
    void onlyInTheContainer() {
        assertThat(getClass().getClassLoader()).isInstanceOf(BundleReference.class);
        prepared = true;
    }

    @Test
    void passes(BundleContext context) {
        System.setProperty(RAN_IN, FrameworkUtil.getBundle(DriverSample.class).getSymbolicName());
        assertThat(context.getBundle()).isEqualTo(FrameworkUtil.getBundle(DriverSample.class));
    }

    @Test
    void seesBeforeEach() {
        assertThat(prepared).isTrue();
    }

    @Test
    void failsAssertion() {
        assertThat(2 + 2).as("two plus two").isEqualTo(5);
    }

    @Test
    void throwsException() throws IOException {
        throw new IOException("from inside");
    }

    @Test
    @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
    void takesTooLong() throws InterruptedException {
        Thread.sleep(60_000);
    }

    @Test
    void assumes() {
        Assumptions.assumeTrue(false);
    }

    @Test
    @Disabled("to see that it is skipped")
    void isDisabled() {
        throw new AssertionError("ran");
    }

    @RepeatedTest(2)
    void isRepeated() {}
}
