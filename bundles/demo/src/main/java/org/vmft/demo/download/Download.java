package org.vmft.demo.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A download by an ordinary client, in a thread of its own, with the time at which each piece came. */
public final class Download implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;
    private static final long END_MILLIS_MAX = 2_000;

    private record Piece(long at, long upTo) {}

    private final long bytes;
    private final int seed;
    private final Client client;
    private final Runnable changed;
    private final Thread thread = new Thread(this::run, "download");
    private final List<Piece> pieces = new ArrayList<>();
    private String checksum = "";
    private Optional<String> trouble = Optional.empty();
    private boolean ended;

    /**
     * Begins it.
     *
     * @param seed from 1
     * @param changed called after every piece, on the download's thread; must not block
     */
    public Download(InetSocketAddress server, long bytes, int seed, Path errors, Runnable changed) throws IOException {
        this.bytes = bytes;
        this.seed = seed;
        this.changed = changed;
        client = Client.get("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/bytes/" + bytes
                + "?seed=" + seed, errors);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        MessageDigest digest = Body.sha256();
        byte[] piece = new byte[PIECE_BYTES];
        Optional<String> failure = Optional.empty();
        try (InputStream in = client.body()) {
            long received = 0;
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(piece, 0, count);
                received += count;
                synchronized (this) {
                    pieces.add(new Piece(System.nanoTime(), received));
                }
                changed.run();
            }
            failure = client.failure();
        } catch (IOException e) {
            failure = Optional.of(e.toString());
        } catch (InterruptedException e) {
            failure = Optional.of("interrupted");
        }
        synchronized (this) {
            checksum = HexFormat.of().formatHex(digest.digest());
            trouble = failure;
            ended = true;
        }
        changed.run();
    }

    public synchronized boolean ended() {
        return ended;
    }

    /** Bytes received by now. */
    public synchronized long received() {
        return receivedAt(Long.MAX_VALUE);
    }

    private long receivedAt(long nanos) {
        long received = 0;
        for (Piece piece : pieces) {
            if (piece.at() <= nanos) {
                received = piece.upTo();
            }
        }
        return received;
    }

    /** @param strikeAt when the fault came */
    public synchronized DownloadFacts facts(long strikeAt, Connection connection) {
        long stall = 0;
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i).at() > strikeAt) {
                stall = Math.max(stall, pieces.get(i).at() - pieces.get(i - 1).at());
            }
        }
        return new DownloadFacts(client.name(), bytes, receivedAt(strikeAt), receivedAt(Long.MAX_VALUE),
                checksum.equals(Body.checksum(bytes, seed)), stall, connection, ended ? trouble : Optional.of("did not end"));
    }

    @Override
    public void close() {
        client.close();
        try {
            thread.join(END_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
