package org.vmft.demo.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/** Bytes to and from the guest's server over one TCP connection. Rates are Mbit/s of its payload, from connecting to the last answer. */
public final class Bulk {
    /** For {@code bytesPerSecond}: as fast as it goes. */
    public static final double UNLIMITED = Double.POSITIVE_INFINITY;

    private static final int PIECE_BYTES = 1 << 14;
    private static final int PACED_PIECE_BYTES = 1 << 12;
    /**
     * Small, so that a slow reader is felt at the guest's end; but two segments of the loopback interface (64 KB), since for
     * less the kernel's sender waits for its timer, some hundred milliseconds, again and again.
     */
    private static final int RECEIVE_BYTES = 1 << 17;
    private static final int SILENCE_MILLIS_MAX = 30_000;
    private static final int ANSWER_BYTES_MAX = 4096;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private Bulk() {}

    /** From the guest's point of view this is receiving. The guest's answer, length and checksum, must be right. */
    public static double upload(InetSocketAddress server, long bytes, double bytesPerSecond) throws IOException {
        byte[] piece = new byte[pieceBytes(bytesPerSecond)];
        CRC32 crc = new CRC32();
        long began = System.nanoTime();
        try (Socket socket = connected(server)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /cgi-bin/checksum HTTP/1.0\r\nContent-Length: " + bytes + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
            Pace pace = pace(bytesPerSecond);
            for (long left = bytes; left > 0; left -= piece.length) {
                int length = (int) Math.min(left, piece.length);
                out.write(piece, 0, length);
                crc.update(piece, 0, length);
                LockSupport.parkNanos(pace.pass(length, System.nanoTime()));
            }
            String answer = new String(socket.getInputStream().readNBytes(ANSWER_BYTES_MAX), StandardCharsets.US_ASCII);
            String expected = String.format(Locale.ROOT, "%d %08x\n", bytes, crc.getValue());
            if (!answer.endsWith(END_OF_HEAD + expected)) {
                throw new IOException("upload: expected=" + expected.strip() + " actual=" + answer.strip());
            }
        }
        return megabits(bytes, began);
    }

    /** From the guest's point of view this is transmitting. */
    public static double download(InetSocketAddress server, long bytes, double bytesPerSecond) throws IOException {
        byte[] piece = new byte[pieceBytes(bytesPerSecond)];
        long received = 0;
        long began = System.nanoTime();
        try (Socket socket = connected(server)) {
            socket.getOutputStream().write(("GET /cgi-bin/bytes/" + bytes + " HTTP/1.0" + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            skipHead(in);
            Pace pace = pace(bytesPerSecond);
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                received += count;
                LockSupport.parkNanos(pace.pass(count, System.nanoTime()));
            }
        }
        if (received != bytes) {
            throw new IOException("download: expected=" + bytes + " bytes actual=" + received);
        }
        return megabits(bytes, began);
    }

    private static Socket connected(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.setSoTimeout(SILENCE_MILLIS_MAX);
        socket.connect(server, SILENCE_MILLIS_MAX);
        return socket;
    }

    private static void skipHead(InputStream in) throws IOException {
        int matched = 0;
        for (int length = 0; matched < END_OF_HEAD.length(); length++) {
            int next = in.read();
            if (next < 0 || length > ANSWER_BYTES_MAX) {
                throw new IOException("download: no end of the answer's head in " + length + " bytes");
            }
            matched = next == END_OF_HEAD.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
    }

    private static int pieceBytes(double bytesPerSecond) {
        return bytesPerSecond == UNLIMITED ? PIECE_BYTES : PACED_PIECE_BYTES;
    }

    private static Pace pace(double bytesPerSecond) {
        return new Pace(bytesPerSecond, PIECE_BYTES, System.nanoTime());
    }

    private static double megabits(long bytes, long began) {
        return bytes * 8e3 / (System.nanoTime() - began);
    }
}
