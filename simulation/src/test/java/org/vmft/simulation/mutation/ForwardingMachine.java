package org.vmft.simulation.mutation;

import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;

/** A virtual machine that another one changes in some respect. */
class ForwardingMachine implements VirtualMachine {
    final VirtualMachine vm;

    ForwardingMachine(VirtualMachine vm) {
        this.vm = vm;
    }

    @Override
    public Turn turn(long now) {
        return vm.turn(now);
    }

    @Override
    public MachineSpec spec() {
        return vm.spec();
    }

    @Override
    public long step() {
        return vm.step();
    }

    @Override
    public long position() {
        return vm.position();
    }

    @Override
    public long outputIndex() {
        return vm.outputIndex();
    }

    @Override
    public boolean recording() {
        return vm.recording();
    }

    @Override
    public boolean post(LogEntry.Input input) {
        return vm.post(input);
    }

    @Override
    public long dropped() {
        return vm.dropped();
    }

    @Override
    public void supply(Flush flush) {
        vm.supply(flush);
    }

    @Override
    public void goLive(long now) {
        vm.goLive(now);
    }

    @Override
    public void control(LogEntry.Control entry) {
        vm.control(entry);
    }

    @Override
    public void restartPositions() {
        vm.restartPositions();
    }

    @Override
    public byte[] save() {
        return vm.save();
    }

    @Override
    public long digest() {
        return vm.digest();
    }

    @Override
    public long digestsCompared() {
        return vm.digestsCompared();
    }
}
