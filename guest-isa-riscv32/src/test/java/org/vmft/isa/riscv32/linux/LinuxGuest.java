package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.Rv32Board;
import org.vmft.isa.riscv32.Rv32InstructionSet;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** Linux on a board whose every input is a function of the step: its console is text, its frames go where the test says. */
final class LinuxGuest {
    static final String NETWORK = "console=ttyS0 ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off";
    static final String LISTENING = "services: listening";
    static final int RAM_BYTES = 64 << 20;
    private static final long STEPS_MAX = 200_000_000;
    private static final long PORTION = 100_000;
    /** Ten steps a tick of 100 ns. */
    private static final long RATE = Rv32Board.RATE_ONE / 10;

    private final ScriptedHost host = new ScriptedHost(1);
    private final StringBuilder console = new StringBuilder();
    private final Deque<LogEntry.Input> waiting = new ArrayDeque<>();
    private final TestBoard board;
    private Consumer<byte[]> network = frame -> { };

    LinuxGuest(InstructionSet isa, List<DeviceModel> models, Image image, String arguments) {
        board = new TestBoard(isa, models, spec(arguments), host);
        host.anchor(0, 0, RATE);
        try {
            board.load(image);
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    LinuxGuest(Image image, String arguments) {
        this(new Rv32InstructionSet(), Rv32Board.MODELS, image, arguments);
    }

    static MachineSpec spec(String arguments) {
        return new MachineSpec(RAM_BYTES, Peer.GUEST_MAC, arguments);
    }

    /** Where frames of the guest go. */
    void network(Consumer<byte[]> receiver) {
        network = receiver;
    }

    void type(String line) {
        waiting.add(new LogEntry.ConsoleInput(line.getBytes(StandardCharsets.US_ASCII)));
    }

    void send(byte[] frame) {
        waiting.add(new LogEntry.PacketArrival(frame));
    }

    String console() {
        return console.toString();
    }

    TestBoard board() {
        return board;
    }

    long step() {
        return board.machine().step();
    }

    void runUntilPrinted(String text) {
        int from = console.length();
        runUntil("\"" + text + "\"", () -> console.indexOf(text, from) >= 0);
    }

    /** Until this holds after a portion of steps, or the guest ends. */
    Stop runUntil(String what, BooleanSupplier holds) {
        Stop stop = Stop.REACHED;
        while (!holds.getAsBoolean() && stop != Stop.HALTED) {
            assertThat(step()).as("no %s: %s", what, console).isLessThan(STEPS_MAX);
            deliver();
            stop = board.run(step() - step() % PORTION + PORTION);
            take();
            if (stop == Stop.IDLE && waiting.isEmpty() && !holds.getAsBoolean()) {
                assertThat(board.machine().wakeTime()).as("waits for ever after %s", console).isNotEqualTo(Long.MAX_VALUE);
                host.anchor(step(), board.machine().wakeTime(), RATE);
            }
        }
        return stop;
    }

    private void deliver() {
        while (!waiting.isEmpty() && board.ready(waiting.peek())) {
            board.deliver(waiting.remove());
        }
    }

    private void take() {
        host.takeEvents();
        for (Output output : host.takeOutputs()) {
            if (output instanceof Output.Frame frame) {
                network.accept(frame.bytes());
            } else {
                console.append(new String(output.bytes(), StandardCharsets.US_ASCII));
            }
        }
    }
}
