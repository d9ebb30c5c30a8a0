package org.vmft.itests;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Downloads from the guest server over one connection and compares every byte. It reads no further than the next quarter
 * of the content until it is told a line, and tells where it stands; so what happens in between happens in the middle.
 */
public final class Download {
    static final int BYTES = 1 << 21;
    private static final int QUARTER = BYTES / 4;
    private static final int WAIT_MILLIS_MAX = 50_000;
    /** What the system takes in before it is read must be little. */
    private static final int RECEIVE_BYTES = 1 << 14;

    private Download() {}

    /** @param args host and port */
    public static void main(String[] args) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.setSoTimeout(WAIT_MILLIS_MAX);
            socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])), WAIT_MILLIS_MAX);
            socket.getOutputStream().write(("GET /cgi-bin/bytes/" + BYTES + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), RECEIVE_BYTES));
            skipHead(in);
            System.out.println(content(in));
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int value = in.read();
            if (value < 0) {
                throw new IOException("the head was cut off");
            }
            last = last << 8 | value;
        }
    }

    private static String content(DataInputStream in) throws IOException {
        int state = 1;
        for (int at = 0; at < BYTES; at += Integer.BYTES) {
            if (at % QUARTER == QUARTER / 2) {
                System.out.println("at " + at);
            } else if (at % QUARTER == 0 && at > 0 && System.in.read() != '\n') {
                return "was not told to go on at " + at;
            }
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            int actual = Integer.reverseBytes(in.readInt());
            if (actual != state) {
                return "wrong at " + at + ": expected " + Integer.toHexString(state) + ", actual " + Integer.toHexString(actual);
            }
        }
        return in.read() < 0 ? "complete" : "there is more than " + BYTES + " bytes";
    }
}
