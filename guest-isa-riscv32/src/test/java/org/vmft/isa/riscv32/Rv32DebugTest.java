package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.vmft.api.debug.DebugStops;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.Seed;

class Rv32DebugTest {
    private static final String PROGRAM = """
            li s0,0x80001000
            addi a0,zero,7
            sw a0,4(s0)
            lw a1,4(s0)
            lr.w a2,(s0)
            sc.w a2,a0,(s0)
            amoadd.w a3,a0,(s0)
            stay:
            j stay
            """;
    private static final int PC = 32;

    private final Rv32Board board = new Rv32Board(PROGRAM);
    private final Debuggable view = board.board().machine().debuggable().orElseThrow();
    private final List<String> accesses = new ArrayList<>();

    private DebugStops stops(LongPredicate before, boolean behindAccess) {
        return new DebugStops() {
            @Override
            public boolean stopBefore(long step, long programCounter) {
                return before.test(programCounter);
            }

            @Override
            public boolean stopBehindAccess(long address, int bytes, boolean loads, boolean stores) {
                accesses.add("%x %d%s%s".formatted(address, bytes, loads ? " load" : "", stores ? " store" : ""));
                return behindAccess;
            }
        };
    }

    @Test
    void machineStopsBeforeTheInstructionAskedFor() {
        view.observe(Optional.of(stops(pc -> pc == 0x8000000cL, false)));
        assertThat(board.run(1000)).isEqualTo(Stop.DEVICE_STOP);
        assertThat(board.step()).isEqualTo(3);
        assertThat(view.nextStep()).isEqualTo("sw a0,4(s0)");
        assertThat(view.register(PC)).isEqualTo(0x8000000cL);
        assertThat(board.run(1000)).isEqualTo(Stop.DEVICE_STOP);
        assertThat(board.step()).isEqualTo(3);
    }

    @Test
    void machineStopsBehindAccessesAndTellsThem() {
        view.observe(Optional.of(stops(pc -> false, true)));
        assertThat(board.run(1000)).isEqualTo(Stop.DEVICE_STOP);
        assertThat(board.step()).isEqualTo(4);
        for (int access = 0; access < 4; access++) {
            assertThat(board.run(1000)).isEqualTo(Stop.DEVICE_STOP);
        }
        assertThat(accesses).containsExactly("80001004 4 store", "80001004 4 load", "80001000 4 load", "80001000 4 store",
                "80001000 4 load store");
    }

    @Test
    void registersAndMemoryAreReadAndWritten() {
        view.register(10, 0x1_2345_6789L);
        view.register(0, 5);
        view.register(PC, 0x8000000dL);
        assertThat(view.register(10)).isEqualTo(0x23456789L);
        assertThat(view.register(0)).isZero();
        assertThat(view.write(0x80001000L, new byte[] {1, 2, 3, 4})).isTrue();
        assertThat(view.write(0x10000000L, new byte[] {1})).isFalse();
        assertThat(view.write(0xffffffffL, new byte[] {1, 2})).isFalse();
        assertThat(view.read(0x80001000L, 4)).containsExactly(1, 2, 3, 4);
        assertThat(view.read(0x10000000L, 4)).isEmpty();
        assertThat(view.read(0x80000000L + Rv32Board.RAM_BYTES - 2, 4)).hasSize(2);
        board.run(1);
        assertThat(board.word(0x80001000)).isEqualTo(0x04030201);
    }

    @Test
    void observationChangesNothing() {
        SplittableRandom random = Seed.random("observationChangesNothing");
        for (int program = 0; program < 5; program++) {
            String source = RandomCode.source(random);
            Rv32Board plain = new Rv32Board(source, true, 1);
            Rv32Board observed = new Rv32Board(source, true, 1);
            Debuggable other = observed.board().machine().debuggable().orElseThrow();
            other.observe(Optional.of(stops(pc -> {
                other.nextStep();
                return false;
            }, random.nextBoolean())));
            while (plain.step() < 5_000 && plain.run(5_000 - plain.step()) != Stop.IDLE) {
                while (observed.step() < plain.step()) {
                    observed.run(plain.step() - observed.step());
                }
            }
            while (observed.step() < plain.step()) {
                observed.run(plain.step() - observed.step());
            }
            assertThat(observed.board().digest()).isEqualTo(plain.board().digest());
        }
    }
}
