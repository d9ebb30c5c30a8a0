package org.vmft.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.machine.Source;
import org.vmft.testkit.ScriptedHost;

class VirtioRngTest {
    private final Driver driver = new Driver(new VirtioRngModel(), VirtioRng.SIZE_MAX).begin();

    private static Driver.Piece in(long address, int length) {
        return new Driver.Piece(address, length, true);
    }

    @Test
    void bufferIsFilledWithBytesOfTheHost() {
        int head = driver.offer(0, in(Driver.BUFFERS, 10), in(Driver.BUFFERS + 100, 22));
        assertThat(driver.bytes(Driver.BUFFERS, 10)).isEqualTo(new byte[10]);
        driver.kick(0);
        byte[] drawn = new byte[32];
        System.arraycopy(driver.bytes(Driver.BUFFERS, 10), 0, drawn, 0, 10);
        System.arraycopy(driver.bytes(Driver.BUFFERS + 100, 22), 0, drawn, 10, 22);
        boolean expected = java.util.stream.LongStream.range(0, 1_000)
                .anyMatch(step -> java.util.Arrays.equals(drawn, new ScriptedHost(1).result(Source.ENTROPY, 32, step)));
        assertThat(expected).as("%s is a result of the host", drawn).isTrue();
        assertThat(driver.takeUsed(0)).isEqualTo(List.of(new Driver.Used(head, 32)));
        assertThat(driver.slot.raised()).isTrue();
    }

    @Test
    void largeBufferIsFilledInPart() {
        driver.offer(0, in(Driver.BUFFERS, 100_000));
        driver.kick(0);
        assertThat(driver.takeUsed(0)).extracting(Driver.Used::written).containsExactly(VirtioRng.BYTES_MAX);
        assertThat(driver.bytes(Driver.BUFFERS + VirtioRng.BYTES_MAX, 1000)).containsOnly(0);
    }

    @Test
    void oneNotificationAnswersEverythingThatWaits() {
        for (int at = 0; at < VirtioRng.SIZE_MAX; at++) {
            driver.offer(0, in(Driver.BUFFERS + 64 * at, 64));
        }
        driver.kick(0);
        assertThat(driver.takeUsed(0)).hasSize(VirtioRng.SIZE_MAX);
    }

    @Test
    void bufferWithNothingToWriteToIsReturned() {
        driver.offer(0, new Driver.Piece(Driver.BUFFERS, 64, false));
        driver.kick(0);
        assertThat(driver.takeUsed(0)).extracting(Driver.Used::written).containsExactly(0);
        assertThat(driver.slot.device.handles(new ConsoleInput(new byte[1]))).isFalse();
    }
}
