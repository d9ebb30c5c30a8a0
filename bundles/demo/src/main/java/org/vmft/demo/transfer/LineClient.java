package org.vmft.demo.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks one line after the other on one connection, for as long as it is wanted; each answer has the next number. */
public final class LineClient implements AutoCloseable {
    private static final long END_MILLIS_MAX = 2_000;

    private final Socket socket = new Socket();
    private final InetSocketAddress server;
    private final Runnable changed;
    private final Thread thread = new Thread(this::run, "lines");
    private volatile boolean wanted = true;
    private volatile long answered;
    private volatile boolean ended;
    private volatile Optional<String> trouble = Optional.empty();

    /** Begins. {@code changed} is called after every answer, on the client's thread; must not block. */
    public LineClient(InetSocketAddress server, Runnable changed) {
        this.server = server;
        this.changed = changed;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            socket.connect(server);
            socket.setTcpNoDelay(true);
            ask(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)), socket.getOutputStream());
        } catch (IOException e) {
            trouble = Optional.of(e.toString());
        }
        ended = true;
        changed.run();
    }

    private void ask(BufferedReader in, OutputStream out) throws IOException {
        long number = 0;
        while (wanted && trouble.isEmpty()) {
            String line = "line " + (answered + 1);
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            String answer = String.valueOf(in.readLine());
            String expected = number == 0 ? answer.replaceAll(" .*", "") + " " + line : number + 1 + " " + line;
            if (answer.equals(expected)) {
                number = Long.parseLong(answer.substring(0, answer.indexOf(' ')));
                answered++;
            } else {
                trouble = Optional.of("expected=" + expected + " actual=" + answer);
            }
            changed.run();
        }
    }

    public long answered() {
        return answered;
    }

    /** Asks nothing new from here on. */
    public void finish() {
        wanted = false;
    }

    public boolean ended() {
        return ended;
    }

    public LinesFacts facts(Connection connection) {
        return new LinesFacts(answered, connection, trouble);
    }

    @Override
    public void close() {
        wanted = false;
        try {
            socket.close();
            thread.join(END_MILLIS_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
