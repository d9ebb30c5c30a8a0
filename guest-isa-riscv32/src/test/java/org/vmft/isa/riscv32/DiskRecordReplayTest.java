package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.LogReplay;
import org.vmft.testkit.RecordReplayContract;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;
import org.vmft.testkit.Seed;
import org.vmft.vmm.RecordReplayMachines;

/** A guest that reads, writes and flushes without end, and computes what it writes from what it has read. */
class DiskRecordReplayTest extends RecordReplayContract {
    static final String PROGRAM = """
            li s0,0x10002000
            addi t0,zero,3
            sw t0,0x70(s0)
            addi t0,zero,1
            sw t0,0x24(s0)
            sw t0,0x20(s0)
            sw zero,0x24(s0)
            addi t0,zero,512
            sw t0,0x20(s0)
            addi t0,zero,11
            sw t0,0x70(s0)
            addi t0,zero,8
            sw t0,0x38(s0)
            li s1,0x80009000
            sw s1,0x80(s0)
            addi s2,s1,256
            sw s2,0x90(s0)
            addi s3,s2,256
            sw s3,0xa0(s0)
            addi t0,zero,1
            sw t0,0x44(s0)
            addi t0,zero,15
            sw t0,0x70(s0)
            li s4,0x80009800
            li s5,0x8000a000
            sw s4,0(s1)
            addi t0,zero,16
            sw t0,8(s1)
            sw s5,16(s1)
            addi t0,zero,1024
            sw t0,24(s1)
            addi t0,s4,64
            sw t0,32(s1)
            addi t0,zero,1
            sw t0,40(s1)
            addi t0,zero,2
            sw t0,44(s1)
            li s6,0x0c000000
            addi t0,zero,1
            sw t0,8(s6)
            li s6,0x0c002000
            addi t0,zero,4
            sw t0,0(s6)
            li s6,0x0c200000
            li t0,0x800
            csrrw zero,mie,t0
            li s8,0x10000000
            addi s7,zero,0
            loop:
            addi s7,s7,1
            addi t0,zero,7
            mul t0,t0,s7
            andi t0,t0,63
            sw t0,8(s4)
            andi t1,s7,3
            beq t1,zero,flush
            li t2,0x00010001
            sw t2,12(s1)
            addi t3,zero,1
            beq t1,t3,write
            sw zero,0(s4)
            li t2,0x00020003
            sw t2,28(s1)
            j ready
            write:
            sw t3,0(s4)
            li t2,0x00020001
            sw t2,28(s1)
            j ready
            flush:
            addi t3,zero,4
            sw t3,0(s4)
            li t2,0x00020001
            sw t2,12(s1)
            ready:
            lhu t0,2(s2)
            addi t0,t0,1
            sh t0,2(s2)
            sw zero,0x50(s0)
            wait:
            wfi
            lw t1,0x60(s0)
            beq t1,zero,wait
            sw t1,0x64(s0)
            lw t1,4(s6)
            sw t1,4(s6)
            lhu t1,2(s3)
            bne t1,t0,wait
            lbu t2,64(s4)
            add s9,s9,t2
            lw t2,0(s5)
            add s9,s9,t2
            lw t2,1020(s5)
            xor s9,s9,t2
            sw s9,0(s5)
            sw s7,1020(s5)
            sb s9,0(s8)
            j loop
            """;
    private static final int DISK_BYTES = 72 * DiskRequest.SECTOR_BYTES;

    private static Optional<DeviceModel> model(String name) {
        return Rv32Board.MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Override
    protected VirtualMachines machines() {
        return new RecordReplayMachines(DiskRecordReplayTest::model);
    }

    @Override
    protected InstructionSet isa() {
        return new Rv32InstructionSet();
    }

    @Override
    protected MachineSpec spec() {
        return new MachineSpec(Rv32Board.RAM_BYTES, 0x525400123456L, "").withDisk(DISK_BYTES);
    }

    @Override
    protected Image image(SplittableRandom random) {
        return new Image("disk", Assembler.assemble(Rv32Board.RAM, PROGRAM));
    }

    private RecordingSession boot(SplittableRandom random) throws BadImageException {
        RecordedHost host = new RecordedHost(random.nextLong());
        VirtualMachine machine = machines().boot(isa(), spec(), image(random), host, 1_000_000);
        return new RecordingSession(machine, host, this::input, random.nextLong(), 1_000_000);
    }

    @Test
    void requestInFlightWhenTheMachineGoesLiveIsMadeAgainAndAnsweredOnce() throws Exception {
        SplittableRandom random = Seed.random("requestInFlightWhenTheMachineGoesLiveIsMadeAgainAndAnsweredOnce");
        RecordingSession primary = boot(random);
        byte[] state = primary.machine().save();
        primary.run(400);
        while (primary.host().requests().isEmpty()) {
            primary.run(1);
        }
        primary.machine().restartPositions();
        List<DiskRequest> inFlight = new ArrayList<>(primary.host().requests());

        RecordedHost host = new RecordedHost(1);
        VirtualMachine backup = machines().restore(isa(), state, host, 77);
        assertThat(LogReplay.replay(backup, primary.host().flushes(), random, 77)).isEqualTo(new Turn.NeedEntries());
        assertThat(host.requests()).as("requests of a backup").isEmpty();
        backup.goLive(1L << 40);
        assertThat(host.requests()).usingRecursiveFieldByFieldElementComparator().containsExactlyElementsOf(inFlight);
        long completed = completions(primary.host());
        new RecordingSession(backup, host, this::input, random.nextLong(), 1L << 40).run(400);
        backup.restartPositions();
        assertThat(completions(host)).as("completions after going live").isGreaterThan(20);
        assertThat(completed).isGreaterThan(20);
        assertThat(host.entries().stream().filter(entry -> entry.entry() instanceof LogEntry.DiskCompletion)
                .map(entry -> ((LogEntry.DiskCompletion) entry.entry()).request()).findFirst()).contains(inFlight.get(0).id());
    }

    private static long completions(RecordedHost host) {
        return host.entries().stream().filter(entry -> entry.entry() instanceof LogEntry.DiskCompletion).count();
    }
}
