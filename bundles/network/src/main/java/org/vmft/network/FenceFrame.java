package org.vmft.network;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Ethernet;

/**
 * The frame by which a port is bound, and the switch's answer to it. It has a local experimental EtherType (IEEE 802)
 * and is never forwarded. After the Ethernet header, big-endian: magic, version u8, kind u8, incarnation u64,
 * generation u64, length of the name u8, name in ASCII. Padding after it is ignored.
 */
record FenceFrame(Kind kind, FenceTag tag) {
    enum Kind {
        /** To the switch: this port speaks for that generation. */
        BIND,
        /** From the switch: done; lower ports are closed and their frames are gone. */
        BOUND,
        /** From the switch: this higher generation was bound before; the port is closed. */
        STALE
    }

    static final int ETHER_TYPE = 0x88b6;
    /** Longest name that the arbiter accepts. */
    static final int VM_BYTES_MAX = 64;
    private static final int MAGIC = 0x766d_6674;
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = Ethernet.HEADER_BYTES + 4 + 1 + 1 + 8 + 8 + 1;
    /** Locally administered, so that it is no guest's. */
    private static final long SOURCE = 0x0276_6d66_7400L;

    byte[] encode() {
        byte[] vm = tag.vm().getBytes(StandardCharsets.US_ASCII);
        if (vm.length == 0 || vm.length > VM_BYTES_MAX) {
            throw new IllegalArgumentException("vm: expected 1 to " + VM_BYTES_MAX + " characters, actual " + vm.length);
        }
        byte[] frame = new byte[FIXED_BYTES + vm.length];
        Ethernet.header(frame, Ethernet.BROADCAST, SOURCE, ETHER_TYPE);
        ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES)
                .putInt(MAGIC).put((byte) VERSION).put((byte) kind.ordinal())
                .putLong(tag.incarnation()).putLong(tag.generation()).put((byte) vm.length).put(vm);
        return frame;
    }

    /** Empty unless it is a well-formed frame of this kind. */
    static Optional<FenceFrame> decode(byte[] frame) {
        if (frame.length < FIXED_BYTES || Ethernet.etherType(frame) != ETHER_TYPE) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame).position(Ethernet.HEADER_BYTES);
        if (in.getInt() != MAGIC || in.get() != VERSION) {
            return Optional.empty();
        }
        int kind = in.get();
        long incarnation = in.getLong();
        long generation = in.getLong();
        int vmBytes = in.get();
        if (kind < 0 || kind >= Kind.values().length || vmBytes <= 0 || vmBytes > VM_BYTES_MAX
                || vmBytes > in.remaining()) {
            return Optional.empty();
        }
        byte[] vm = Arrays.copyOfRange(frame, in.position(), in.position() + vmBytes);
        for (byte character : vm) {
            if (character <= ' ') {
                return Optional.empty();
            }
        }
        return Optional.of(new FenceFrame(Kind.values()[kind],
                new FenceTag(new String(vm, StandardCharsets.US_ASCII), incarnation, generation)));
    }
}
