package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.isa.riscv32.Rv32Board;
import org.vmft.isa.riscv32.Rv32InstructionSet;
import org.vmft.testkit.LogReplay;
import org.vmft.testkit.Seed;
import org.vmft.vmm.RecordReplayMachines;

/** Linux on a machine that is recorded, under a clock that does not follow the guest's steps. */
class LinuxRecordReplayTest {
    private final RecordReplayMachines machines = new RecordReplayMachines(LinuxRecordReplayTest::model);
    private final Rv32InstructionSet isa = new Rv32InstructionSet();

    private static Optional<DeviceModel> model(String name) {
        return Rv32Board.MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Test
    void recordedBootAndConversationReplayToTheSameDigest() throws Exception {
        SplittableRandom random = Seed.random("recordedBootAndConversationReplayToTheSameDigest");
        LinuxSession session = new LinuxSession(random.split());
        VirtualMachine primary = machines.boot(isa, LinuxGuest.spec(LinuxGuest.NETWORK), LinuxImages.linux(),
                session, 1_000);
        byte[] state = primary.save();
        session.runUntil("server", primary, () -> session.console().contains(LinuxGuest.LISTENING));
        converse(session, primary);
        primary.restartPositions();

        LinuxSession copied = new LinuxSession(random.split());
        VirtualMachine backup = machines.restore(isa, state, copied, 77);
        assertThat(LogReplay.replay(backup, session.flushes(), random, 77)).isEqualTo(new Turn.NeedEntries());
        assertThat(backup.step()).isEqualTo(primary.step());
        assertThat(backup.digest()).isEqualTo(primary.digest());
        assertThat(copied.console()).isEqualTo(session.console());
        assertThat(copied.frames()).usingRecursiveComparison().isEqualTo(session.frames());
        assertThat(backup.digestsCompared()).isGreaterThan(10);
        assertThat(kinds(session)).contains("PacketArrival", "ClockAnchor", "InterruptTaken", "OutputMark", "Digest");
    }

    private static void converse(LinuxSession session, VirtualMachine primary) {
        Peer peer = session.peer();
        post(primary, peer.arpRequest());
        post(primary, peer.ping(1));
        session.runUntil("reply to ping", primary, () -> peer.answersToPing() == 1);
        post(primary, peer.connect());
        session.runUntil("SYN-ACK", primary, peer::connected);
        StringBuilder expected = new StringBuilder();
        for (int line = 1; line <= 5; line++) {
            post(primary, peer.say("line\n"));
            expected.append(line).append(" line\n");
            session.runUntil("answer", primary, () -> peer.received().contentEquals(expected));
        }
    }

    private static void post(VirtualMachine machine, byte[] frame) {
        assertThat(machine.post(new LogEntry.PacketArrival(frame))).isTrue();
    }

    private static TreeSet<String> kinds(LinuxSession session) {
        TreeSet<String> kinds = new TreeSet<>();
        session.flushes().forEach(flush -> flush.entries().forEach(entry -> kinds.add(entry.entry().getClass().getSimpleName())));
        return kinds;
    }

    @Test
    void diskKeepsWhatIsWrittenAndTheReplayNeedsNone() throws Exception {
        SplittableRandom random = Seed.random("diskKeepsWhatIsWrittenAndTheReplayNeedsNone");
        LinuxSession session = new LinuxSession(random.split());
        VirtualMachine primary = machines.boot(isa, LinuxGuest.spec("console=ttyS0").withDisk(4 << 20),
                LinuxImages.linux(), session, 1_000);
        byte[] state = primary.save();
        session.runUntil("shell", primary, () -> session.console().contains("/ # "));
        type(primary, "B=/bin/busybox\n");
        type(primary, "echo kept on the disk > /dev/vda; $B sync; echo 3 > /proc/sys/vm/drop_caches\n");
        type(primary, "$B dd if=/dev/vda of=/dev/null bs=1M; $B head -n 1 /dev/vda; $B md5sum /dev/vda; echo fin''ished\n");
        session.runUntil("end", primary, () -> session.console().contains("finished"));
        primary.restartPositions();
        byte[] content = new byte[4 << 20];
        System.arraycopy("kept on the disk\n".getBytes(StandardCharsets.US_ASCII), 0, content, 0, 17);
        assertThat(session.console()).contains("\nkept on the disk").contains("4+0 records in")
                .contains(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)));

        VirtualMachine backup = machines.restore(isa, state, new LinuxSession(random.split()), 77);
        assertThat(LogReplay.replay(backup, session.flushes(), random, 77)).isEqualTo(new Turn.NeedEntries());
        assertThat(backup.digest()).isEqualTo(primary.digest());
        assertThat(kinds(session)).contains("DiskCompletion");
    }

    private static void type(VirtualMachine machine, String line) {
        assertThat(machine.post(new LogEntry.ConsoleInput(line.getBytes(StandardCharsets.US_ASCII)))).isTrue();
    }

    @Test
    void backupThatGoesLiveContinuesTheConversation() throws Exception {
        SplittableRandom random = Seed.random("backupThatGoesLiveContinuesTheConversation");
        LinuxSession session = new LinuxSession(random.split());
        VirtualMachine primary = machines.boot(isa, LinuxGuest.spec(LinuxGuest.NETWORK), LinuxImages.linux(),
                session, 1_000);
        byte[] state = primary.save();
        session.runUntil("server", primary, () -> session.console().contains(LinuxGuest.LISTENING));
        converse(session, primary);
        primary.restartPositions();

        VirtualMachine backup = machines.restore(isa, state, session, 77);
        assertThat(LogReplay.replay(backup, session.flushes(), random, 77)).isEqualTo(new Turn.NeedEntries());
        // Later than any time at which the replay took a turn.
        session.passTo(1L << 40);
        backup.goLive(1L << 40);
        post(backup, session.peer().say("still there?\n"));
        session.runUntil("answer of the survivor", backup, () -> session.peer().received().endsWith("6 still there?\n"));
    }
}
