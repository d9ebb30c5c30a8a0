package org.vmft.arbiter;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.network.HostPort;
import org.vmft.api.replica.ReplicaId;

/**
 * One of two processes that claim the same generations. They meet before each round in a page of memory that both have
 * mapped: each announces the round and spins until the other has.
 */
final class Racer {
    static final int MEETING_BYTES = 4096;
    private static final int SLOT_BYTES = 128;
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int ATTEMPTS_MAX = 20;
    private static final VarHandle ROUND = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Racer() {}

    public static void main(String[] args) throws Exception {
        Arbiter arbiter = args[0].equals("file") ? new FileArbiter(Path.of(args[1])) : new TcpArbiter(HostPort.parse(args[1]));
        int self = Integer.parseInt(args[2]);
        ByteBuffer meeting = map(Path.of(args[3]));
        int rounds = Integer.parseInt(args[4]);
        for (int round = 1; round <= rounds; round++) {
            meet(meeting, self, round);
            Verdict verdict = answer(arbiter, ArbiterRequest.claim("guest", 1, round + 1L, new ReplicaId(self + 1L)));
            System.out.println(round + (verdict.granted() ? " GRANTED " : " LOST ") + verdict.record().orElseThrow().winner());
        }
    }

    /** As a claimant does, keeps asking: on a machine under load an answer may come too late. */
    private static Verdict answer(Arbiter arbiter, ArbiterRequest claim) throws ArbiterUnreachableException {
        for (int attempt = 1; ; attempt++) {
            try {
                return arbiter.ask(claim);
            } catch (ArbiterUnreachableException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, MEETING_BYTES);
        }
    }

    private static void meet(ByteBuffer meeting, int self, long round) {
        ROUND.setVolatile(meeting, self * SLOT_BYTES, round);
        long start = System.nanoTime();
        while ((long) ROUND.getVolatile(meeting, (1 - self) * SLOT_BYTES) < round) {
            if (System.nanoTime() - start > WAIT_NANOS_MAX) {
                throw new IllegalStateException("the other racer did not come to round " + round);
            }
            Thread.yield();
        }
    }
}
