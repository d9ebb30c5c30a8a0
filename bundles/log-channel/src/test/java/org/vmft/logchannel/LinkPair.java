package org.vmft.logchannel;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Welcome;

/** Two links whose bytes move only when the test says so, in pieces of random sizes. */
final class LinkPair {
    final Recorder dialler = new Recorder();
    final Recorder acceptor;
    final Pipe toAcceptor = new Pipe();
    final Pipe toDialler = new Pipe();
    final ByteArrayOutputStream fromDialler = new ByteArrayOutputStream();
    final ByteArrayOutputStream fromAcceptor = new ByteArrayOutputStream();
    final FramedLink dialling;
    final FramedLink accepting;
    private final Random random;

    LinkPair(Random random, Hello hello) {
        this(random, hello, new Recorder());
    }

    LinkPair(Random random, Hello hello, Recorder acceptor) {
        this.acceptor = acceptor;
        this.random = random;
        dialling = new FramedLink(toAcceptor, dialler, hello);
        accepting = new FramedLink(toDialler, acceptor);
    }

    void greet(Welcome welcome) {
        dialling.start();
        pump();
        accepting.send(welcome);
        pump();
    }

    /** Moves all bytes that are under way. */
    void pump() {
        boolean moved = true;
        while (moved) {
            moved = move(toAcceptor, fromDialler, accepting) | move(toDialler, fromAcceptor, dialling);
        }
    }

    private boolean move(Pipe pipe, ByteArrayOutputStream record, FramedLink to) {
        byte[] bytes = pipe.take();
        record.writeBytes(bytes);
        pieces(random, bytes, to);
        if (pipe.ended()) {
            to.disconnected("connection closed by the peer");
        }
        return bytes.length > 0;
    }

    static void pieces(Random random, byte[] bytes, FramedLink to) {
        int at = 0;
        while (at < bytes.length) {
            int piece = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(3000)));
            to.bytesReceived(bytes, at, piece);
            at += piece;
        }
    }

    /** Bytes under way in one direction. */
    static final class Pipe implements ByteTransport {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ByteArrayOutputStream later = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public boolean write(byte[] frame, boolean reserved) {
            if (!closed) {
                bytes.writeBytes(later.toByteArray());
                later.reset();
                bytes.writeBytes(frame);
            }
            return !closed;
        }

        @Override
        public boolean writeLater(byte[] frame) {
            if (!closed) {
                later.writeBytes(frame);
            }
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }

        boolean ended() {
            return closed && bytes.size() == 0;
        }

        byte[] take() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }
    }
}
