package org.vmft.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.machine.Source;
import org.vmft.testkit.ScriptedHost;

class EntropyTest {
    private final Slot slot = new Slot(new EntropyModel(), 5);

    @Test
    void readIsFourBytesOfTheHostLittleEndian() {
        byte[] bytes = new ScriptedHost(5).result(Source.ENTROPY, 4, 0);
        long expected = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
        assertThat(slot.load(Entropy.DATA)).isEqualTo(expected);
        assertThat(new Slot(new EntropyModel(), 5).load(Entropy.DATA, 1)).isEqualTo(expected & 0xff);
        assertThat(new Slot(new EntropyModel(), 5).load(Entropy.DATA, 8)).isEqualTo(expected);
        assertThat(slot.load(Entropy.DATA)).isNotEqualTo(expected);
    }

    @Test
    void readElsewhereDrawsNothing() {
        assertThat(slot.load(1, 1)).isZero();
    }

    @Test
    void noInputIsForIt() {
        assertThat(slot.device.handles(new ConsoleInput(new byte[1]))).isFalse();
        assertThat(slot.device.ready(new ConsoleInput(new byte[1]))).isFalse();
    }
}
