package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolCommandsTest {
    @Test
    void providersOnTheClassPathAreFoundByTheirAnnotation() {
        // The distribution's own tools are on the class path too.
        assertThat(ToolCommands.in(getClass().getClassLoader())).filteredOn(found -> found.name().equals("fail"))
                .singleElement().satisfies(found -> assertThat(found.description()).isEqualTo("Fails."));
    }
}
