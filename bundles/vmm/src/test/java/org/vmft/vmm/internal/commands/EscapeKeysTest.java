package org.vmft.vmm.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EscapeKeysTest {
    private final EscapeKeys keys = new EscapeKeys();

    private String typed(String text) {
        return new String(keys.filter(text.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
    }

    @Test
    void everythingElseIsTheGuests() {
        assertThat(typed("x\003ax")).isEqualTo("x\003ax");
        assertThat(keys.leaving()).isFalse();
    }

    @Test
    void escapeAndXLeaveEvenWhenTypedApart() {
        assertThat(typed("ls\001")).isEqualTo("ls");
        assertThat(keys.leaving()).isFalse();
        assertThat(typed("xyz")).isEmpty();
        assertThat(keys.leaving()).isTrue();
    }

    @Test
    void escapeTwiceIsOneForTheGuest() {
        assertThat(typed("\001\001x")).isEqualTo("\001x");
        assertThat(keys.leaving()).isFalse();
    }

    @Test
    void escapeBeforeAnotherKeyIsTheGuests() {
        assertThat(typed("\001b")).isEqualTo("\001b");
        assertThat(keys.leaving()).isFalse();
    }
}
