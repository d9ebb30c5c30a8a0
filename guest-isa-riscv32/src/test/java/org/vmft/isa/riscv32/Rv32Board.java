package org.vmft.isa.riscv32;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;
import org.vmft.devices.Uart16550Model;
import org.vmft.devices.virtio.VirtioBlkModel;
import org.vmft.devices.virtio.VirtioNetModel;
import org.vmft.devices.virtio.VirtioRngModel;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.RecordedState;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** A machine with a program assembled into its RAM, and sight of its registers. */
public final class Rv32Board {
    public static final int RAM = 0x80000000;
    public static final int RAM_BYTES = 128 << 10;
    public static final long RATE_ONE = 1L << 32;
    public static final List<DeviceModel> MODELS =
            List.of(new Uart16550Model(), new VirtioNetModel(), new VirtioBlkModel(), new VirtioRngModel());
    private static final int REGISTERS = 32;
    private static final int FIRST_ARGUMENT = 10;

    private final ScriptedHost host;
    private final TestBoard board;
    private final String source;

    public Rv32Board(String source) {
        this(source, true, 1);
    }

    public Rv32Board(String source, boolean compressed, long seed) {
        this(source, Assembler.assemble(RAM, source), RAM_BYTES, compressed, seed);
    }

    /** @param program a flat image or an ELF file */
    public Rv32Board(byte[] program, int ramBytes, boolean compressed) {
        this("", program, ramBytes, compressed, 1);
    }

    private Rv32Board(String source, byte[] program, int ramBytes, boolean compressed, long seed) {
        this.source = source;
        host = new ScriptedHost(seed);
        board = new TestBoard(new Rv32InstructionSet(compressed), MODELS, new MachineSpec(ramBytes, 0x525400123456L, ""), host);
        try {
            board.load(new Image("test", program));
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    public Stop run(long steps) {
        return board.run(board.machine().step() + steps);
    }

    /** The general register x{@code number}. */
    public int x(int number) {
        return registers()[number];
    }

    /** So many registers from a0 on. */
    public int[] arguments(int count) {
        return Arrays.copyOfRange(registers(), FIRST_ARGUMENT, FIRST_ARGUMENT + count);
    }

    public int pc() {
        return registers()[REGISTERS];
    }

    /** x0 to x31 and pc. */
    public int[] registers() {
        StateSource state = state().source();
        int[] registers = new int[REGISTERS + 1];
        state.section("rv32-hart", 1);
        state.i64();
        state.i64();
        registers[REGISTERS] = state.i32();
        for (int number = 1; number < REGISTERS; number++) {
            registers[number] = state.i32();
        }
        return registers;
    }

    public int word(int address) {
        return board.memory().load32(address - RAM);
    }

    public void word(int address, int value) {
        board.memory().store32(address - RAM, value);
    }

    public int address(String label) {
        return Assembler.address(RAM, source, label);
    }

    public long step() {
        return board.machine().step();
    }

    public TestBoard board() {
        return board;
    }

    public ScriptedHost host() {
        return host;
    }

    public RecordedState state() {
        return board.machineState();
    }

    public void type(String text) {
        board.deliver(new LogEntry.ConsoleInput(text.getBytes(StandardCharsets.US_ASCII)));
    }

    public String printed() {
        return host.takeOutputs().stream().map(Output::bytes).map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                .collect(Collectors.joining());
    }
}
