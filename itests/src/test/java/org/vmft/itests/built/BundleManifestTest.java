package org.vmft.itests.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

class BundleManifestTest {
    @Test
    void packagesAreReadWithoutTheirAttributes() {
        assertThat(BundleManifest.packages("a.b;c;version=\"[1,2)\";resolution:=optional,d")).containsExactly("a.b", "c", "d");
        assertThat(BundleManifest.packages(null)).isEmpty();
    }

    @Test
    void importOfAnotherBundlesPackageIsACoupling() {
        assertThat(manifest("org.vmft.demo", "Import-Package", "org.vmft.api.vm;version=\"[0.1,1)\",org.vmft.vmm").couplings())
                .containsExactly("imports org.vmft.vmm");
    }

    @Test
    void exportOutsideTheApiIsACoupling() {
        assertThat(manifest("org.vmft.vmm", "Export-Package", "org.vmft.vmm;version=\"1.0\"").couplings()).containsExactly("exports org.vmft.vmm");
        assertThat(manifest("org.vmft.api", "Export-Package", "org.vmft.api.vm").couplings()).isEmpty();
    }

    @Test
    void requiredBundleIsACoupling() {
        assertThat(manifest("org.vmft.vmm", "Require-Bundle", "org.vmft.api").couplings()).containsExactly("Require-Bundle");
    }

    private static BundleManifest manifest(String symbolicName, String header, String value) {
        Attributes headers = new Attributes();
        headers.putValue("Bundle-SymbolicName", symbolicName);
        headers.putValue(header, value);
        return BundleManifest.of(headers);
    }
}
