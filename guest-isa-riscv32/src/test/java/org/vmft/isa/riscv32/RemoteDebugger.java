package org.vmft.isa.riscv32;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The debugger's side of the remote protocol, as little as a test needs. */
final class RemoteDebugger implements AutoCloseable {
    private static final int ANSWER_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    RemoteDebugger(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void packet(String content) throws IOException {
        send(("$" + content + "#" + "%02x".formatted(content.chars().sum() & 0xff)).getBytes(StandardCharsets.ISO_8859_1));
    }

    void interrupt() throws IOException {
        send(new byte[] {3});
    }

    /** The next answer, acknowledged. */
    String answer() throws IOException {
        while (next() != '$') {
            // Acknowledgements come before the answer.
        }
        StringBuilder answer = new StringBuilder();
        for (int c = next(); c != '#'; c = next()) {
            answer.append((char) c);
        }
        next();
        next();
        send(new byte[] {'+'});
        return answer.toString();
    }

    String ask(String content) throws IOException {
        packet(content);
        return answer();
    }

    int next() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("closed by the stub");
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
