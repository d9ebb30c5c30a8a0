package org.vmft.arbiter;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vmft.arbiter.ArbiterJson.FormatException;

/** A connection on which both sides speak in lines. */
final class LineSocket implements Closeable {
    /** Twice the longest verdict. */
    static final int LINE_BYTES_MAX = 1024;

    private final Socket socket;
    private final InputStream in;

    LineSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), LINE_BYTES_MAX);
    }

    void writeLine(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The next line; empty at the end of the stream.
     *
     * @param deadline of {@link System#nanoTime}; however slowly the bytes come
     * @throws FormatException when the line is too long, or the stream ends within it
     */
    Optional<String> readLine(long deadline) throws IOException, FormatException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int read = read(deadline);
            if (read == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (read < 0) {
                if (line.size() == 0) {
                    return Optional.empty();
                }
                throw new FormatException("the connection ended within a line");
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw new FormatException("line longer than " + LINE_BYTES_MAX + " bytes");
            }
            line.write(read);
        }
    }

    /** Sends a last line; takes what the peer still sends, so that closing does not destroy that line on its way. */
    void writeLastLine(String line, int bytesMax, long deadline) throws IOException {
        writeLine(line);
        socket.shutdownOutput();
        for (int taken = 0; taken < bytesMax && read(deadline) >= 0; taken++) {
            continue;
        }
    }

    private int read(long deadline) throws IOException {
        if (in.available() == 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException("timed out");
            }
            socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        }
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("timed out");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
