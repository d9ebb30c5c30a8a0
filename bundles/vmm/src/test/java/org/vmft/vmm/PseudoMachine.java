package org.vmft.vmm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;

/** The hart behind {@link PseudoIsa}. Its image is the seed, the step at which it halts, and how busy it is. */
public final class PseudoMachine implements Machine {
    static final int TIMER = 7;
    static final int MAILBOX = 11;
    /** Every step writes to the console. */
    public static final int CONSOLE_FLOOD = 1000;
    /** No outputs, and the guest never idles. */
    public static final int BUSY = -1;

    private final GuestMemory memory;
    private final Device mailbox;
    private final MachineHost host;
    private long step;
    private long hash;
    private long haltStep;
    private long outputsPerThousand;
    private long deadline = Long.MAX_VALUE;
    private boolean line;
    private boolean interruptsEnabled;
    private boolean idle;
    private boolean halted;
    private boolean stopRequested;

    PseudoMachine(GuestMemory memory, Devices devices, MachineHost host) {
        this.memory = memory;
        this.host = host;
        mailbox = devices.connect(Mailbox.NAME, raised -> line = raised);
    }

    public static Image image(long seed, long haltStep, int outputsPerThousand) {
        return new Image("pseudo-" + seed, ByteBuffer.allocate(24).putLong(seed).putLong(haltStep)
                .putLong(outputsPerThousand).array());
    }

    @Override
    public void load(Image image) throws BadImageException {
        if (image.content().length != 24) {
            throw new BadImageException(image.name() + ": expected 24 bytes, actual " + image.content().length);
        }
        ByteBuffer content = ByteBuffer.wrap(image.content());
        hash = content.getLong();
        haltStep = content.getLong();
        outputsPerThousand = content.getLong();
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public Stop run(long untilStep) {
        stopRequested = false;
        while (step < untilStep) {
            if (halted) {
                return Stop.HALTED;
            }
            if (idle && !line && !timerDue()) {
                return Stop.IDLE;
            }
            idle = false;
            execute();
            step++;
            if (halted) {
                return Stop.HALTED;
            }
            if (idle && !line && !timerDue()) {
                return Stop.IDLE;
            }
            if (stopRequested) {
                return Stop.DEVICE_STOP;
            }
        }
        return Stop.REACHED;
    }

    private boolean timerDue() {
        return Long.compareUnsigned(host.time(step), deadline) >= 0;
    }

    private void execute() {
        if (interruptsEnabled && (line || timerDue())) {
            boolean timer = timerDue();
            host.interruptTaken(timer ? TIMER : MAILBOX, step);
            interruptsEnabled = false;
            if (timer) {
                deadline = Long.MAX_VALUE;
            }
            mix(timer ? TIMER : MAILBOX);
            return;
        }
        mix(step);
        int choice = (int) Long.remainderUnsigned(hash, 1000);
        if (choice < outputsPerThousand) {
            emit();
            return;
        }
        choice -= (int) Math.max(0, outputsPerThousand);
        if (choice < 40) {
            mix(host.time(step));
        } else if (choice < 42) {
            byte[] random = host.result(Source.ENTROPY, 1 + (int) (hash >>> 60), step);
            mix(Arrays.hashCode(random));
        } else if (choice < 52) {
            mix(mailbox.load(0, 8, step));
        } else if (choice < 82) {
            interruptsEnabled = true;
        } else if (choice < 84) {
            deadline = host.time(step) + (hash >>> 50);
        } else if (choice < 85) {
            deadline = Math.min(deadline, host.time(step) + (hash >>> 52));
            idle = outputsPerThousand != BUSY;
        } else if (choice < 285) {
            memory.store32((int) Long.remainderUnsigned(hash, memory.size() / 4) * 4, (int) hash);
        } else {
            mix(memory.load32((int) Long.remainderUnsigned(hash, memory.size() / 4) * 4));
        }
        halted = step + 1 == haltStep;
    }

    private void emit() {
        byte[] bytes = new byte[(hash & 1 << 20) == 0 || outputsPerThousand == CONSOLE_FLOOD ? 1 : 14 + (int) (hash >>> 56)];
        Arrays.fill(bytes, (byte) hash);
        host.output(bytes.length == 1 ? new Output.Console(bytes) : new Output.Frame(bytes), step);
        halted = step + 1 == haltStep;
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
    }

    @Override
    public void requestStop() {
        stopRequested = true;
    }

    @Override
    public long wakeTime() {
        return deadline;
    }

    @Override
    public int exitCode() {
        return (int) (hash & 0x7f);
    }

    @Override
    public void save(StateSink sink) {
        sink.section("pseudo", 1);
        sink.i64(step);
        sink.i64(hash);
        sink.i64(haltStep);
        sink.i64(outputsPerThousand);
        sink.i64(deadline);
        sink.flag(line);
        sink.flag(interruptsEnabled);
        sink.flag(idle);
        sink.flag(halted);
    }

    @Override
    public void restore(StateSource source) {
        source.section("pseudo", 1);
        step = source.i64();
        hash = source.i64();
        haltStep = source.i64();
        outputsPerThousand = source.i64();
        deadline = source.i64();
        line = source.flag();
        interruptsEnabled = source.flag();
        idle = source.flag();
        halted = source.flag();
    }
}
