package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.testkit.Seed;

@Timeout(120)
class GdbTest {
    private static final String GDB = "gdb-multiarch";
    private static final long GDB_SECONDS_MAX = 60;
    /** Counts in memory, and ends with code 0 at ten. */
    private static final String COUNTER = """
            li s0,0x80001000
            again:
            lw a0,0(s0)
            addi a0,a0,1
            sw a0,0(s0)
            addi t0,zero,10
            bne a0,t0,again
            li s1,0x00100000
            li a1,0x5555
            sw a1,0(s1)
            """;
    private static final String ENDLESS = "loop:\naddi a0,a0,1\nj loop\n";

    @TempDir
    Path directory;

    @Test
    void registersAndMemoryAreReadAndWritten() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard(COUNTER); RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
            assertThat(debugger.ask("qSupported:swbreak+")).contains("PacketSize=1000", "qXfer:features:read+");
            assertThat(debugger.ask("qXfer:features:read:target.xml:0,fff")).startsWith("l<?xml").contains("riscv:rv32", "\"pc\"");
            assertThat(debugger.ask("?")).startsWith("T05");
            assertThat(debugger.ask("p20")).isEqualTo("00000080");
            assertThat(debugger.ask("P8=78563412")).isEqualTo("OK");
            assertThat(debugger.ask("p8")).isEqualTo("78563412");
            assertThat(debugger.ask("g")).hasSize(33 * 8).contains("78563412");
            assertThat(debugger.ask("M80001000,4:01020304")).isEqualTo("OK");
            assertThat(debugger.ask("m80001000,4")).isEqualTo("01020304");
            assertThat(debugger.ask("m10000000,4")).isEqualTo("E0e");
        }
    }

    @Test
    void breakpointsOfEitherKindStopBeforeTheirInstruction() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard(COUNTER); RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
            assertThat(debugger.ask("Z0,80000010,4")).isEqualTo("OK");
            assertThat(debugger.ask("Z1,80000018,4")).isEqualTo("OK");
            assertThat(debugger.ask("c")).startsWith("T05");
            assertThat(debugger.ask("p20")).isEqualTo("10000080");
            assertThat(debugger.ask("c")).startsWith("T05");
            assertThat(debugger.ask("p20")).isEqualTo("18000080");
            assertThat(debugger.ask("s")).startsWith("T05");
            assertThat(debugger.ask("p20")).isEqualTo("08000080");
            assertThat(debugger.ask("z0,80000010,4")).isEqualTo("OK");
            assertThat(debugger.ask("vCont;c")).startsWith("T05");
            assertThat(debugger.ask("p20")).isEqualTo("18000080");
            assertThat(debugger.ask("m80001000,4")).isEqualTo("02000000");
            assertThat(debugger.ask("z1,80000018,4")).isEqualTo("OK");
            assertThat(debugger.ask("c")).isEqualTo("W00");
            assertThat(debugged.end()).isEqualTo("halted");
        }
    }

    @Test
    void watchpointsStopBehindTheAccessTheyLookFor() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard(COUNTER); RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
            assertThat(debugger.ask("Z2,80001002,1")).isEqualTo("OK");
            assertThat(debugger.ask("c")).startsWith("T05watch:80001000;");
            assertThat(debugger.ask("p20")).isEqualTo("14000080");
            assertThat(debugger.ask("z2,80001002,1") + debugger.ask("Z3,80001000,4")).isEqualTo("OKOK");
            assertThat(debugger.ask("c")).startsWith("T05rwatch:80001000;");
            assertThat(debugger.ask("p20")).isEqualTo("0c000080");
            assertThat(debugger.ask("z3,80001000,4") + debugger.ask("Z4,80001000,4")).isEqualTo("OKOK");
            assertThat(debugger.ask("c")).startsWith("T05awatch:80001000;");
            assertThat(debugger.ask("c")).startsWith("T05awatch:80001000;");
            assertThat(debugger.ask("p20")).isEqualTo("0c000080");
        }
    }

    @Test
    void interruptStopsWhatRunsAndDetachingLetsItRun() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard(ENDLESS)) {
            try (RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
                debugger.packet("c");
                debugger.interrupt();
                assertThat(debugger.answer()).startsWith("T02");
                assertThat(debugger.ask("D")).isEqualTo("OK");
            }
            try (RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
                assertThat(debugger.ask("?")).startsWith("T05");
                debugger.packet("k");
                assertThat(debugged.end()).isEqualTo("killed");
            }
        }
    }

    @Test
    void sleepingGuestIsInterrupted() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard("wfi\n"); RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
            debugger.packet("c");
            debugger.interrupt();
            assertThat(debugger.answer()).startsWith("T02");
        }
    }

    @Test
    void nonsenseIsAnsweredAndEndsNothing() throws Exception {
        SplittableRandom random = Seed.random("nonsenseIsAnsweredAndEndsNothing");
        try (DebuggedBoard debugged = new DebuggedBoard(ENDLESS); RemoteDebugger debugger = new RemoteDebugger(debugged.port())) {
            for (int round = 0; round < 2_000; round++) {
                String nonsense = nonsense(random);
                assertThat(debugger.ask(nonsense)).as("to %s", nonsense).matches("|OK|E..|l|[0-9a-f]*");
            }
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            for (int at = 0; at < noise.length; at++) {
                if (noise[at] == '$' || noise[at] == 3) {
                    noise[at] = 'x';
                }
            }
            debugger.send(noise);
            debugger.packet("m80000000," + "0".repeat(8_000));
            assertThat(debugger.answer()).isEqualTo("E22");
            debugger.send("$g#00".getBytes(StandardCharsets.US_ASCII));
            assertThat(debugger.next()).isIn((int) '-', (int) '+');
            assertThat(debugger.ask("vMustReplyEmpty")).isEmpty();
            assertThat(debugged.ended()).isFalse();
        }
    }

    /** Requests with wrong operands, of every kind but those that make the machine run or end, or change how answers come. */
    private static String nonsense(SplittableRandom random) {
        String kinds = "gGpPmMZzXqQvHT!ibBFrRAdtI";
        String alphabet = "0123456789abcdef,;:=-}*xyz";
        StringBuilder text = new StringBuilder().append(kinds.charAt(random.nextInt(kinds.length())));
        for (int length = random.nextInt(24); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void gdbDebugsTheGuest() throws Exception {
        try (DebuggedBoard debugged = new DebuggedBoard(COUNTER)) {
            Path said = directory.resolve("gdb.txt");
            Process gdb;
            try {
                gdb = new ProcessBuilder(GDB, "-nx", "-batch", "-ex", "set pagination off", "-ex", "target remote 127.0.0.1:" + debugged.port(),
                        "-ex", "break *0x80000010", "-ex", "continue", "-ex", "print $a0", "-ex", "delete", "-ex", "stepi", "-ex", "x/i $pc",
                        "-ex", "watch *(int*)0x80001000", "-ex", "continue", "-ex", "delete", "-ex", "hbreak *0x80000018", "-ex", "continue",
                        "-ex", "info registers pc", "-ex", "delete", "-ex", "set var *(int*)0x80001000 = 8", "-ex", "continue")
                        .redirectErrorStream(true).redirectOutput(said.toFile()).start();
            } catch (IOException absent) {
                assumeTrue(false, GDB + " is not installed");
                throw absent;
            }
            assertThat(gdb.waitFor(GDB_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(said)).contains("Breakpoint 1, 0x80000010", "$1 = 1", "0x80000014", "Hardware watchpoint 2",
                    "New value = 2", "0x80000018", "exited normally");
            assertThat(debugged.end()).isEqualTo("halted");
            assertThat(debugged.board().word(0x80001000)).isEqualTo(10);
        }
    }
}
