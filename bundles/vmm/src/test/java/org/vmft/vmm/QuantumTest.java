package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;
import org.vmft.testkit.RecordingSession;

class QuantumTest {
    private static final LogEntry.PacketArrival PACKET = new LogEntry.PacketArrival(new byte[60]);

    @Test
    void aQuantumThatNothingInterruptsIsWhole() {
        RecordingSession primary = PseudoSession.boot(1, PseudoMachine.BUSY);
        primary.turn();
        assertThat(primary.machine().step()).isEqualTo(Pace.QUANTUM_STEPS_INITIAL);
    }

    @Test
    void anInputEndsTheQuantumWithinASlice() throws BadImageException {
        PostingHost host = new PostingHost();
        host.machine = PseudoSession.MACHINES.boot(PseudoIsa.ISA, PseudoSession.SPEC,
                PseudoMachine.image(1, Long.MAX_VALUE, PseudoMachine.BUSY), host, 0);
        int ended = 0;
        for (int turn = 0; turn < 200; turn++) {
            host.postedAt = OptionalLong.empty();
            host.machine.turn(turn * 100_000L);
            if (host.postedAt.isPresent()) {
                assertThat(host.machine.step() - host.postedAt.getAsLong()).isBetween(1L, Pace.SLICE_STEPS);
                ended++;
            }
        }
        assertThat(ended).isGreaterThan(100);
    }

    /** Posts a packet while the guest executes, as another thread would: whenever the guest asks for entropy. */
    private static final class PostingHost implements VmHost {
        private VirtualMachine machine;
        /** Step of the present turn at which the first one was posted. */
        private OptionalLong postedAt;

        @Override
        public byte[] entropy(int length) {
            if (machine.post(PACKET) && postedAt.isEmpty()) {
                postedAt = OptionalLong.of(machine.step());
            }
            return new byte[length];
        }

        @Override
        public void flush(Flush flush) {
            // Nobody reads the log.
        }

        @Override
        public void output(long index, long position, Output output) {
            // A busy guest of this kind has none.
        }

        @Override
        public Optional<String> full() {
            return Optional.empty();
        }

        @Override
        public void disk(DiskRequest request) {
            throw new AssertionError("this guest has no disk");
        }
    }
}
