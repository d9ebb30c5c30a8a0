package org.vmft.itests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What QEMU says on its stream is what our switch understands. Where QEMU is not there, or cannot do that, the test is
 * skipped and says why; with {@code VMFT_REQUIRE_GUESTS=1} it fails.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class QemuOnSwitchIT {
    private static final String QEMU = "qemu-system-riscv32";
    private static final String REQUIRED = "VMFT_REQUIRE_GUESTS";
    private static final String GUEST_IP = "10.0.2.15";
    private static final String LISTENS = "switch listening on ";
    private static final String FORWARDS = "tcp forward on ";

    @TempDir
    private Path folder;
    private LineProcess hub;
    private LineProcess qemu;
    private LineProcess client;

    @BeforeEach
    void qemuSpeaksStreams() throws InterruptedException {
        try {
            Process help = new ProcessBuilder(QEMU, "-netdev", "help").redirectErrorStream(true).start();
            help.getOutputStream().close();
            if (new String(help.getInputStream().readAllBytes()).lines().noneMatch("stream"::equals)) {
                absent(QEMU + " has no -netdev stream");
            }
            help.waitFor();
        } catch (IOException e) {
            absent(e.getMessage());
        }
    }

    private static void absent(String reason) {
        if ("1".equals(System.getenv(REQUIRED))) {
            throw new AssertionError(reason);
        }
        abort(reason);
    }

    @AfterEach
    void endAll() {
        for (LineProcess process : new LineProcess[] {client, qemu, hub}) {
            if (process != null) {
                process.close();
            }
        }
    }

    @Test
    void guestOfQemuAnswersThroughTheForwarder() throws Exception {
        hub = new LineProcess("switch", Distribution.FOLDER.resolve("bin/vmft").toString(), "switch", "--listen", "127.0.0.1:0",
                "--tcp", "0:" + GUEST_IP + ":80");
        String[] listens = hub.awaitLine(LISTENS).substring(LISTENS.length()).split(":");
        String[] forwards = hub.awaitLine(FORWARDS).substring(FORWARDS.length()).split(":");
        qemu = new LineProcess("qemu", QEMU, "-M", "virt", "-m", "16M", "-nodefaults", "-display", "none", "-monitor", "none",
                "-serial", "stdio", "-bios", "none", "-kernel", server().toString(),
                "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-net-device,netdev=n",
                "-netdev", "stream,id=n,server=off,addr.type=inet,addr.host=" + listens[0] + ",addr.port=" + listens[1]);
        qemu.awaitLine("server at " + GUEST_IP);
        client = new LineProcess("client", LineProcess.java(Download.class, forwards[0], forwards[1]));
        client.tell("\n\n");
        client.awaitLine("complete");
    }

    private Path server() throws IOException {
        Path image = folder.resolve("server.elf");
        try (JarFile jar = new JarFile(Distribution.jar(Distribution.plugins(), "guest-isa-riscv32-").toFile());
                InputStream in = jar.getInputStream(jar.stream().filter(entry -> entry.getName().endsWith("/server.elf")).findFirst().orElseThrow())) {
            Files.copy(in, image);
        }
        return image;
    }
}
