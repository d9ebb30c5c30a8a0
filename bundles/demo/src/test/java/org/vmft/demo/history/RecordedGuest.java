package org.vmft.demo.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogHeader;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.api.vm.VmHost;
import org.vmft.devices.ConsoleModel;
import org.vmft.devices.EntropyModel;
import org.vmft.devices.PageNicModel;
import org.vmft.isa.toy.ToyGuests;
import org.vmft.isa.toy.ToyInstructionSet;
import org.vmft.vmm.RecordReplayMachines;

/** The toy's server on the real machine, one replica after the other, with their logs in memory. */
final class RecordedGuest {
    static final int CLIENT = 7;
    private static final long MAC = 0x020000000001L;
    private static final long TURN_NANOS = 300_000;
    private static final int TURNS_MAX = 10_000;
    private static final int PAYLOAD_AT = 42;

    final InstructionSet isa = new ToyInstructionSet();
    final VirtualMachines machines = new RecordReplayMachines(RecordedGuest::model);
    final Map<String, MemoryLog> logs = new TreeMap<>();
    final List<String> primaries = new ArrayList<>();
    final Map<Long, String> received = new TreeMap<>();
    private final List<byte[]> frames = new ArrayList<>();
    private final byte payload;
    private VirtualMachine machine;
    private long now;
    /** Number of flushes of the old primary that the joiner does not need. */
    private int joinedAt;

    private final class Host implements VmHost {
        private final MemoryLog log;
        private final List<Flush> pending = new ArrayList<>();

        Host(MemoryLog log) {
            this.log = log;
        }

        @Override
        public void flush(Flush flush) {
            (log == null ? pending : log.flushes).add(flush);
        }

        @Override
        public void output(long index, long position, Output output) {
            if (output instanceof Output.Frame) {
                frames.add(output.bytes());
            }
        }

        @Override
        public Optional<String> full() {
            return Optional.empty();
        }

        @Override
        public byte[] entropy(int length) {
            return new byte[length];
        }
    }

    /** @param payload content of every request; however it is, the guest takes as many steps */
    RecordedGuest(byte payload) throws Exception {
        this.payload = payload;
        Image image = new ToyGuests().image("toy").orElseThrow();
        MachineSpec spec = new MachineSpec(1 << 20, MAC, "");
        byte[] initial = machines.boot(isa, spec, image, new Host(null), now).save();
        machine = machines.boot(isa, spec, image, new Host(log("a", 0, 0, initial)), now);
        ask(1);
    }

    private static Optional<DeviceModel> model(String name) {
        return List.of(new ConsoleModel(), new EntropyModel(), new PageNicModel()).stream()
                .filter(model -> model.name().equals(name)).map(DeviceModel.class::cast).findFirst();
    }

    private MemoryLog log(String name, long step, long outputIndex, byte[] state) {
        MemoryLog log = new MemoryLog(new LogHeader("demo", 1, 1, isa.name(), step, outputIndex), state);
        logs.put(name, log);
        primaries.add(name);
        return log;
    }

    /** One request; its answer is what a client receives. */
    void ask(long id) {
        ByteBuffer request = ByteBuffer.allocate(16 + 1).put(new byte[] {'V', 'R', 'E', 'Q'}).putLong(id).putInt(CLIENT).put(payload);
        machine.post(new LogEntry.PacketArrival(frame(request.array())));
        turns(() -> frames.stream().anyMatch(frame -> frame.length >= PAYLOAD_AT + 36 && ByteBuffer.wrap(frame).getLong(PAYLOAD_AT + 4) == id));
        for (byte[] frame : frames) {
            received.put(ByteBuffer.wrap(frame).getLong(PAYLOAD_AT + 4),
                    HexFormat.of().formatHex(Arrays.copyOfRange(frame, PAYLOAD_AT, PAYLOAD_AT + 36)));
        }
        frames.clear();
    }

    private void turns(java.util.function.BooleanSupplier enough) {
        for (int i = 0; i < TURNS_MAX; i++) {
            now += TURN_NANOS;
            Turn turn = machine.turn(now);
            if (enough.getAsBoolean() && turn instanceof Turn.WaitUntil) {
                return;
            }
        }
        throw new AssertionError("expected an answer within " + TURNS_MAX + " turns");
    }

    /** A joiner takes over everything up to here, and what the old primary does from then on is in both logs. */
    VirtualMachine join(String name) {
        machine.restartPositions();
        joinedAt = logs.get(primaries.get(primaries.size() - 1)).flushes.size();
        byte[] state = machine.save();
        MemoryLog log = log(name, machine.step(), machine.outputIndex(), state);
        return machines.restore(isa, state, new Host(log), now);
    }

    /** The joiner goes live with what the old primary logged since the join. */
    void fail(VirtualMachine joiner) {
        MemoryLog old = logs.get(primaries.get(primaries.size() - 2));
        MemoryLog own = logs.get(primaries.get(primaries.size() - 1));
        for (Flush flush : old.flushes.subList(joinedAt, old.flushes.size())) {
            own.flushes.add(flush);
            joiner.supply(flush);
        }
        Turn turn = joiner.turn(now);
        while (turn instanceof Turn.Ran) {
            turn = joiner.turn(now);
        }
        frames.clear();
        joiner.goLive(now);
        machine = joiner;
    }

    /** Ends the last replica as a node does that is stopped. */
    Expectation stop() {
        long digest = machine.digest();
        machine.restartPositions();
        return new Expectation(primaries, "%016x".formatted(digest), CLIENT, received);
    }

    private static byte[] frame(byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(PAYLOAD_AT + payload.length);
        frame.putShort((short) (MAC >>> 32)).putInt((int) MAC).putShort((short) 0x5255).putInt(0x0a000202).putShort((short) 0x0800);
        ByteBuffer ip = ByteBuffer.allocate(20).put((byte) 0x45).put((byte) 0).putShort((short) (28 + payload.length)).putInt(0)
                .put((byte) 64).put((byte) 17).putShort((short) 0).putInt(0x0a000202).putInt(0x0a00020f);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += Short.toUnsignedInt(ip.getShort(i));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        ip.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        frame.put(ip.array()).putShort((short) 50_000).putShort((short) 7777).putShort((short) (8 + payload.length)).putShort((short) 0);
        return frame.put(payload).array();
    }
}
