package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VmHost;
import org.vmft.testkit.RecordedHost;

/** Surroundings of a Linux that is recorded or replayed: console as text, a peer on the network, a clock that the test moves. */
final class LinuxSession implements VmHost {
    private static final int TURNS_MAX = 2_000_000;
    private static final int NANOS_PER_STEP_MAX = 40;

    private final SplittableRandom random;
    private final StringBuilder console = new StringBuilder();
    private final List<Flush> flushes = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();
    private final Peer peer = new Peer(40_000, Peer.LINES);
    private final RecordedHost disk = new RecordedHost(0);
    private long now = 5_000_000;

    LinuxSession(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public void flush(Flush flush) {
        flushes.add(flush);
    }

    @Override
    public void output(long index, long position, Output output) {
        if (output instanceof Output.Frame frame) {
            frames.add(frame.bytes());
        } else {
            console.append(new String(output.bytes(), StandardCharsets.US_ASCII));
        }
    }

    @Override
    public Optional<String> full() {
        return Optional.empty();
    }

    @Override
    public void disk(DiskRequest request) {
        disk.disk(request);
    }

    @Override
    public byte[] entropy(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Turns of a recording machine, with the peer answering, until this holds. */
    void runUntil(String what, VirtualMachine machine, BooleanSupplier holds) {
        int answered = frames.size();
        for (int turns = 0; !holds.getAsBoolean(); turns++) {
            assertThat(turns).as("turns without %s: %s", what, console).isLessThan(TURNS_MAX);
            long before = machine.step();
            Turn turn = machine.turn(now);
            now += (machine.step() - before) * random.nextInt(1, NANOS_PER_STEP_MAX) + random.nextInt(5_000);
            for (; answered < frames.size(); answered++) {
                peer.receive(frames.get(answered)).forEach(frame -> machine.post(new LogEntry.PacketArrival(frame)));
            }
            disk.performOldestRequest().ifPresent(machine::post);
            if (turn instanceof Turn.WaitUntil wait && wait.nanos() != Long.MAX_VALUE) {
                now = Math.max(now, wait.nanos());
            }
        }
    }

    void passTo(long nanos) {
        now = Math.max(now, nanos);
    }

    Peer peer() {
        return peer;
    }

    String console() {
        return console.toString();
    }

    List<Flush> flushes() {
        return flushes;
    }

    List<byte[]> frames() {
        return frames;
    }
}
