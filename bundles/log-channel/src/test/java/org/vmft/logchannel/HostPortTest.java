package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:0", "127.0.0.1:65535", "[::1]:7", "[fe80::1%eth0]:80"})
    void addressesAreWrittenAsTheyAreRead(String address) {
        assertThat(HostPort.parse(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":5", "host:x", "host:-1", "host:65536", "host:00000001", "::1:5", "[::1]", "[]:5",
        "[host]:5", "[::1:5"})
    void otherTextIsNamedInTheFailure(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(address))
                .withMessage("address: expected host:port, actual \"" + address + "\"");
    }

    @Test
    void literalsNeedNoNameService() {
        assertThat(HostPort.parse("[::1]:7").literal()).isTrue();
        assertThat(HostPort.parse("127.0.0.1:7").literal()).isTrue();
        assertThat(HostPort.parse("1.2.3.4.5:7").literal()).isFalse();
    }
}
