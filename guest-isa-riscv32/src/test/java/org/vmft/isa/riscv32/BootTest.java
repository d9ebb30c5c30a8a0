package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.Seed;
import org.vmft.testkit.TestBoard;

class BootTest {
    private static final int RAM = Rv32Board.RAM;
    private static final int RAM_BYTES = 1 << 20;
    private static final byte[] CODE = Assembler.assemble(RAM + 0x1000, "addi a2,a0,0\naddi a3,a1,0\nli t0,0x80002000\nsw a4,0(t0)\nsw zero,4(t0)\nstay:\nj stay\n");

    private static TestBoard board(String bootArguments, int ramBytes) {
        return new TestBoard(new Rv32InstructionSet(), Rv32Board.MODELS, new MachineSpec(ramBytes, 0x525400123456L, bootArguments),
                new ScriptedHost(1));
    }

    /** An executable with one segment of code at 0x80001000 and, if asked for, a symbol {@code tohost} at 0x80002000. */
    static byte[] elf(boolean tohost) {
        ByteBuffer file = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put(new byte[] {1, 1, 1}).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putInt(RAM + 0x1000).putInt(52).putInt(tohost ? 512 : 0).putInt(1)
                .putShort((short) 52).putShort((short) 32).putShort((short) 1).putShort((short) 40)
                .putShort((short) (tohost ? 3 : 0)).putShort((short) 0);
        file.putInt(1).putInt(128).putInt(RAM + 0x1000).putInt(RAM + 0x1000).putInt(CODE.length).putInt(0x1000).putInt(5).putInt(4);
        file.position(128);
        file.put(CODE);
        if (tohost) {
            file.position(512 + 40);
            file.putInt(0).putInt(2).putInt(0).putInt(0).putInt(700).putInt(48).putInt(2).putInt(0).putInt(4).putInt(16);
            file.putInt(0).putInt(3).putInt(0).putInt(0).putInt(800).putInt(24).putInt(0).putInt(0).putInt(1).putInt(0);
            file.position(716);
            file.putInt(1).putInt(0x1234).putInt(0).putInt(0);
            file.putInt(8).putInt(RAM + 0x2000).putInt(8).putInt(0);
            file.position(800);
            file.put("\0_start\0tohost\0".getBytes(StandardCharsets.US_ASCII));
        }
        return file.array();
    }

    private static int x(TestBoard board, int number) {
        String text = board.machineState().toString().replaceAll("Section\\[[^]]*]", "S");
        return Integer.parseInt(text.substring(1).split(", ")[3 + number]);
    }

    @Test
    void executableBeginsAtItsEntryWithTheDeviceTreeInA1() throws Exception {
        TestBoard board = board("", RAM_BYTES);
        board.load(new Image("test", elf(false)));
        board.run(2);
        assertThat(x(board, 12)).isZero();
        int tree = x(board, 13) - RAM;
        assertThat(Integer.reverseBytes(board.memory().load32(tree))).isEqualTo(0xd00dfeed);
        assertThat(board.memory().read(0x1000, CODE.length)).isEqualTo(CODE);
    }

    @Test
    void oddValueWrittenToTohostEndsTheRun() throws Exception {
        for (int written : new int[] {1, 2, 7, 1337}) {
            TestBoard board = board("", RAM_BYTES);
            byte[] image = elf(true);
            byte[] store = Assembler.assemble(RAM + 0x1000, "li a4," + written + "\nli t0,0x80002000\nsw a4,0(t0)\nlw a5,0(t0)\nsw zero,4(t0)\nstay:\nj stay\n");
            System.arraycopy(store, 0, image, 128, Math.min(store.length, CODE.length));
            board.load(new Image("test", image));
            Stop stop = board.run(50);
            assertThat(stop).isEqualTo(written % 2 == 1 ? Stop.HALTED : Stop.REACHED);
            assertThat(board.memory().load32(0x2000)).isEqualTo(written);
            if (written % 2 == 1) {
                assertThat(board.machine().exitCode()).isEqualTo(written >>> 1);
                TestBoard copy = board("", RAM_BYTES);
                copy.restore(board.save());
                assertThat(copy.machineState()).isEqualTo(board.machineState());
            } else {
                assertThat(x(board, 15)).isEqualTo(written);
            }
        }
    }

    @Test
    void restoredStateBringsItsTohostOrNone() throws Exception {
        TestBoard without = board("", RAM_BYTES);
        without.load(new Image("test", elf(false)));
        without.run(10);
        TestBoard with = board("", RAM_BYTES);
        with.load(new Image("test", elf(true)));
        with.restore(without.save());
        assertThat(with.machineState()).isEqualTo(without.machineState());
        byte[] store = Assembler.assemble(RAM + 0x1000, """
                li t0,0x80002000
                addi a0,zero,1
                sw a0,0(t0)
                stay:
                j stay
                .org 0x80001018
                j 0x80001000
                """);
        with.memory().write(0x1000, store, 0, store.length);
        assertThat(with.run(with.machine().step() + 100)).isEqualTo(Stop.REACHED);
        assertThat(with.memory().load32(0x2000)).isEqualTo(1);
    }

    @Test
    void damagedExecutablesAreRefusedOrLoadedButNeverBreakAnything() {
        SplittableRandom random = Seed.random("damagedExecutablesAreRefusedOrLoadedButNeverBreakAnything");
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] image = elf(true);
            int changes = 1 + random.nextInt(3);
            for (int change = 0; change < changes; change++) {
                int at = random.nextInt(4) == 0 ? 512 + random.nextInt(330) : 4 + random.nextInt(84);
                image[at] = (byte) (random.nextBoolean() ? random.nextInt() : image[at] ^ 1 << random.nextInt(8));
            }
            byte[] cut = random.nextInt(5) == 0 ? Arrays.copyOf(image, 4 + random.nextInt(image.length)) : image;
            TestBoard board = board("", 64 << 10);
            try {
                board.load(new Image("damaged", cut));
                board.run(20);
            } catch (BadImageException e) {
                assertThat(e.getMessage()).startsWith("damaged: ").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void refusalsNameTheReason() {
        byte[] wide = elf(false);
        wide[4] = 2;
        assertRefused(new Image("a.elf", wide), "a.elf: ELF class: expected 1, actual 2");
        byte[] x86 = elf(false);
        x86[18] = 3;
        assertRefused(new Image("a.elf", x86), "ELF machine: expected 243");
        byte[] far = elf(false);
        far[52 + 15] = 0x40;
        assertRefused(new Image("a.elf", far), "segment 0: 4096 bytes at 0x40001000 are not within RAM 0x80000000..0x80100000");
        byte[] entry = elf(false);
        entry[24] = 1;
        assertRefused(new Image("a.elf", entry), "entry 0x80001001 is not an instruction of the image");
        assertRefused(new Image("empty", new byte[0]), "actual 0 bytes");
        assertRefused(new Image("kernel.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0}), "is compressed");
        assertRefused(new Image("big", new byte[RAM_BYTES + 1]), "big: 1048577 bytes at 0x80000000 are not within RAM");
        assertRefused(new Image("full", new byte[RAM_BYTES - 16]), "do not fit");
        assertRefused(new Image("odd", elf(false)).with("firmware", new byte[1]), "part firmware is unknown");
        assertRefused(new Image("disk", elf(false)).with(Image.INITRD, new byte[RAM_BYTES - 0x2000]), "initrd of");
    }

    private static void assertRefused(Image image, String reason) {
        assertThatThrownBy(() -> board("", RAM_BYTES).load(image)).isInstanceOf(BadImageException.class).hasMessageContaining(reason);
    }

    @Test
    void linuxHeaderSaysWhereTheImageGoesAndHowMuchItTakes() throws Exception {
        ByteBuffer image = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(8, 0x4000).putLong(16, 0x8000).putInt(56, 0x05435352);
        TestBoard board = board("", RAM_BYTES);
        board.load(new Image("Image", image.array()));
        assertThat(board.memory().read(0x4000, 128)).isEqualTo(image.array());
        assertRefused(new Image("Image", image.putLong(16, RAM_BYTES).array()), "are not within RAM");
        assertRefused(new Image("Image", image.putLong(16, -1).putLong(8, -8).array()), "are not within RAM");
    }

    @Test
    void deviceTreeDescribesArgumentsMemoryAndRamDisk() throws Exception {
        TestBoard board = board("console=ttyS0 quiet", RAM_BYTES);
        byte[] disk = "a RAM disk".getBytes(StandardCharsets.US_ASCII);
        board.load(new Image("test", elf(false)).with(Image.INITRD, disk));
        board.run(2);
        int at = x(board, 13) - RAM;
        Map<String, byte[]> tree = FlatTree.read(board.memory().read(at, board.memory().size() - at));
        assertThat(text(tree, "/chosen:bootargs")).isEqualTo("console=ttyS0 quiet\0");
        int start = cell(tree, "/chosen:linux,initrd-start", 0);
        assertThat(cell(tree, "/chosen:linux,initrd-end", 0) - start).isEqualTo(disk.length);
        assertThat(start % 4096).isZero();
        assertThat(board.memory().read(start - RAM, disk.length)).isEqualTo(disk);
        assertThat(cell(tree, "/memory@80000000:reg", 1)).isEqualTo(RAM);
        assertThat(cell(tree, "/memory@80000000:reg", 3)).isEqualTo(RAM_BYTES);
        assertThat(text(tree, "/cpus/cpu@0:riscv,isa")).isEqualTo("rv32imac_zicntr_zicsr_zifencei\0");
        assertThat(cell(tree, "/cpus:timebase-frequency", 0)).isEqualTo(10_000_000);
        assertThat(cell(tree, "/soc/serial@10000000:interrupts", 0)).isEqualTo(10);
        assertThat(tree.keySet()).contains("/soc/virtio_mmio@10001000:reg", "/soc/virtio_mmio@10008000:reg",
                "/soc/plic@c000000:interrupt-controller", "/soc/clint@2000000:reg", "/poweroff:value", "/reboot:value");
    }

    @Test
    void deviceTreeWithoutArgumentsAndDiskNamesNeither() throws Exception {
        TestBoard board = board("", RAM_BYTES);
        board.load(new Image("test", elf(false)));
        board.run(2);
        int at = x(board, 13) - RAM;
        assertThat(FlatTree.read(board.memory().read(at, board.memory().size() - at)).keySet())
                .doesNotContain("/chosen:bootargs", "/chosen:linux,initrd-start").contains("/chosen:stdout-path");
    }

    private static String text(Map<String, byte[]> tree, String property) {
        return new String(tree.get(property), StandardCharsets.US_ASCII);
    }

    private static int cell(Map<String, byte[]> tree, String property, int index) {
        return ByteBuffer.wrap(tree.get(property)).getInt(index * 4);
    }

    /** Reads a flattened device tree into properties by {@code path:name}. */
    private static final class FlatTree {
        static Map<String, byte[]> read(byte[] blob) {
            ByteBuffer tree = ByteBuffer.wrap(blob);
            assertThat(tree.getInt(0)).isEqualTo(0xd00dfeed);
            assertThat(tree.getInt(4)).isLessThanOrEqualTo(blob.length);
            assertThat(tree.getInt(20)).isEqualTo(17);
            int strings = tree.getInt(12);
            tree.position(tree.getInt(8));
            Map<String, byte[]> properties = new TreeMap<>();
            String path = "";
            for (int token = tree.getInt(); token != 9; token = tree.getInt()) {
                switch (token) {
                    case 1 -> {
                        String name = string(blob, tree.position());
                        path = path + (path.endsWith("/") ? "" : "/") + name;
                        tree.position(tree.position() + name.length() + 4 & -4);
                    }
                    case 2 -> path = path.substring(0, Math.max(path.lastIndexOf('/'), path.length() > 1 && path.lastIndexOf('/') == 0 ? 1 : 0));
                    case 3 -> {
                        byte[] value = new byte[tree.getInt()];
                        String name = string(blob, strings + tree.getInt());
                        tree.get(value);
                        tree.position(tree.position() + 3 & -4);
                        properties.put(path + ":" + name, value);
                    }
                    default -> throw new AssertionError("token " + token);
                }
            }
            assertThat(tree.position()).isEqualTo(strings);
            return properties;
        }

        private static String string(byte[] blob, int at) {
            int end = at;
            while (blob[end] != 0) {
                end++;
            }
            return new String(blob, at, end - at, StandardCharsets.US_ASCII);
        }
    }
}
