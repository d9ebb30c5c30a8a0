package org.vmft.isa.toy.internal.assembler;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.vmft.isa.toy.ToyImage;
import org.vmft.isa.toy.internal.code.Control;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Operand;
import org.vmft.isa.toy.internal.code.Registers;

/** Writes programs so that the assembler makes the same bytes of them again. */
public final class Disassembler {
    /** From this length on, zeros are written as room. */
    private static final int ROOM_BYTES_MIN = 16;

    private final ToyImage image;
    private final ByteBuffer content;
    private final StringBuilder text = new StringBuilder();

    private Disassembler(ToyImage image) {
        this.image = image;
        content = ByteBuffer.wrap(image.content()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A source for the image; whatever is no instruction becomes data. */
    public static String disassemble(ToyImage image) {
        Disassembler disassembler = new Disassembler(image);
        disassembler.text.append(".org 0x%x%n".formatted(image.loadAddress()));
        disassembler.lines(false, offset -> true);
        return disassembler.text.toString();
    }

    static String list(ToyImage image, BitSet instructions) {
        Disassembler disassembler = new Disassembler(image);
        disassembler.lines(true, instructions::get);
        return disassembler.text.toString();
    }

    private void lines(boolean listing, IntPredicate mayBeInstruction) {
        int length = content.capacity();
        for (int offset = 0; offset < length;) {
            int address = image.loadAddress() + offset;
            if (address == image.entry()) {
                text.append("start:").append(System.lineSeparator());
            }
            int zeros = zeros(offset);
            if (zeros >= ROOM_BYTES_MIN) {
                line(listing, address, "", ".space " + zeros);
                offset += zeros;
            } else if ((address & 3) == 0 && offset + Instruction.BYTES <= length) {
                int word = content.getInt(offset);
                line(listing, address, "%08x".formatted(word),
                        mayBeInstruction.test(offset) ? line(word, address) : data(word));
                offset += Instruction.BYTES;
            } else {
                int value = content.get(offset) & 0xff;
                line(listing, address, "%02x".formatted(value), ".byte 0x%02x".formatted(value));
                offset++;
            }
        }
    }

    /** Length of the whole words of zeros at this offset, up to the entry. A zero word is no instruction. */
    private int zeros(int offset) {
        int end = offset;
        while (end + Instruction.BYTES <= content.capacity() && content.getInt(end) == 0
                && (end == offset || image.loadAddress() + end != image.entry())) {
            end += Instruction.BYTES;
        }
        return (image.loadAddress() + offset & 3) == 0 ? end - offset : 0;
    }

    private void line(boolean listing, int address, String encoding, String statement) {
        if (listing) {
            text.append("%08x  %-8s".formatted(address, encoding));
        }
        text.append("    ").append(statement).append(System.lineSeparator());
    }

    private static String data(int word) {
        return ".word 0x%08x".formatted(word);
    }

    /** The instruction of this word at this address, or the word as data. */
    public static String line(int word, int address) {
        Optional<Instruction> decoded = Instruction.decode(word);
        if (decoded.isEmpty()) {
            return data(word);
        }
        StringBuilder line = new StringBuilder(decoded.get().mnemonic());
        String separator = " ";
        for (Operand operand : decoded.get().format().operands()) {
            String written = text(operand, word, address);
            line.append(operand == Operand.BASE ? "(" + written + ")" : separator + written);
            separator = ", ";
        }
        return line.toString();
    }

    private static String text(Operand operand, int word, int address) {
        int value = operand.decode(word);
        return switch (operand.kind()) {
            case REGISTER -> Registers.name(value);
            case CONTROL -> Control.of(value).text();
            case TARGET -> target(address, value);
            case NUMBER -> operand == Operand.UNSIGNED && value > 9 ? "0x%x".formatted(value) : String.valueOf(value);
        };
    }

    /** As an address; before address 0, as a distance. */
    private static String target(int address, int words) {
        int target = address + words * Instruction.BYTES;
        return target >= 0 ? "0x%x".formatted(target) : ". - " + -words * Instruction.BYTES;
    }
}
