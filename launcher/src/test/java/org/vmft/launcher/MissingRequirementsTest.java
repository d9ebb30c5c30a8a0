package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vmft.launcher.MissingRequirements.describe;

import org.junit.jupiter.api.Test;

class MissingRequirementsTest {
    private static final String PACKAGE = "osgi.wiring.package";

    @Test
    void packageIsToldAsInTheManifest() {
        assertThat(describe(PACKAGE, "(&(osgi.wiring.package=a.b)(version>=1.2.0)(!(version>=2.0.0)))")).isEqualTo("package a.b [1.2.0,2.0.0)");
        assertThat(describe(PACKAGE, "(&(osgi.wiring.package=a.b)(version>=1.2.0))")).isEqualTo("package a.b 1.2.0");
        assertThat(describe(PACKAGE, "(osgi.wiring.package=a.b)")).isEqualTo("package a.b");
    }

    @Test
    void otherCapabilityIsToldAsNamespaceAndFilter() {
        assertThat(describe("osgi.ee", "(&(osgi.ee=JavaSE)(version=99))")).isEqualTo("osgi.ee (&(osgi.ee=JavaSE)(version=99))");
    }
}
