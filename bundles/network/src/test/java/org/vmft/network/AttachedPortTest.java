package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;

@Timeout(120)
class AttachedPortTest {
    private static final byte[] FRAME = Frames.frame(1, 2, 7);
    private static final int WAIT_SECONDS_MAX = 60;

    private final BlockingQueue<Scripted> attachments = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private final AttachedPort port = new AttachedPort(new Medium() {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public boolean carries(byte[] frame) {
            return frame.length > 0;
        }

        @Override
        public Attachment attachment() {
            Scripted attachment = new Scripted();
            attachments.add(attachment);
            return attachment;
        }

        @Override
        public void failed(IOException reason) {
            failures.add(reason.getMessage());
        }
    }, frame -> { }, closed -> { });

    /** Opens when it is told to, and then takes frames until it is closed. */
    private static final class Scripted implements Attachment {
        private final CountDownLatch begins = new CountDownLatch(1);
        private final CountDownLatch opens = new CountDownLatch(1);
        private final CountDownLatch reads = new CountDownLatch(1);
        private final CountDownLatch ends = new CountDownLatch(1);
        private final List<String> taken = new ArrayList<>();
        private volatile boolean closed;

        @Override
        public void open() throws IOException {
            begins.countDown();
            await(opens);
            if (closed) {
                throw new IOException("closed while it opened");
            }
        }

        @Override
        public void read(FrameReceiver receiver) throws IOException {
            reads.countDown();
            await(ends);
            throw new IOException("ended");
        }

        @Override
        public synchronized boolean transmit(byte[] frame) {
            return !closed && taken.add("frame " + Frames.marker(frame));
        }

        @Override
        public synchronized void bind(FenceTag tag) {
            taken.add("bind " + tag.generation());
        }

        @Override
        public int unsent() {
            assertThat(closed).isTrue();
            return 3;
        }

        @Override
        public void close() {
            closed = true;
            opens.countDown();
            ends.countDown();
        }

        private static void await(CountDownLatch latch) throws IOException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** Until the port has it in use. */
        Scripted begun() throws InterruptedException {
            opens.countDown();
            assertThat(reads.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            return this;
        }
    }

    @AfterEach
    void close() {
        port.close();
    }

    private Scripted next() throws InterruptedException {
        Scripted attachment = attachments.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(attachment).isNotNull();
        return attachment;
    }

    @Test
    void framesWithoutAnAttachmentAndWhatTheMediumDoesNotCarryAreDroppedAndCounted() throws Exception {
        assertThat(port.transmit(FRAME)).isFalse();
        assertThat(port.dropped()).isEqualTo(1);
        Scripted attachment = next().begun();
        assertThat(port.transmit(FRAME)).isTrue();
        assertThat(port.transmit(new byte[0])).isFalse();
        assertThat(port.dropped()).isEqualTo(2);
        assertThat(attachment.taken).containsExactly("frame 7");
    }

    @Test
    void eachAttachmentBeginsWithTheLatestBinding() throws Exception {
        port.bind(new FenceTag("guest", 1, 1));
        Scripted first = next().begun();
        port.transmit(FRAME);
        port.bind(new FenceTag("guest", 1, 2));
        port.transmit(FRAME);
        assertThat(first.taken).containsExactly("bind 1", "frame 7", "bind 2", "frame 7");
        first.ends.countDown();
        Scripted second = next();
        port.bind(new FenceTag("guest", 1, 3));
        second.begun();
        port.transmit(FRAME);
        assertThat(second.taken).containsExactly("bind 3", "frame 7");
    }

    @Test
    void aLostAttachmentIsToldAndItsUnsentFramesAreCounted() throws Exception {
        next().begun().ends.countDown();
        next();
        assertThat(failures).containsExactly("ended");
        assertThat(port.dropped()).isEqualTo(3);
        assertThat(port.transmit(FRAME)).isFalse();
    }

    @Test
    void closingEndsAnAttachmentThatOpensAndThereIsNoOther() throws Exception {
        Scripted opening = next();
        assertThat(opening.begins.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        port.close();
        assertThat(opening.closed).isTrue();
        assertThat(attachments).isEmpty();
        assertThat(failures).isEmpty();
    }
}
