package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

class BoardTest {
    private final List<String> accesses = new ArrayList<>();
    private final Devices devices = (model, line) -> new Noting(model);
    private final Board board = new Board(devices, raised -> { }, raised -> { });

    @Test
    void devicesSeeOffsetSizeAndNoMoreBitsThanThat() {
        board.store(0xf0000004, 1, -1, 5);
        board.store(0xf0001ffe, 2, 0x12345678, 6);
        board.store(0xf0002000, 4, -2, 7);
        assertThat(board.load(0xf0001008, 2, 8)).isEqualTo(8);
        assertThat(accesses).containsExactly("console store 4 1 ff 5", "page-nic store ffe 2 5678 6",
                "entropy store 0 4 fffffffe 7", "page-nic load 8 2 8");
    }

    private final class Noting implements Device {
        private final String model;

        private Noting(String model) {
            this.model = model;
        }

        @Override
        public int windowBytes() {
            return 4096;
        }

        @Override
        public long load(int offset, int size, long step) {
            accesses.add("%s load %x %d %d".formatted(model, offset, size, step));
            return offset;
        }

        @Override
        public void store(int offset, int size, long value, long step) {
            accesses.add("%s store %x %d %x %d".formatted(model, offset, size, value, step));
        }

        @Override
        public boolean handles(LogEntry.Input input) {
            return false;
        }

        @Override
        public boolean ready(LogEntry.Input input) {
            return false;
        }

        @Override
        public void deliver(LogEntry.Input input, long step) {}

        @Override
        public void save(StateSink sink) {}

        @Override
        public void restore(StateSource source) {}
    }
}
