package org.vmft.api.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineSpecTest {
    @Test
    void ramIsBytesOrHasAUnit() {
        assertThat(MachineSpec.parseRam("65536")).isEqualTo(64 << 10);
        assertThat(MachineSpec.parseRam("64K")).isEqualTo(64 << 10);
        assertThat(MachineSpec.parseRam("3m")).isEqualTo(3 << 20);
        assertThat(MachineSpec.parseRam("1G")).isEqualTo(1 << 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "1X", "5", "0M", "2G", "-4K", "99999999999"})
    void ramOfNoSuchSizeIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> MachineSpec.parseRam(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ").hasMessageEndingWith("actual \"" + text + "\"");
    }
}
