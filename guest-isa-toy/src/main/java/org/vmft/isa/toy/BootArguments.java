package org.vmft.isa.toy;

import java.nio.charset.StandardCharsets;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.GuestMemory;

/**
 * The text given to the guest at boot, if any: at the top of RAM with a zero after it, its address in r1, its length in
 * r2.
 */
final class BootArguments {
    private static final int ADDRESS_REGISTER = 1;
    private static final int LENGTH_REGISTER = 2;
    private static final int ALIGNMENT = 16;

    private BootArguments() {}

    static void place(String text, ToyImage program, GuestMemory memory, int[] registers) throws BadImageException {
        if (text.isEmpty()) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int address = memory.size() - bytes.length - 1 & -ALIGNMENT;
        if (address < program.end()) {
            throw new BadImageException(program.name() + ": boot arguments of " + bytes.length
                    + " bytes do not fit into RAM above the image");
        }
        memory.write(address, bytes, 0, bytes.length);
        registers[ADDRESS_REGISTER] = address;
        registers[LENGTH_REGISTER] = bytes.length;
    }
}
