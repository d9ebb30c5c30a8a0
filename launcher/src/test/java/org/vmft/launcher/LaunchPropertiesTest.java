package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LaunchPropertiesTest {
    @Test
    void frameworkExportsWhatTheBundlesWereResolvedAgainst() throws IOException {
        Properties bndrun = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("..", "cnf", "vmft.bndrun"))) {
            bndrun.load(reader);
        }
        assertThat(Container.launchProperties().getProperty("system.packages")).isEqualTo(bndrun.getProperty("-runsystempackages"));
    }
}
