package org.vmft.demo.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** Bytes that a client gets from the guest, or sends to it, in a thread of its own. */
public final class Transfer implements AutoCloseable {
    private static final long END_MILLIS_MAX = 2_000;

    /** One way of doing it. */
    interface Client extends AutoCloseable {
        String name();

        /**
         * Does it all.
         *
         * @return why it failed; empty when everything arrived and was right
         */
        Optional<String> run(Pieces pieces, Runnable changed) throws IOException, InterruptedException;

        @Override
        void close();
    }

    private final long bytes;
    private final Client client;
    private final Runnable changed;
    private final Pieces pieces = new Pieces();
    private final Thread thread;
    private Optional<String> trouble = Optional.empty();
    private boolean ended;

    private Transfer(long bytes, Client client, Runnable changed) {
        this.bytes = bytes;
        this.client = client;
        this.changed = changed;
        thread = new Thread(this::run, "transfer by " + client.name());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Begins a download, by curl where there is one.
     *
     * @param seed from 1
     * @param changed called after every piece, on the transfer's thread; must not block
     */
    public static Transfer download(InetSocketAddress server, long bytes, int seed, Path errors, Runnable changed) {
        return new Transfer(bytes, new Download(server, bytes, seed, errors), changed);
    }

    /** Begins an upload; as {@link #download}. */
    public static Transfer upload(InetSocketAddress server, long bytes, int seed, Runnable changed) {
        return new Transfer(bytes, new Upload(server, bytes, seed), changed);
    }

    private void run() {
        Optional<String> failure;
        try {
            failure = client.run(pieces, changed);
        } catch (IOException e) {
            failure = Optional.of(e.toString());
        } catch (InterruptedException e) {
            failure = Optional.of("interrupted");
        }
        synchronized (this) {
            trouble = failure;
            ended = true;
        }
        changed.run();
    }

    public synchronized boolean ended() {
        return ended;
    }

    /** Bytes that went through by now. */
    public long bytesByNow() {
        return pieces.bytes();
    }

    /** @param strikeAt when the fault came */
    public synchronized TransferFacts facts(long strikeAt, Connection connection) {
        return new TransferFacts(client.name(), bytes, pieces.bytesAt(strikeAt), pieces.bytes(),
                pieces.longestWaitAfter(strikeAt), connection, ended ? trouble : Optional.of("did not end"));
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
