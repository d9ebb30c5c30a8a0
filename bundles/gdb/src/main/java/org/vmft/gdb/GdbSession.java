package org.vmft.gdb;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.debug.DebugSession;
import org.vmft.api.debug.Debuggable;

/**
 * One debugger at a time. Concurrency: a thread of its own accepts and reads; what it reads is answered by
 * {@link #turn} on the machine's thread, which alone touches the machine. Between them is a bounded queue, so a
 * debugger that asks faster than it is answered waits.
 */
final class GdbSession implements DebugSession {
    private static final Logger LOG = LoggerFactory.getLogger(GdbSession.class);
    private static final int REQUESTS_MAX = 16;
    private static final int READ_BYTES = 4096;
    private static final long STAND_MILLIS = 100;
    private static final long END_MILLIS = 1_000;

    /** From the reading thread: a request, or that a debugger came or went. */
    private sealed interface Message {
        record Came() implements Message {}

        record Asked(String request) implements Message {}

        /** In its place among the requests: one that comes while the machine stands still means nothing. */
        record Interrupted() implements Message {}

        record Went() implements Message {}
    }

    private final Debuggable machine;
    private final Runnable wake;
    private final ServerSocket server;
    private final Thread thread;
    private final ArrayBlockingQueue<Message> messages = new ArrayBlockingQueue<>(REQUESTS_MAX);
    private volatile Optional<Socket> connected = Optional.empty();
    private Breakpoints breakpoints = new Breakpoints();
    private volatile boolean acknowledging = true;
    private volatile boolean closed;
    private Requests requests;
    private boolean running;

    GdbSession(int port, Debuggable machine, Runnable wake) throws IOException {
        this.machine = machine;
        this.wake = wake;
        requests = new Requests(machine, breakpoints);
        server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "gdb");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!closed) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                connected = Optional.of(socket);
                tell(new Message.Came());
                read(socket);
                tell(new Message.Went());
            } catch (IOException e) {
                LOG.debug("debugger's connection: {}", e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void tell(Message message) throws InterruptedException {
        messages.put(message);
        wake.run();
    }

    private void read(Socket socket) throws InterruptedException {
        PacketDecoder decoder = new PacketDecoder();
        acknowledging = true;
        byte[] buffer = new byte[READ_BYTES];
        try {
            InputStream in = socket.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int at = 0; at < length; at++) {
                    Optional<PacketDecoder.Event> event = decoder.take(buffer[at] & 0xff);
                    if (event.isPresent()) {
                        take(socket, event.get());
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("debugger's connection: {}", e.toString());
        }
    }

    private void take(Socket socket, PacketDecoder.Event event) throws IOException, InterruptedException {
        if (event instanceof PacketDecoder.Event.Interrupt) {
            tell(new Message.Interrupted());
            return;
        }
        if (acknowledging) {
            send(socket, event instanceof PacketDecoder.Event.Garbled ? "-" : "+");
        }
        if (event instanceof PacketDecoder.Event.Packet packet) {
            tell(new Message.Asked(packet.content()));
        } else if (event instanceof PacketDecoder.Event.TooLong) {
            send(socket, PacketDecoder.framed("E22"));
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        synchronized (socket) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public Next turn() {
        if (running && breakpoints.stop().isPresent()) {
            stand(breakpoints.stop().get());
        }
        try {
            Next next = running ? Next.RUN : Next.STAND_STILL;
            Message message = running ? messages.poll() : messages.poll(STAND_MILLIS, TimeUnit.MILLISECONDS);
            // All that is there: a guest that sleeps is woken only by what comes later.
            while (message != null && next != Next.KILLED) {
                next = running && !endsRun(message) ? Next.RUN : serve(message);
                message = messages.poll();
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Next.STAND_STILL;
        }
    }

    /** While the machine runs, a debugger says nothing else; if it does, it is not heard. */
    private static boolean endsRun(Message message) {
        return !(message instanceof Message.Asked asked) || asked.request().matches("k|D.*|vKill.*");
    }

    private void stand(String reason) {
        running = false;
        reply(reason + "thread:1;");
    }

    private Next serve(Message message) {
        if (message instanceof Message.Came) {
            running = false;
            breakpoints = new Breakpoints();
            requests = new Requests(machine, breakpoints);
            machine.observe(Optional.of(breakpoints));
            return Next.STAND_STILL;
        }
        if (message instanceof Message.Went) {
            return leave();
        }
        if (message instanceof Message.Interrupted) {
            if (running) {
                stand("T02");
            }
            return Next.STAND_STILL;
        }
        Requests.Answer answer = requests.answer(((Message.Asked) message).request());
        acknowledging &= answer.effect() != Requests.Effect.NO_ACKNOWLEDGEMENTS;
        answer.text().ifPresent(this::reply);
        return switch (answer.effect()) {
            case NONE, NO_ACKNOWLEDGEMENTS -> Next.STAND_STILL;
            case STEP, CONTINUE -> {
                breakpoints.resume(answer.effect() == Requests.Effect.STEP);
                running = true;
                yield Next.RUN;
            }
            case DETACH -> leave();
            case KILL -> Next.KILLED;
        };
    }

    /** Without a debugger the machine runs at full speed. */
    private Next leave() {
        machine.observe(Optional.empty());
        breakpoints = new Breakpoints();
        running = true;
        return Next.RUN;
    }

    private void reply(String content) {
        connected.ifPresent(socket -> {
            try {
                send(socket, PacketDecoder.framed(content));
            } catch (IOException gone) {
                LOG.debug("debugger's connection: {}", gone.toString());
            }
        });
    }

    @Override
    public void ended(int exitCode) {
        if (running) {
            running = false;
            reply("W%02x".formatted(exitCode & 0xff));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            server.close();
            if (connected.isPresent()) {
                connected.get().close();
            }
            thread.join(END_MILLIS);
        } catch (IOException e) {
            LOG.debug("debugger's connection: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
