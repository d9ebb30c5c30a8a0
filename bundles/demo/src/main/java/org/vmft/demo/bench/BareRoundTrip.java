package org.vmft.demo.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A message to another thread over loopback TCP and back: what a host takes for an acknowledgement when there is nothing else
 * to do for it. One thread at a time.
 */
public final class BareRoundTrip implements AutoCloseable {
    /** About what a flush with one output and its acknowledgement have. */
    private static final int MESSAGE_BYTES = 64;
    private static final int WAIT_MILLIS_MAX = 10_000;

    private final Socket asking;
    private final Socket answering;
    private final Thread answers;

    public BareRoundTrip() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            asking = new Socket(listening.getInetAddress(), listening.getLocalPort());
            answering = listening.accept();
        }
        for (Socket socket : new Socket[] {asking, answering}) {
            socket.setTcpNoDelay(true);
        }
        asking.setSoTimeout(WAIT_MILLIS_MAX);
        answers = new Thread(this::answer, "bare round trip");
        answers.setDaemon(true);
        answers.start();
    }

    /** One after the other; in microseconds. */
    public double[] micros(int messages) throws IOException {
        double[] micros = new double[messages];
        OutputStream out = asking.getOutputStream();
        DataInputStream in = new DataInputStream(asking.getInputStream());
        byte[] message = new byte[MESSAGE_BYTES];
        for (int i = 0; i < messages; i++) {
            long began = System.nanoTime();
            out.write(message);
            in.readFully(message);
            micros[i] = (System.nanoTime() - began) / 1e3;
        }
        return micros;
    }

    private void answer() {
        byte[] message = new byte[MESSAGE_BYTES];
        try {
            while (answering.getInputStream().readNBytes(message, 0, MESSAGE_BYTES) == MESSAGE_BYTES) {
                answering.getOutputStream().write(message);
            }
        } catch (IOException e) {
            if (!answering.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        asking.close();
        answering.close();
    }
}
