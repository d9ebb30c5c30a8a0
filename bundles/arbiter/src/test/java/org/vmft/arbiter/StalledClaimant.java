package org.vmft.arbiter;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.replica.ReplicaId;

/** Claims generation 2 in a shared directory and stalls just before or just after the link. */
final class StalledClaimant {
    static final ReplicaId ID = new ReplicaId(0xdead);

    private StalledClaimant() {}

    public static void main(String[] args) throws Exception {
        boolean link = args[1].equals("after");
        LinkStore store = new LinkStore(Path.of(args[0]), (name, existing) -> {
            if (link) {
                Files.createLink(name, existing);
            }
            System.out.println("stalled");
            StalledServer.forever();
        });
        new ArbiterLedger(store).ask(ArbiterRequest.claim("guest", 1, 2, ID));
    }
}
