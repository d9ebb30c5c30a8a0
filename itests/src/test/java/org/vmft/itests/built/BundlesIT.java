package org.vmft.itests.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.itests.Distribution;

class BundlesIT {
    static Stream<Path> bundlesAndPlugins() {
        return Stream.concat(Distribution.bundles().stream(), Distribution.plugins().stream());
    }

    @ParameterizedTest
    @MethodSource("bundlesAndPlugins")
    void bundleSeesOthersOnlyThroughTheApi(Path jar) throws IOException {
        assertThat(BundleManifest.of(jar).couplings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundlesAndPlugins")
    void symbolicNameIsTheRootPackage(Path jar) throws IOException {
        String root = BundleManifest.of(jar).symbolicName().replace('.', '/') + "/";
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> strangers = file.stream().map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith(root)).toList();
            assertThat(strangers).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("bundlesAndPlugins")
    void manifestDoesNotNameTheJdkThatBuiltIt(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.getManifest().getMainAttributes().keySet().stream().map(Object::toString))
                    .doesNotContain("Created-By", "Build-Jdk", "Build-Jdk-Spec", "Bnd-LastModified", "Built-By");
        }
    }

    @Test
    void apiExportsAllItsPackages() throws IOException {
        Path api = Distribution.jar(Distribution.bundles(), "vmft-api-");
        try (JarFile file = new JarFile(api.toFile())) {
            List<String> packages = file.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.')).distinct().sorted().toList();
            assertThat(BundleManifest.of(api).exports()).containsExactlyElementsOf(packages);
        }
    }

    @Test
    void instructionSetsArePluginsOnly() {
        assertThat(Distribution.bundles()).noneMatch(jar -> jar.getFileName().toString().startsWith("guest-isa-"));
        assertThat(Distribution.plugins()).isNotEmpty().allMatch(jar -> jar.getFileName().toString().startsWith("guest-isa-"));
    }
}
