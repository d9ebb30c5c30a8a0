package org.vmft.demo.transfer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The connections to one port of the guest in a capture file (libpcap's format, big-endian). */
public final class Capture {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4 = 0x0800;
    private static final int TCP = 6;
    private static final int FRAME_BYTES_MAX = 65_536;
    private static final int SYN = 2;
    private static final int RST = 4;

    /** One direction while it is read. Offsets count the bytes of its stream from 0. */
    private static final class Direction {
        private final TreeSet<Integer> first = new TreeSet<>();
        /** Behind a gap: offset of the first byte, offset behind the last. */
        private final TreeMap<Long, Long> ahead = new TreeMap<>();
        private int begin;
        private long bytes;
        private int resets;

        void segment(int flags, int sequence, int length) {
            if ((flags & SYN) != 0) {
                first.add(sequence);
                begin = sequence + 1;
                return;
            }
            resets += (flags & RST) != 0 ? 1 : 0;
            long offset = bytes + (sequence - begin - (int) bytes);
            ahead.merge(offset, offset + length, Math::max);
            while (!ahead.isEmpty() && ahead.firstKey() <= bytes) {
                bytes = Math.max(bytes, ahead.pollFirstEntry().getValue());
            }
        }
    }

    /** One connection; ports of the forwarder tell connections apart. */
    private static final class Seen {
        private final Direction toGuest = new Direction();
        private final Direction fromGuest = new Direction();

        Connection connection() {
            return new Connection(toGuest.first.size(), fromGuest.first.size(), toGuest.bytes, fromGuest.bytes,
                    toGuest.resets + fromGuest.resets);
        }
    }

    private Capture() {}

    /** In the order of their first segments. What is still being written at the file's end does not count. */
    public static List<Connection> connections(Path file, int guestPort) throws IOException {
        Map<Integer, Seen> byPort = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.readNBytes(FILE_HEADER_BYTES);
            while (true) {
                in.readLong();
                int length = in.readInt();
                in.readInt();
                if (length < 0 || length > FRAME_BYTES_MAX) {
                    throw new IOException(file + ": a frame of " + length + " bytes");
                }
                byte[] frame = new byte[length];
                in.readFully(frame);
                frame(ByteBuffer.wrap(frame), guestPort, byPort);
            }
        } catch (EOFException end) {
            return new ArrayList<>(byPort.values().stream().map(Seen::connection).toList());
        }
    }

    private static void frame(ByteBuffer frame, int guestPort, Map<Integer, Seen> byPort) {
        int ip = ETHERNET_BYTES;
        if (frame.limit() < ip + 40 || frame.getShort(12) != IPV4 || frame.get(ip + 9) != TCP) {
            return;
        }
        int tcp = ip + (frame.get(ip) & 0xf) * 4;
        int source = frame.getShort(tcp) & 0xffff;
        int target = frame.getShort(tcp + 2) & 0xffff;
        int sequence = frame.getInt(tcp + 4);
        int flags = frame.get(tcp + 13);
        int length = (frame.getShort(ip + 2) & 0xffff) - (tcp - ip) - (frame.get(tcp + 12) >> 4 & 0xf) * 4;
        if (target == guestPort) {
            byPort.computeIfAbsent(source, port -> new Seen()).toGuest.segment(flags, sequence, length);
        } else if (source == guestPort) {
            byPort.computeIfAbsent(target, port -> new Seen()).fromGuest.segment(flags, sequence, length);
        }
    }
}
