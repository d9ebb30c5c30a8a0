package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.itests.namespaces.Datagrams;
import org.vmft.itests.namespaces.Namespaces;
import org.vmft.itests.namespaces.Namespaces.Place;

/**
 * A guest on Linux bridges, in network namespaces, which need root. Where they cannot be had the tests are skipped and
 * say why; with {@code VMFT_REQUIRE_NAMESPACES=1} they fail.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class NamespacesIT {
    private static final String REQUIRED = "VMFT_REQUIRE_NAMESPACES";
    private static final String VMFT = Distribution.FOLDER.resolve("bin/vmft").toString();
    private static final String GUEST_IP = "10.9.0.15";
    private static final String GUEST_MAC = "02:00:00:00:00:01";
    /** More than the survivor announces itself anyhow. */
    private static final int DIVERSIONS = 6;
    private static final int PORT = 7003;
    private static final String AT_A = GUEST_MAC + " dev " + Place.A.port();
    private static final String AT_B = GUEST_MAC + " dev " + Place.B.port();

    @TempDir
    private Path folder;
    private Namespaces net;
    private LineProcess primary;
    private LineProcess backup;
    private LineProcess addresses;
    private LineProcess client;

    @BeforeEach
    void startPairAndDownload() throws Exception {
        net = namespaces();
        addresses = net.start("bridge monitor", Place.S, "bridge", "monitor", "fdb");
        LineProcess arbiter = net.start("arbiter", Place.S, VMFT, "arbiter", "--listen", Place.S.ip() + ":" + PORT,
                "--directory", Files.createDirectory(folder.resolve("arbiter")).toString());
        arbiter.awaitLine("listening");
        primary = node(Place.A, Place.B, "--boot", "--guest", "rv32", "--mac", GUEST_MAC, "--append", "ip=" + GUEST_IP + "::" + Place.S.ip() + ":255.255.255.0");
        backup = node(Place.B, Place.A, "--join");
        primary.awaitLine("role CUTOVER -> PRIMARY");
        client = download();
    }

    private static Namespaces namespaces() throws InterruptedException {
        try {
            return new Namespaces();
        } catch (IOException e) {
            String reason = "no network namespaces with bridge and TAP here: " + e.getMessage();
            if ("1".equals(System.getenv(REQUIRED))) {
                throw new AssertionError(reason, e);
            }
            return abort(reason);
        }
    }

    /** One that is under way. */
    private LineProcess download() throws Exception {
        LineProcess begun = net.start("client", Place.C, LineProcess.java(Download.class, GUEST_IP, "80"));
        begun.awaitLine("at ");
        return begun;
    }

    private LineProcess node(Place host, Place peer, String... role) throws IOException {
        List<String> command = new ArrayList<>(List.of(VMFT, "node", "--name", host.name(), "--vm", "guest",
                "--listen", host.ip() + ":" + PORT, "--peer", peer.ip() + ":" + PORT, "--arbiter", "tcp:" + Place.S.ip() + ":" + PORT,
                "--network", "tap:" + Namespaces.TAP, "--suspicion-millis", "1000", "--stop-with-stdin"));
        command.addAll(List.of(role));
        return net.start("node " + host, host, command.toArray(String[]::new));
    }

    @AfterEach
    void removeEverything() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void connectionSurvivesTheKillOfItsPrimary() throws Exception {
        primary.kill();
        downloadCompletes();
        backup.awaitLine("-> SOLO");
        addresses.awaitLine(AT_B);
    }

    @Test
    void connectionSurvivesTheSilentPartitionOfThePrimarysHost() throws Exception {
        net.partition(Place.A);
        downloadCompletes();
        backup.awaitLine("-> SOLO");
        net.plug(Place.A);
        primary.awaitLine("role CLAIMING -> FENCED");
    }

    @Test
    void connectionSurvivesThePauseOfItsPrimaryWhichEndsFenced() throws Exception {
        primary.signal("STOP");
        backup.awaitLine("-> SOLO");
        client.tell("");
        primary.signal("CONT");
        primary.awaitLine("-> FENCED");
        primary.awaitLine("keeps its state, for an operator, until this process is stopped");
        downloadCompletes();
        assertThat(backup.said()).noneMatch(line -> line.contains("-> FENCED"));
    }

    /** The guest says nothing meanwhile that would bring it back. */
    @Test
    void addressThatAStalePrimaryDivertsComesBackToAnIdleGuest() throws Exception {
        primary.signal("STOP");
        downloadCompletes();
        backup.awaitLine("-> SOLO");
        net.attachStation(Place.A, GUEST_MAC);
        LineProcess stale = net.start("station", Place.A, LineProcess.java(Datagrams.class));
        int seen = addresses.lines();
        for (int i = 0; i < DIVERSIONS; i++) {
            stale.tell(Namespaces.TO_ALL);
            int diverted = addresses.awaitLine(seen, AT_A);
            seen = addresses.awaitLine(diverted, AT_B);
        }
        stale.tell(Namespaces.TO_CLIENT);
        int unseen = addresses.awaitLine(seen, AT_A);
        primary.signal("CONT");
        primary.awaitLine("-> FENCED");
        addresses.awaitLine(unseen, AT_B);
        client = download();
        downloadCompletes();
    }

    private void downloadCompletes() throws Exception {
        for (int quarter = 0; quarter < 3; quarter++) {
            client.tell("");
        }
        client.awaitLine("complete");
    }
}
