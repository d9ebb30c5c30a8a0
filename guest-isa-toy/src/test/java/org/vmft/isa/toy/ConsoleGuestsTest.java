package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/** The guests that print. */
class ConsoleGuestsTest {
    private static final int TICKS_PER_SECOND = 10_000_000;
    private static final long RATE_ONE = 1L << 32;
    private final ScriptedHost host = new ScriptedHost(7);

    @Test
    void ticksPrintsEachTenthOfASecondAndIdlesBetween() throws Exception {
        TestBoard board = boot("ticks", 64 << 10, "12");
        StringBuilder printed = new StringBuilder();
        int waits = 0;
        for (Stop stop = board.run(1_000_000); stop != Stop.HALTED; stop = board.run(board.machine().step() + 1_000_000)) {
            assertThat(stop).isEqualTo(Stop.IDLE);
            printed.append(printed());
            assertThat(printed.toString().lines().count()).isEqualTo(waits++);
            long wake = board.machine().wakeTime();
            assertThat(wake).isBetween(waits * TICKS_PER_SECOND / 10L, waits * TICKS_PER_SECOND / 10L + 100);
            host.anchor(board.machine().step(), wake, RATE_ONE);
        }
        assertThat(printed.append(printed()).toString().lines())
                .containsExactly("tick 1", "tick 2", "tick 3", "tick 4", "tick 5", "tick 6", "tick 7", "tick 8",
                        "tick 9", "tick 10", "tick 11", "tick 12");
        assertThat(board.machine().exitCode()).isZero();
    }

    @Test
    void entropyPrintsSixtyFourDifferentLines() throws Exception {
        TestBoard board = boot("entropy", 4096, "");
        assertThat(board.run(1_000_000)).isEqualTo(Stop.HALTED);
        List<String> lines = printed().lines().toList();
        assertThat(lines).hasSize(64).doesNotHaveDuplicates().allMatch(line -> line.matches("[0-9a-f]{8}"));
        assertThat(board.machine().exitCode()).isZero();
    }

    @Test
    void computePrintsWhatTheSameWorkGivesHere() throws Exception {
        TestBoard board = boot("compute", 512 << 10, "");
        assertThat(board.run(Long.MAX_VALUE)).isEqualTo(Stop.HALTED);
        assertThat(printed()).isEqualTo("primes 23000 hash %08x%n".formatted(expectedHash()));
    }

    @Test
    void computeRefusesLittleMemory() throws Exception {
        TestBoard board = boot("compute", 64 << 10, "");
        assertThat(board.run(1_000)).isEqualTo(Stop.HALTED);
        assertThat(board.machine().exitCode()).isEqualTo(2);
    }

    private static int expectedHash() {
        int limit = 262144;
        int hash = 0x811c9dc5;
        for (int pass = 0; pass < 20; pass++) {
            boolean[] composite = new boolean[limit];
            for (int number = 2; number < limit; number++) {
                if (!composite[number]) {
                    hash = (hash ^ number) * 0x01000193;
                    for (int multiple = 2 * number; multiple < limit; multiple += number) {
                        composite[multiple] = true;
                    }
                }
            }
        }
        return hash;
    }

    private TestBoard boot(String name, int ramBytes, String bootArguments) throws Exception {
        TestBoard board = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
                new MachineSpec(ramBytes, 0x525400123456L, bootArguments), host);
        board.load(new ToyGuests().image(name).orElseThrow());
        return board;
    }

    private String printed() {
        return host.takeOutputs().stream().map(output -> new String(output.bytes(), StandardCharsets.US_ASCII))
                .collect(Collectors.joining());
    }
}
