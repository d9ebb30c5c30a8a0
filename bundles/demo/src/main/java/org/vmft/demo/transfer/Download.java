package org.vmft.demo.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Gets a body by curl, or by Java's own client where there is none. */
final class Download implements Transfer.Client {
    private static final int PIECE_BYTES = 1 << 16;
    private static final long END_SECONDS_MAX = 10;

    private final String url;
    private final long bytes;
    private final int seed;
    private final Optional<Process> curl;

    Download(InetSocketAddress server, long bytes, int seed, Path errors) {
        url = "http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/cgi-bin/bytes/" + bytes + "?seed=" + seed;
        this.bytes = bytes;
        this.seed = seed;
        curl = curl(url, errors);
    }

    private static Optional<Process> curl(String url, Path errors) {
        try {
            return Optional.of(new ProcessBuilder("curl", "--silent", "--show-error", "--fail", url)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return curl.isPresent() ? "curl" : "java";
    }

    @Override
    public Optional<String> run(Pieces pieces, Runnable changed) throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE_BYTES];
        long received = 0;
        boolean right = true;
        try (InputStream in = curl.isPresent() ? curl.get().getInputStream() : URI.create(url).toURL().openStream();
                InputStream expected = new BufferedInputStream(new Body(bytes, seed))) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                right &= Arrays.equals(expected.readNBytes(count), 0, count, piece, 0, count);
                received += count;
                pieces.upTo(received);
                changed.run();
            }
        }
        if (curl.isPresent() && !curl.get().waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            return Optional.of("curl does not end");
        }
        if (curl.isPresent() && curl.get().exitValue() != 0) {
            return Optional.of("curl ended with exit code " + curl.get().exitValue());
        }
        return right && received == bytes ? Optional.empty()
                : Optional.of("received " + received + " bytes" + (right ? "" : ", not those that were asked for"));
    }

    @Override
    public void close() {
        curl.ifPresent(Process::destroyForcibly);
    }
}
