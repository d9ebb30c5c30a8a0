package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.LogReplay;
import org.vmft.testkit.ProgramKind;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;
import org.vmft.testkit.Seed;
import org.vmft.vmm.RecordReplayMachines;

/** Whatever a guest is and does, the monitor throws nothing, comes back from every turn, and replays it. */
@Timeout(180)
class MonitorFuzzTest {
    private static final int ROUNDS = 40;
    private static final int TURNS = 150;
    private static final int HEADERS = 3_000;
    private static final MachineSpec SPEC = new MachineSpec(Rv32Board.RAM_BYTES, 0x525400123456L, "")
            .withDisk(64 * DiskRequest.SECTOR_BYTES);
    /** First addresses of what devices have registers at, and how many of them are worth a try. */
    private static final int[][] REGIONS = {{0x10000000, 8}, {0x10001000, 0x110}, {0x10002000, 0x110}, {0x10003000, 0x110},
        {0x10004000, 0x110}, {0x02000000, 8}, {0x02004000, 8}, {0x0200bff8, 8}, {0x0c000000, 0x80}, {0x0c001000, 4},
        {0x0c002000, 8}, {0x0c200000, 8}};
    private static final String[] STORES = {"sb", "sh", "sw", "sw", "sw"};
    private static final String[] LOADS = {"lb", "lhu", "lw", "lw"};

    private final RecordReplayMachines machines = new RecordReplayMachines(MonitorFuzzTest::model);

    private static Optional<DeviceModel> model(String name) {
        return Rv32Board.MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static LogEntry.Input input(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? 1_600 : 40)];
        random.nextBytes(bytes);
        return switch (random.nextInt(5)) {
            case 0, 1 -> new LogEntry.ConsoleInput(bytes);
            case 2, 3 -> new LogEntry.PacketArrival(bytes);
            default -> new LogEntry.DiskCompletion(random.nextInt(20), LogEntry.DiskStatus.DONE, bytes);
        };
    }

    /** Runs and replays it; what kinds of entries its log had. */
    private TreeSet<String> runAndReplay(Image image, SplittableRandom random) throws BadImageException {
        RecordedHost host = new RecordedHost(random.nextLong());
        VirtualMachine primary = machines.boot(new Rv32InstructionSet(), SPEC, image, host, 1_000_000);
        byte[] state = primary.save();
        new RecordingSession(primary, host, MonitorFuzzTest::input, random.nextLong(), 1_000_000).run(TURNS);
        primary.restartPositions();
        VirtualMachine backup = machines.restore(new Rv32InstructionSet(), state, new RecordedHost(0), 77);
        assertThat(LogReplay.replay(backup, host.flushes(), random, 77)).isEqualTo(new Turn.NeedEntries());
        assertThat(backup.digest()).isEqualTo(primary.digest());
        TreeSet<String> kinds = new TreeSet<>();
        host.entries().forEach(entry -> kinds.add(entry.entry().getClass().getSimpleName()));
        return kinds;
    }

    @Test
    void guestThatAccessesDevicesAtRandomIsReplayed() throws Exception {
        SplittableRandom random = Seed.random("guestThatAccessesDevicesAtRandomIsReplayed");
        TreeSet<String> kinds = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            kinds.addAll(runAndReplay(new Image("random", Assembler.assemble(Rv32Board.RAM, accesses(random))), random));
        }
        assertThat(kinds).contains("ClockAnchor", "ConsoleInput", "OutputMark", "InterruptTaken", "Progress");
    }

    /** Device accesses in a loop, with traps skipped and interrupts claimed; the second half of RAM is what they point to. */
    private static String accesses(SplittableRandom random) {
        StringBuilder body = new StringBuilder("li t0,handler\ncsrrw zero,mtvec,t0\nli t0,0x888\ncsrrw zero,mie,t0\ncsrrsi zero,mstatus,8\nloop:\n");
        for (int count = 0; count < 250; count++) {
            int[] region = REGIONS[random.nextInt(REGIONS.length)];
            int offset = random.nextInt(region[1]) & (random.nextInt(8) == 0 ? -1 : -4);
            body.append("li a0,0x%x\n".formatted(region[0] + (region[0] == 0x10000000 ? random.nextInt(8) : offset)));
            if (random.nextInt(3) > 0) {
                body.append("li a1,0x%x\n%s a1,0(a0)\n".formatted(value(random), STORES[random.nextInt(STORES.length)]));
            } else {
                body.append("%s a2,0(a0)\nadd a3,a3,a2\n".formatted(LOADS[random.nextInt(LOADS.length)]));
            }
            if (random.nextInt(60) == 0) {
                body.append("wfi\n");
            }
        }
        return body.append("j loop\nhandler:\ncsrrs t0,mcause,zero\nblt t0,zero,claim\ncsrrs t1,mepc,zero\naddi t1,t1,4\ncsrrw zero,mepc,t1\nmret\n"
                + "claim:\nli t1,0x0c200004\nlw t2,0(t1)\nsw t2,0(t1)\nli t1,0x02004000\naddi t2,zero,-1\nsw t2,4(t1)\nmret\n").toString();
    }

    private static int value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(16);
            case 1 -> 1 << random.nextInt(32);
            case 2 -> Rv32Board.RAM + (random.nextInt(Rv32Board.RAM_BYTES) & -16);
            default -> random.nextInt();
        };
    }

    @Test
    void guestWithDamagedCodeAndQueuesIsReplayed() throws Exception {
        SplittableRandom random = Seed.random("guestWithDamagedCodeAndQueuesIsReplayed");
        TreeSet<String> kinds = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] program = random.nextBoolean() ? ContractPrograms.program(ProgramKind.BUSY)
                    : Assembler.assemble(Rv32Board.RAM, DiskRecordReplayTest.PROGRAM);
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                program[random.nextInt(program.length)] ^= (byte) (1 << random.nextInt(8));
            }
            kinds.addAll(runAndReplay(new Image("damaged", program), random));
        }
        assertThat(kinds).contains("PacketArrival", "DiskCompletion", "InstructionResult", "OutputMark", "InterruptTaken");
    }

    @Test
    void randomElfHeadersAreRefusedOrRun() {
        SplittableRandom random = Seed.random("randomElfHeadersAreRefusedOrRun");
        int refused = 0;
        for (int round = 0; round < HEADERS; round++) {
            Image image = new Image("random.elf", elf(random));
            try {
                VirtualMachine machine = machines.boot(new Rv32InstructionSet(), SPEC, image, new RecordedHost(1), 0);
                machine.turn(1_000);
                machine.turn(200_000);
            } catch (BadImageException e) {
                assertThat(e.getMessage()).startsWith("random.elf: ").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isBetween(HEADERS / 4, HEADERS - 10);
    }

    /** Magic and class are right, and every other field is right as often as not. */
    private static byte[] elf(SplittableRandom random) {
        ByteBuffer file = ByteBuffer.allocate(52 + random.nextInt(1_000)).order(ByteOrder.LITTLE_ENDIAN);
        random.nextBytes(file.array());
        int[][] header = {{18, 2, 243}, {16, 2, 2}, {24, 4, Rv32Board.RAM + 256}, {28, 4, 52}, {32, 4, 200}, {42, 2, 32}, {44, 2, 1},
            {46, 2, 40}, {48, 2, 0}, {52, 4, 1}, {56, 4, 0}, {60, 4, Rv32Board.RAM}, {64, 4, Rv32Board.RAM}, {68, 4, 300}, {72, 4, 4096}};
        int flawed = random.nextInt(4);
        for (int[] field : header) {
            if (field[0] + field[1] <= file.limit() && (flawed == 0 || random.nextInt(8 / flawed) > 0)) {
                if (field[1] == 2) {
                    file.putShort(field[0], (short) field[2]);
                } else {
                    file.putInt(field[0], field[2]);
                }
            }
        }
        file.putInt(0, 0x464c457f).put(4, (byte) 1).put(5, (byte) 1);
        return file.array();
    }
}
