package org.vmft.isa.riscv32.lockstep;

import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.Rv32Board;

/** The machine under test, one step at a time, with all that it saves in view. */
final class Subject {
    private static final int MACHINE_MODE = 3;

    private final Rv32Board board;
    private final StateView view = new StateView();

    /** Takes the hart's section and the control registers' apart, in the order in which they are saved. */
    private static final class StateView implements StateSink {
        private final HartState state = new HartState();
        private String section = "";
        private int index;
        private int mode;
        private long entries;

        @Override
        public void section(String name, int version) {
            section = name;
            index = 0;
        }

        @Override
        public void i32(int value) {
            int at = index++;
            if (section.equals("rv32-hart") && at >= 2) {
                if (at == 2) {
                    state.values[HartState.PC] = value;
                } else if (at - 2 < HartState.REGISTERS) {
                    state.values[at - 2] = value;
                }
            } else if (section.equals("rv32-csr")) {
                control(at, value);
            }
        }

        private void control(int at, int value) {
            switch (at) {
                case 0 -> mode = value;
                case 1 -> state.values[HartState.MSTATUS] = value;
                case 2 -> state.values[HartState.MIE] = value;
                case 3 -> state.values[HartState.MTVEC] = value;
                case 5 -> state.values[HartState.MSCRATCH] = value;
                case 6 -> state.values[HartState.MEPC] = value;
                case 7 -> state.values[HartState.MCAUSE] = value;
                case 8 -> state.values[HartState.MTVAL] = value;
                default -> { }
            }
        }

        @Override
        public void i64(long value) {
            if (index++ == 1 && section.equals("rv32-hart")) {
                entries = value;
            }
        }

        @Override
        public void bytes(byte[] value, int offset, int length) {
            index++;
        }
    }

    Subject(byte[] program, boolean compressed) {
        board = new Rv32Board(program, Stream.RAM_BYTES, compressed);
        // The program sees no device tree, and the other implementation's is elsewhere.
        int end = Stream.RAM_BYTES;
        byte[] nothing = new byte[64 << 10];
        board.board().memory().write(end - nothing.length, nothing, 0, nothing.length);
        look();
    }

    Stop step() {
        Stop stop = board.run(1);
        look();
        return stop;
    }

    private void look() {
        board.board().machine().save(view);
    }

    HartState state() {
        return view.state;
    }

    boolean machineMode() {
        return view.mode == MACHINE_MODE;
    }

    /** Traps and interrupts taken. */
    long entries() {
        return view.entries;
    }

    /** The 32 bits at an address that is in RAM, however little of it. */
    int bits(int address) {
        return half(address) | half(address + Short.BYTES) << Short.SIZE;
    }

    private int half(int address) {
        int offset = address - Stream.RAM;
        return offset >= 0 && offset < Stream.RAM_BYTES - 1 ? board.board().memory().load16(offset) & 0xffff : 0;
    }

    byte[] ram() {
        return board.board().memory().bytes();
    }

    int exitCode() {
        return board.board().machine().exitCode();
    }
}
