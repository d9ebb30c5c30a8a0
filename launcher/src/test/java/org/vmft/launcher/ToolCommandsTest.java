package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolCommandsTest {
    @Test
    void providersOnTheClassPathAreFoundByTheirAnnotation() {
        assertThat(ToolCommands.in(getClass().getClassLoader())).singleElement().satisfies(found -> {
            assertThat(found.name()).isEqualTo("fail");
            assertThat(found.description()).isEqualTo("Fails.");
        });
    }
}
