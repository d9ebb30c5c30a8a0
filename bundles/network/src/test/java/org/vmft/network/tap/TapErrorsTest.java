package org.vmft.network.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapErrorsTest {
    @Test
    void eachFailureHasALineOfItsOwnThatNamesTheInterface() {
        Stream<String> lines = Stream.of(
                TapErrors.device("ft0", false, false, ""),
                TapErrors.device("ft0", true, false, ""),
                TapErrors.device("ft0", true, true, "something else"),
                TapErrors.attaching("ft0", TapErrors.EPERM),
                TapErrors.attaching("ft0", TapErrors.EBUSY),
                TapErrors.attaching("ft0", TapErrors.EINVAL),
                TapErrors.attaching("ft0", 77),
                TapErrors.using("ft0", false, false, ""),
                TapErrors.using("ft0", true, false, ""),
                TapErrors.using("ft0", true, true, "something other"));
        assertThat(lines).doesNotHaveDuplicates().allMatch(line -> line.matches("tap ft0: .+"));
    }

    @Test
    void lineSaysWhatHelps() {
        assertThat(TapErrors.attaching("ft0", TapErrors.EPERM)).contains("ip tuntap add dev ft0 mode tap user");
        assertThat(TapErrors.using("ft0", true, false, "")).contains("ip link set ft0 up");
        assertThat(TapErrors.attaching("ft0", 77)).contains("errno 77");
        assertThat(TapErrors.using("ft0", true, true, "something other")).contains("something other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ft0", "a", "vmft-guest_1.20", "fifteencharacte"})
    void namesOfInterfacesAreTaken(String name) {
        assertThat(TapErrors.name(name)).isEqualTo(name);
    }

    @Test
    void nameThatIsTooLongIsToldWithItsLength() {
        assertThatThrownBy(() -> TapErrors.name("sixteencharacter"))
                .hasMessage("expected an interface name of at most 15 characters, actual 16: \"sixteencharacter\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "a:1", "tap%d", "\u00e4", "a\n"})
    void whatLinuxTakesForNoNameIsRefused(String name) {
        assertThatThrownBy(() -> TapErrors.name(name)).hasMessageStartingWith("expected the name of an interface");
    }
}
