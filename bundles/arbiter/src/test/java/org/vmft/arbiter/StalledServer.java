package org.vmft.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.network.HostPort;

/** A server that, once a decision is written, says so and never gets to answer. */
final class StalledServer {
    private StalledServer() {}

    public static void main(String[] args) throws Exception {
        RecordStore store = new LinkStore(Path.of(args[0]));
        RecordStore stalling = new RecordStore() {
            @Override
            public Optional<ArbiterRecord> read(String vm) throws IOException {
                return store.read(vm);
            }

            @Override
            public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) throws IOException {
                boolean replaced = store.replace(before, after);
                System.out.println("written");
                forever();
                return replaced;
            }
        };
        System.out.println(new TcpArbiterServer(HostPort.parse("127.0.0.1:0"), stalling, TcpArbiterServer.IDLE_MILLIS_MAX).address());
        forever();
    }

    static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
