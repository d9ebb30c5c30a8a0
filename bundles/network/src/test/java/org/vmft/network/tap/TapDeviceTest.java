package org.vmft.network.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapDeviceTest {
    @TempDir
    private Path folder;

    @Test
    void missingDeviceIsNamedAndNoFileIsMadeInItsPlace() {
        Path tun = folder.resolve("tun");
        assertThatThrownBy(() -> TapDevice.open(tun, "ft0")).hasMessageStartingWith("tap ft0: there is no /dev/net/tun");
        assertThat(tun).doesNotExist();
    }
}
