package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.network.internal.commands.SwitchCommand;
import org.vmft.network.packet.Ethernet;
import org.vmft.testkit.ChildJvm;
import org.vmft.testkit.CommandProcess;

@Timeout(240)
class SwitchCommandTest {
    private static final String GREETING = "switch listening on ";

    @TempDir
    private Path folder;

    @Test
    void printsWhereItListensSwitchesAndEndsWhenTerminated() throws Exception {
        Path unix = folder.resolve("switch");
        try (ChildJvm process = start("--listen", "127.0.0.1:0", "--unix", unix.toString(), "--udp", "0:10.0.2.15:7",
                "--udp", "0:10.0.2.15:8", "--stats")) {
            StreamAddress tcp = address(process);
            assertThat(process.line()).isEqualTo(GREETING + "unix:" + unix);
            assertThat(process.line()).matches("udp forward on 127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThat(process.line()).matches("udp forward on 127\\.0\\.0\\.1:[1-9][0-9]*");
            try (Wire one = Wire.open(tcp); Wire two = Wire.open(StreamAddress.unix(unix))) {
                two.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(2), 1));
                assertThat(Frames.marker(one.next())).isEqualTo(1);
                process.terminate();
                one.rest();
            }
            List<String> rest = process.rest();
            assertThat(rest.get(rest.size() - 1)).isEqualTo("returned 0");
            assertThat(rest.get(rest.size() - 2)).startsWith("switch: ports ").contains(", carried 1, malformed 0, fenced 0, ");
            assertThat(unix).doesNotExist();
        }
    }

    @Test
    void tellsHowItImpairsAndWhatCameOfIt() throws Exception {
        try (ChildJvm process = start("--listen", "127.0.0.1:0", "--tcp", "0:10.0.2.15:80", "--impair", "drop=100,seed=42", "--stats")) {
            StreamAddress tcp = address(process);
            assertThat(process.line()).startsWith("tcp forward on ");
            assertThat(process.line()).isEqualTo("impaired by delay=0,jitter=0,drop=100,duplicate=0,reorder=0,seed=42");
            try (Wire one = Wire.open(tcp); Wire two = Wire.open(tcp)) {
                two.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(2), 1));
                assertThat(Frames.marker(one.next())).as("other ports are not impaired").isEqualTo(1);
                process.terminate();
                one.rest();
            }
            List<String> rest = process.rest();
            assertThat(rest.get(rest.size() - 2)).startsWith("switch: ports ").endsWith(", lost 1, duplicated 0, reordered 0");
        }
    }

    @Test
    void socketOfAKilledSwitchIsTakenOverAndThatOfALivingOneIsNot() throws Exception {
        Path unix = folder.resolve("switch");
        try (ChildJvm killed = start("--listen", "127.0.0.1:0", "--unix", unix.toString())) {
            address(killed);
            killed.line();
            killed.kill();
        }
        assertThat(unix).exists();
        try (ChildJvm living = start("--listen", "127.0.0.1:0", "--unix", unix.toString())) {
            address(living);
            assertThat(living.line()).isEqualTo(GREETING + "unix:" + unix);
            try (ChildJvm refused = start("--listen", "127.0.0.1:0", "--unix", unix.toString())) {
                assertThat(refused.rest())
                        .containsExactly("cannot listen on unix:" + unix + ": another process listens there", "returned 1");
            }
            new Wire(StreamAddress.unix(unix)).close();
        }
    }

    @Test
    void addressInUseIsOneLineAndExitCodeOne() throws Exception {
        try (SwitchServer other = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")), Forwards.NONE);
                ChildJvm process = start("--listen", other.addresses().get(0).toString())) {
            assertThat(process.rest())
                    .containsExactly("cannot listen on " + other.addresses().get(0) + ": Address already in use", "returned 1");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void badOptionsAreUsageErrorsThatNameTheOption() throws Exception {
        try (ChildJvm process = start("--listen", "nowhere")) {
            assertThat(process.rest()).containsExactly("--listen: expected host:port, actual \"nowhere\"", "returned 2");
        }
        try (ChildJvm process = start("--listen", "127.0.0.1:0", "--impair", "drop=1")) {
            assertThat(process.rest()).containsExactly("--impair: expected with --udp or --tcp", "returned 2");
        }
        try (ChildJvm process = start("--listen", "127.0.0.1:0", "--tcp", "0:10.0.2.15:80", "--impair", "drop=101")) {
            assertThat(process.rest()).containsExactly("--impair: drop: expected 0 to 100, actual \"101\"", "returned 2");
        }
        try (ChildJvm process = start("--listen", "127.0.0.1:0", "--udp", "7")) {
            assertThat(process.rest()).containsExactly("--udp: expected HOSTPORT:GUESTIP:GUESTPORT, actual \"7\"", "returned 2");
        }
    }

    /** 150 MB of frames for ports that never read, in a heap of 32 MB. */
    @Test
    void portsThatNeverReadCostABoundedAmountOfMemory() throws Exception {
        int mutePorts = 8;
        int frames = 100_000;
        try (ChildJvm process = ChildJvm.withHeap(32, CommandProcess.class, SwitchCommand.class.getName(), "--listen", "127.0.0.1:0")) {
            StreamAddress tcp = address(process);
            List<Wire> mute = new ArrayList<>();
            try (Wire one = Wire.open(tcp); Wire two = Wire.open(tcp)) {
                for (int i = 0; i < mutePorts; i++) {
                    mute.add(new Wire(tcp));
                    mute.get(i).send(Frames.frame(Ethernet.BROADCAST, Frames.mac(100 + i), 0));
                    while (Ethernet.source(one.next()) != Frames.mac(100 + i)) {
                        continue;
                    }
                }
                two.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(2), 0));
                for (int i = 0; i < frames; i++) {
                    one.send(Frames.frame(Frames.mac(100 + i % mutePorts), Frames.mac(1), i, Ethernet.FRAME_BYTES_MAX));
                }
                one.send(Frames.frame(Frames.mac(2), Frames.mac(1), -1));
                two.markersUntil(-1);
            } finally {
                for (Wire wire : mute) {
                    wire.close();
                }
            }
        }
    }

    private static ChildJvm start(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(SwitchCommand.class.getName()));
        all.addAll(List.of(args));
        return new ChildJvm(CommandProcess.class, all.toArray(String[]::new));
    }

    private static StreamAddress address(ChildJvm process) throws InterruptedException {
        String line = process.line();
        assertThat(line).startsWith(GREETING).doesNotEndWith(":0");
        return StreamAddress.parse(line.substring(GREETING.length()));
    }
}
