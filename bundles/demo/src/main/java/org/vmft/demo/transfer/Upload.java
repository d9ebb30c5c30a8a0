package org.vmft.demo.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/** Sends a body in a POST; the guest answers with its length and checksum. */
final class Upload implements Transfer.Client {
    private static final int PIECE_BYTES = 1 << 14;
    /** What is counted as sent is at most that far ahead of what the guest has. */
    private static final int SOCKET_BYTES = 1 << 16;
    private static final int ANSWER_BYTES_MAX = 4096;

    private final InetSocketAddress server;
    private final long bytes;
    private final int seed;
    private final Socket socket = new Socket();

    Upload(InetSocketAddress server, long bytes, int seed) {
        this.server = server;
        this.bytes = bytes;
        this.seed = seed;
    }

    @Override
    public String name() {
        return "java upload";
    }

    @Override
    public Optional<String> run(Pieces pieces, Runnable changed) throws IOException {
        socket.setSendBufferSize(SOCKET_BYTES);
        socket.connect(server);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /cgi-bin/checksum HTTP/1.0\r\nContent-Length: " + bytes + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        CRC32 crc = new CRC32();
        long sent = 0;
        try (InputStream body = new BufferedInputStream(new Body(bytes, seed))) {
            for (byte[] piece = body.readNBytes(PIECE_BYTES); piece.length > 0; piece = body.readNBytes(PIECE_BYTES)) {
                out.write(piece);
                crc.update(piece);
                sent += piece.length;
                pieces.upTo(sent);
                changed.run();
            }
        }
        String answer = new String(socket.getInputStream().readNBytes(ANSWER_BYTES_MAX), StandardCharsets.US_ASCII);
        String expected = String.format(Locale.ROOT, "%d %08x\n", bytes, crc.getValue());
        return answer.matches("(?s)HTTP/1\\.[01] 200 .*") && answer.endsWith("\r\n\r\n" + expected) ? Optional.empty()
                : Optional.of("the guest answers " + answer.lines().reduce((first, last) -> last).orElse("nothing")
                        + ", expected " + expected.strip());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
