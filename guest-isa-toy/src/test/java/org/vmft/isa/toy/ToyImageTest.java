package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

class ToyImageTest {
    private static final int RAM_BYTES = 8192;
    private static final byte[] GOOD = file(0x100, 0x104, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    @Test
    void goodImageIsPlacedWhereItSays() throws Exception {
        TestBoard board = board("");
        board.load(new Image("good", GOOD));
        assertThat(board.memory().read(0xfe, 12)).containsExactly(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0);
    }

    @Test
    void imageMayFillRam() throws Exception {
        byte[] full = file(0, 0, new byte[RAM_BYTES]);
        board("").load(new Image("full", full));
        assertRefused("full", full, "x", "boot arguments of 1 bytes do not fit into RAM above the image");
    }

    @Test
    void whatIsWrongIsToldInOneLine() {
        assertRefused(new byte[0], "truncated: expected at least 24 bytes, actual 0");
        assertRefused(changed(0, 'X'), "not a toy image: it does not begin with \"VTOY\"");
        assertRefused(changed(4, 2), "version: expected 1, actual 2");
        assertRefused(Arrays.copyOf(GOOD, 31), "truncated: expected 8 bytes after the header, actual 7");
        assertRefused(Arrays.copyOf(GOOD, 33), "followed by other data: expected 8 bytes after the header, actual 9");
        assertRefused(changed(19, 0x80), "truncated: expected 2147483656 bytes after the header, actual 8");
        byte[] flipped = changed(25, 0);
        int stored = ByteBuffer.wrap(GOOD).order(ByteOrder.LITTLE_ENDIAN).getInt(20);
        assertThatThrownBy(() -> board("").load(new Image("prog.img", flipped))).isInstanceOf(BadImageException.class)
                .hasMessageStartingWith("prog.img: checksum: expected 0x" + Integer.toHexString(stored) + ", actual 0x");
        assertRefused(file(RAM_BYTES - 4, RAM_BYTES - 4, new byte[8]), "ends at 0x2004, beyond RAM of 0x2000 bytes");
        assertRefused(file(-4, -4, new byte[8]), "ends at 0x100000004, beyond RAM of 0x2000 bytes");
        assertRefused(file(0x100, 0x102, new byte[8]), "entry 0x102 is not an instruction of the image");
        assertRefused(file(0x100, 0x108, new byte[8]), "entry 0x108 is not an instruction of the image");
        assertRefused(file(0x100, 0xfc, new byte[8]), "entry 0xfc is not an instruction of the image");
        assertRefused(file(0x100, 0x100, new byte[0]), "entry 0x100 is not an instruction of the image");
    }

    private static byte[] file(int loadAddress, int entry, byte[] content) {
        return new ToyImage("any", loadAddress, entry, content).toFile();
    }

    private static byte[] changed(int at, int value) {
        byte[] changed = GOOD.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static void assertRefused(byte[] content, String reason) {
        assertRefused("prog.img", content, "", reason);
    }

    private static void assertRefused(String name, byte[] content, String bootArguments, String reason) {
        assertThatThrownBy(() -> board(bootArguments).load(new Image(name, content)))
                .isInstanceOf(BadImageException.class).hasMessage(name + ": " + reason);
    }

    private static TestBoard board(String bootArguments) {
        return new TestBoard(new ToyInstructionSet(), FakeDevices.all(), new MachineSpec(RAM_BYTES, 2, bootArguments),
                new ScriptedHost(1));
    }
}
