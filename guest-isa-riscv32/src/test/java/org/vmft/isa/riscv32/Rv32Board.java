package org.vmft.isa.riscv32;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.devices.Uart16550Model;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.RecordedState;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** A machine with a program assembled into its RAM, and sight of its registers. */
public final class Rv32Board {
    public static final int RAM = 0x80000000;
    public static final int RAM_BYTES = 128 << 10;
    public static final long RATE_ONE = 1L << 32;
    static final List<DeviceModel> MODELS = List.of(new Uart16550Model());
    private static final int FIRST_REGISTER = 4;

    private final ScriptedHost host;
    private final TestBoard board;
    private final String source;

    public Rv32Board(String source) {
        this(source, true, 1);
    }

    public Rv32Board(String source, boolean compressed, long seed) {
        this.source = source;
        host = new ScriptedHost(seed);
        board = new TestBoard(new Rv32InstructionSet(compressed), MODELS, new MachineSpec(RAM_BYTES, 0x525400123456L, ""), host);
        try {
            board.load(new Image("test", Assembler.assemble(RAM, source)));
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    public Stop run(long steps) {
        return board.run(board.machine().step() + steps);
    }

    /** The general register x{@code number}. */
    public int x(int number) {
        return number == 0 ? 0 : saved(FIRST_REGISTER - 1 + number);
    }

    public int pc() {
        return saved(FIRST_REGISTER - 1);
    }

    private int saved(int index) {
        String text = board.machineState().toString();
        return Integer.parseInt(text.substring(1, text.length() - 1).replaceAll("Section\\[[^]]*]", "S").split(", ")[index]);
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
