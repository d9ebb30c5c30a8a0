package org.vmft.simulation.mutation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;
import org.vmft.replication.internal.ReplicaPorts;
import org.vmft.simulation.world.Mutation;
import org.vmft.simulation.world.Process;
import org.vmft.vmm.RecordReplayMachines;

/**
 * On machines that were booted, a packet is in guest memory when the host receives it; its delivery is logged one turn
 * later, as if it had waited in a bounce buffer until then.
 */
final class BounceBufferBypassed implements Mutation {
    @Override
    public ReplicaPorts ports(ReplicaPorts production, Process process) {
        Nic nic = new Nic();
        RecordReplayMachines machines = new RecordReplayMachines(name -> switch (name) {
            case "console" -> Optional.of(new ConsoleModel());
            case "entropy" -> Optional.of(new EntropyModel());
            default -> Optional.of(nic);
        });
        return Ports.with(production, new ChangedMachines(machines, vm -> new DirectMachine(vm, nic), vm -> vm));
    }

    /** Knows where the guest wants its next packets. */
    private static final class Nic implements DeviceModel {
        private static final int RX_POST_ADDRESS = 0x10;
        private static final int RX_POST_LENGTH = 0x14;
        private final DeviceModel model = new PageNicModel();
        private final Deque<Integer> posted = new ArrayDeque<>();
        private DmaRange ram;
        private int address;

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public Device create(MachineSpec spec, DmaRange guestRam, MachineHost host, InterruptLine line) {
            ram = guestRam;
            return new Observed(model.create(spec, guestRam, host, line));
        }

        void receive(byte[] frame) {
            if (!posted.isEmpty()) {
                ram.write(posted.peekFirst(), frame, 0, frame.length);
            }
        }

        private final class Observed implements Device {
            private final Device nic;

            Observed(Device nic) {
                this.nic = nic;
            }

            @Override
            public int windowBytes() {
                return nic.windowBytes();
            }

            @Override
            public long load(int offset, int size, long step) {
                return nic.load(offset, size, step);
            }

            @Override
            public void store(int offset, int size, long value, long step) {
                if (offset == RX_POST_ADDRESS) {
                    address = (int) value;
                } else if (offset == RX_POST_LENGTH) {
                    posted.addLast(address);
                }
                nic.store(offset, size, value, step);
            }

            @Override
            public boolean handles(LogEntry.Input input) {
                return nic.handles(input);
            }

            @Override
            public boolean ready(LogEntry.Input input) {
                return nic.ready(input);
            }

            @Override
            public void deliver(LogEntry.Input input, long step) {
                posted.pollFirst();
                nic.deliver(input, step);
            }

            @Override
            public void goLive(long step) {
                nic.goLive(step);
            }

            @Override
            public void save(StateSink sink) {
                nic.save(sink);
            }

            @Override
            public void restore(StateSource source) {
                nic.restore(source);
            }
        }
    }

    private static final class DirectMachine extends ForwardingMachine {
        private final Nic nic;
        private final Deque<LogEntry.Input> arrived = new ArrayDeque<>();

        DirectMachine(VirtualMachine vm, Nic nic) {
            super(vm);
            this.nic = nic;
        }

        @Override
        public boolean post(LogEntry.Input input) {
            if (input instanceof PacketArrival packet && arrived.isEmpty()) {
                nic.receive(packet.bytes());
                return arrived.add(input);
            }
            return vm.post(input);
        }

        @Override
        public Turn turn(long now) {
            Turn turn = vm.turn(now);
            if (arrived.isEmpty()) {
                return turn;
            }
            vm.post(arrived.removeFirst());
            return new Turn.Ran();
        }
    }
}
