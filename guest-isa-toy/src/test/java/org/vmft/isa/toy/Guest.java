package org.vmft.isa.toy;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.Stop;
import org.vmft.isa.toy.internal.assembler.Assembler;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** A program of a few lines, and what is in the hart's registers. */
final class Guest {
    static final int RAM_BYTES = 16 << 10;
    private static final int FIRST_REGISTER = 1;
    private static final List<String> CONTROLS = List.of("idle", "halted", "exit", "status", "vector", "epc", "cause",
            "value", "mask", "scratch", "compare", "lines");
    private static final int FIRST_CONTROL = 17;
    private static final int PC = 1;

    final ScriptedHost host = new ScriptedHost(1);
    final TestBoard board;

    Guest(String... lines) throws Exception {
        this(new MachineSpec(RAM_BYTES, 0x525400123456L, ""), lines);
    }

    Guest(MachineSpec spec, String... lines) throws Exception {
        board = new TestBoard(new ToyInstructionSet(), FakeDevices.all(), spec, host);
        board.load(new Image("snippet", Assembler.assemble("snippet.s", String.join("\n", lines)).image().toFile()));
    }

    Stop run(long steps) {
        return board.run(board.machine().step() + steps);
    }

    int register(int number) {
        return number == 0 ? 0 : (int) numbers().get(FIRST_REGISTER + number).longValue();
    }

    int pc() {
        return (int) numbers().get(PC).longValue();
    }

    int control(String name) {
        return (int) numbers().get(FIRST_CONTROL + CONTROLS.indexOf(name)).longValue();
    }

    private List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        board.machine().save(new StateSink() {
            @Override
            public void section(String name, int version) {}

            @Override
            public void i32(int value) {
                numbers.add((long) value);
            }

            @Override
            public void i64(long value) {
                numbers.add(value);
            }

            @Override
            public void bytes(byte[] value, int offset, int length) {}
        });
        return numbers;
    }
}
