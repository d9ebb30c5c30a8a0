package org.vmft.vmm;

import java.util.SplittableRandom;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;

/** Recordings of {@link PseudoIsa} guests. */
final class PseudoSession {
    static final MachineSpec SPEC = new MachineSpec(64 << 10, 0x020000000001L, "quiet");
    static final VirtualMachines MACHINES = new RecordReplayMachines(PseudoIsa::models);

    private PseudoSession() {}

    /** Boots a guest whose steps, like its inputs, follow from the seed. */
    static RecordingSession boot(long seed, int outputsPerThousand, long haltStep) {
        RecordedHost host = new RecordedHost(seed);
        try {
            VirtualMachine machine = MACHINES.boot(PseudoIsa.ISA, SPEC,
                    PseudoMachine.image(seed, haltStep, outputsPerThousand), host, 1_000_000);
            return new RecordingSession(machine, host, PseudoSession::input, seed, 1_000_000);
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
    }

    static RecordingSession boot(long seed, int outputsPerThousand) {
        return boot(seed, outputsPerThousand, Long.MAX_VALUE);
    }

    static VirtualMachine restore(byte[] state, RecordedHost host, long now) {
        return MACHINES.restore(PseudoIsa.ISA, state, host, now);
    }

    private static LogEntry.Input input(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(5) == 0 ? 1500 : 40)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? new LogEntry.PacketArrival(bytes) : new LogEntry.ConsoleInput(bytes);
    }
}
