package org.vmft.isa.toy;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.SemanticsVersion;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.machine.Stop;

/** The toy instruction set with one thing done wrong: subclasses override the one. */
class Mutant implements InstructionSet {
    private final InstructionSet toy = new ToyInstructionSet();

    @Override
    public String name() {
        return toy.name();
    }

    @Override
    public SemanticsVersion semantics() {
        return toy.semantics();
    }

    @Override
    public List<String> deviceModels() {
        return toy.deviceModels();
    }

    @Override
    public Machine newMachine(MachineSpec spec, GuestMemory memory, Devices devices, MachineHost host) {
        return wrap(toy.newMachine(spec, memory, wrap(devices), wrap(host)), memory, host);
    }

    Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
        return machine;
    }

    Devices wrap(Devices devices) {
        return devices;
    }

    MachineHost wrap(MachineHost host) {
        return host;
    }

    /** Passes everything on. */
    static class PlainMachine implements Machine {
        final Machine machine;

        PlainMachine(Machine machine) {
            this.machine = machine;
        }

        @Override
        public void load(Image image) throws BadImageException {
            machine.load(image);
        }

        @Override
        public long step() {
            return machine.step();
        }

        @Override
        public Stop run(long untilStep) {
            return machine.run(untilStep);
        }

        @Override
        public void requestStop() {
            machine.requestStop();
        }

        @Override
        public long wakeTime() {
            return machine.wakeTime();
        }

        @Override
        public int exitCode() {
            return machine.exitCode();
        }

        @Override
        public void save(StateSink sink) {
            machine.save(sink);
        }

        @Override
        public void restore(StateSource source) {
            machine.restore(source);
        }
    }

    /** Passes everything on. */
    static class PlainHost implements MachineHost {
        final MachineHost host;

        PlainHost(MachineHost host) {
            this.host = host;
        }

        @Override
        public long time(long step) {
            return host.time(step);
        }

        @Override
        public long dueStep(long time, long fromStep) {
            return host.dueStep(time, fromStep);
        }

        @Override
        public byte[] result(Source source, int length, long step) {
            return host.result(source, length, step);
        }

        @Override
        public void output(Output output, long step) {
            host.output(output, step);
        }

        @Override
        public void disk(DiskRequest request, long step) {
            host.disk(request, step);
        }

        @Override
        public void interruptTaken(int cause, long step) {
            host.interruptTaken(cause, step);
        }

        @Override
        public void requestStop() {
            host.requestStop();
        }
    }

    /** Passes everything on but changes one of the numbers, counted from 0. */
    static final class ChangingSink implements StateSink {
        private final StateSink sink;
        private final int number;
        private final LongUnaryOperator change;
        private int next;

        ChangingSink(StateSink sink, int number, LongUnaryOperator change) {
            this.sink = sink;
            this.number = number;
            this.change = change;
        }

        @Override
        public void section(String name, int version) {
            sink.section(name, version);
        }

        @Override
        public void i32(int value) {
            sink.i32((int) changed(value));
        }

        @Override
        public void i64(long value) {
            sink.i64(changed(value));
        }

        private long changed(long value) {
            return next++ == number ? change.applyAsLong(value) : value;
        }

        @Override
        public void bytes(byte[] value, int offset, int length) {
            sink.bytes(value, offset, length);
        }
    }
}
