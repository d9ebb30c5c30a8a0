package org.vmft.isa.riscv32.internal.code;

import java.util.Arrays;

/** From the bits in memory to {@link Decoded} instructions, by the tables. */
public final class Decoder {
    private static final int LONG = 0b11;
    private static final int HALF_MASK = 0xffff;
    /** Rows by bits 2 to 6, which every 32-bit instruction fixes. */
    private static final Instruction[][] BY_OPCODE_FIELD = new Instruction[32][];
    private static final CompressedInstruction[] COMPRESSED = CompressedInstruction.values();

    static {
        for (int field = 0; field < BY_OPCODE_FIELD.length; field++) {
            int wanted = field;
            BY_OPCODE_FIELD[field] = Arrays.stream(Instruction.values())
                    .filter(row -> Bits.field(row.match(), 2, 5) == wanted).toArray(Instruction[]::new);
        }
    }

    private final boolean compressed;

    /** @param compressed whether 16-bit instructions exist, and with them odd halfwords as targets of jumps */
    public Decoder(boolean compressed) {
        this.compressed = compressed;
    }

    public boolean compressed() {
        return compressed;
    }

    /** Bits of an address that must be zero where an instruction begins. */
    public int misalignedMask() {
        return compressed ? Short.BYTES - 1 : Integer.BYTES - 1;
    }

    /** Length in bytes of the instruction that begins with this halfword. */
    public int length(int firstHalf) {
        return compressed && (firstHalf & LONG) != LONG ? Short.BYTES : Integer.BYTES;
    }

    /** @param bits the instruction, of which only the low half counts when its {@link #length} is 2 */
    public long decode(int bits) {
        return length(bits) == Short.BYTES ? decodeHalf(bits & HALF_MASK) : decodeWord(bits);
    }

    private static long decodeWord(int bits) {
        Instruction row = instruction(bits);
        return row == null ? Decoded.of(Opcode.ILLEGAL, Integer.BYTES, 0, 0, 0, bits) : row.decode(bits);
    }

    private static long decodeHalf(int bits) {
        CompressedInstruction row = compressed(bits);
        long decoded = row == null ? Decoded.UNREAD : row.decode(bits);
        return decoded == Decoded.UNREAD ? Decoded.of(Opcode.ILLEGAL, Short.BYTES, 0, 0, 0, bits) : decoded;
    }

    /** The row for 32 bits, null when they are no instruction. */
    static Instruction instruction(int bits) {
        if ((bits & LONG) == LONG) {
            for (Instruction row : BY_OPCODE_FIELD[Bits.field(bits, 2, 5)]) {
                if (row.matches(bits)) {
                    return row;
                }
            }
        }
        return null;
    }

    /** The row for 16 bits, null when no row matches. */
    static CompressedInstruction compressed(int bits) {
        for (CompressedInstruction row : COMPRESSED) {
            if (row.matches(bits)) {
                return row;
            }
        }
        return null;
    }
}
