package org.vmft.devices.virtio;

import java.util.List;
import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A network card (VIRTIO 1.2, section 5.1) with a hardware address and nothing else to negotiate. A frame waits as a
 * bounce buffer in the log and reaches guest memory in {@link #deliver} only. The frames delivered between two steps
 * raise one interrupt together.
 */
final class VirtioNet implements VirtioFunction {
    static final String NAME = "virtio-net";
    static final long FEATURE_MAC = 1L << 5;
    static final int RECEIVE = 0;
    static final int TRANSMIT = 1;
    /** As many as the host keeps waiting for a guest. */
    static final int RECEIVE_SIZE_MAX = 256;
    /** One notification sends them all, which {@link MachineHost#OUTPUTS_PER_STEP_MAX} must allow. */
    static final int TRANSMIT_SIZE_MAX = MachineHost.OUTPUTS_PER_STEP_MAX;
    /** Section 5.1.6. */
    static final int HEADER_BYTES = 12;
    static final int FRAME_BYTES_MIN = 14;
    static final int FRAME_BYTES_MAX = 1518;

    private static final Kind KIND = new Kind(NAME, 1, FEATURE_MAC, List.of(RECEIVE_SIZE_MAX, TRANSMIT_SIZE_MAX));
    private static final int BUFFERS_AT = 10;
    private static final int ADDRESS_BYTES = 6;

    private final long macAddress;
    private final MachineHost host;

    VirtioNet(long macAddress, MachineHost host) {
        this.macAddress = macAddress;
        this.host = host;
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public byte[] configuration() {
        byte[] address = new byte[ADDRESS_BYTES];
        for (int at = 0; at < ADDRESS_BYTES; at++) {
            address[at] = (byte) (macAddress >>> Byte.SIZE * (ADDRESS_BYTES - 1 - at));
        }
        return address;
    }

    @Override
    public void notified(int queue, DriverSide driver, long step) throws BrokenQueueException {
        if (queue == TRANSMIT) {
            driver.queue(TRANSMIT).answerEach(chain -> send(chain, step));
        }
    }

    /** A frame of no legal length is lost, as it would be on a wire. */
    private int send(DescriptorChain chain, long step) {
        long length = chain.readableBytes() - HEADER_BYTES;
        if (length >= FRAME_BYTES_MIN && length <= FRAME_BYTES_MAX) {
            host.output(new Output.Frame(chain.read(HEADER_BYTES, (int) length)), step);
        }
        return 0;
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof PacketArrival;
    }

    @Override
    public boolean ready(LogEntry.Input input, DriverSide driver) throws BrokenQueueException {
        return driver.live() && driver.queue(RECEIVE).waiting() > 0;
    }

    /** A frame for which there is no buffer, or only a smaller one, is lost. */
    @Override
    public void deliver(LogEntry.Input input, DriverSide driver, long step) throws BrokenQueueException {
        byte[] frame = ((PacketArrival) input).bytes();
        if (!driver.live()) {
            return;
        }
        Virtqueue receive = driver.queue(RECEIVE);
        Optional<DescriptorChain> buffer = receive.first();
        if (buffer.isEmpty() || buffer.get().writableBytes() < HEADER_BYTES + frame.length) {
            return;
        }
        byte[] header = new byte[HEADER_BYTES];
        header[BUFFERS_AT] = 1;
        buffer.get().write(0, header);
        buffer.get().write(HEADER_BYTES, frame);
        receive.take();
        receive.giveBack(buffer.get().head(), HEADER_BYTES + frame.length);
    }

    @Override
    public void save(StateSink sink) {
        // Its queues are all it has.
    }

    @Override
    public void restore(StateSource source) {
        // Its queues are all it has.
    }
}
