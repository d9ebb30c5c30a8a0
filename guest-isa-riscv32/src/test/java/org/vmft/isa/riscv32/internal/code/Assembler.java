package org.vmft.isa.riscv32.internal.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assembles what the disassembler writes, and labels, {@code .word}, {@code .half}, {@code .zero}, {@code .org}, {@code li} and
 * {@code j}; one statement a line. Encodes by the manual's figures, not by the tables under test.
 */
public final class Assembler {
    private static final List<String> NAMES = List.of("zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1",
            "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private final int base;
    private final Map<String, Integer> labels = new TreeMap<>();
    private final List<String> statements = new ArrayList<>();
    private final List<Integer> addresses = new ArrayList<>();
    private int end;

    private Assembler(int base, String source) {
        this.base = base;
        end = base;
        for (String line : source.lines().toList()) {
            String statement = line.replaceAll("#.*", "").strip();
            if (statement.endsWith(":")) {
                labels.put(statement.substring(0, statement.length() - 1), end);
            } else if (!statement.isEmpty()) {
                statements.add(statement);
                addresses.add(end);
                end = statement.startsWith(".org") ? value(operands(statement)[0]) : end + bytes(statement);
            }
        }
    }

    /** The program's bytes, to be loaded at {@code base}. */
    public static byte[] assemble(int base, String source) {
        return new Assembler(base, source).program();
    }

    /** The 32 bits of one instruction. */
    static int assembleOne(int pc, String statement) {
        return new Assembler(pc, statement).encode(statement, pc);
    }

    /** Address of a label. */
    public static int address(int base, String source, String label) {
        return new Assembler(base, source).labels.get(label);
    }

    private static int bytes(String statement) {
        return switch (statement.split("\\s+")[0]) {
            case ".half" -> Short.BYTES;
            case ".zero" -> Integer.decode(statement.split("\\s+")[1]);
            case "li" -> 2 * Integer.BYTES;
            default -> Integer.BYTES;
        };
    }

    private byte[] program() {
        ByteBuffer bytes = ByteBuffer.allocate(end - base).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < statements.size(); at++) {
            String statement = statements.get(at);
            int pc = addresses.get(at);
            bytes.position(pc - base);
            switch (statement.split("\\s+")[0]) {
                case ".zero", ".org" -> { }
                case ".half" -> bytes.putShort((short) value(operands(statement)[0]));
                case ".word" -> bytes.putInt(value(operands(statement)[0]));
                case "li" -> {
                    int value = value(operands(statement)[1]);
                    String rd = operands(statement)[0];
                    bytes.putInt(encode("lui " + rd + "," + (value + 0x800 >>> 12), pc));
                    bytes.putInt(encode("addi " + rd + "," + rd + "," + (value << 20 >> 20), pc));
                }
                case "j" -> bytes.putInt(encode("jal zero," + operands(statement)[0], pc));
                default -> bytes.putInt(encode(statement, pc));
            }
        }
        return bytes.array();
    }

    private static String[] operands(String statement) {
        String[] parts = statement.split("\\s+", 2);
        return parts.length == 1 ? new String[0] : parts[1].replaceAll("\\s", "").split("[,()]+");
    }

    private int encode(String statement, int pc) {
        String mnemonic = statement.split("\\s+")[0];
        Instruction row = Instruction.valueOf(mnemonic.toUpperCase(Locale.ROOT).replace('.', '_'));
        String[] o = operands(statement);
        return row.match() | switch (row.format()) {
            case LOAD -> rd(o[0]) | immediate(value(o[1])) | rs1(o[2]);
            case STORE -> rs2(o[0]) | store(value(o[1])) | rs1(o[2]);
            case BRANCH -> rs1(o[0]) | rs2(o[1]) | branch(value(o[2]) - pc);
            case IMMEDIATE -> rd(o[0]) | rs1(o[1]) | immediate(value(o[2]));
            case SHIFT -> rd(o[0]) | rs1(o[1]) | value(o[2]) << 20;
            case REGISTER -> rd(o[0]) | rs1(o[1]) | rs2(o[2]);
            case UPPER -> rd(o[0]) | value(o[1]) << 12;
            case JUMP -> rd(o[0]) | jump(value(o[1]) - pc);
            case ATOMIC -> rd(o[0]) | rs2(o[1]) | rs1(o[2].isEmpty() ? o[3] : o[2]);
            case RESERVE -> rd(o[0]) | rs1(o[1].isEmpty() ? o[2] : o[1]);
            case CSR -> rd(o[0]) | csr(o[1]) << 20 | rs1(o[2]);
            case CSR_BITS -> rd(o[0]) | csr(o[1]) << 20 | value(o[2]) << 15;
            case ORDERING, BARE -> 0;
        };
    }

    private int value(String text) {
        Integer label = labels.get(text);
        return label != null ? label : Long.decode(text).intValue();
    }

    private static int csr(String name) {
        return name.startsWith("0x") ? Integer.decode(name) : Csr.valueOf(name.toUpperCase(Locale.ROOT)).number();
    }

    private static int register(String name) {
        int number = NAMES.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("register: expected one of " + NAMES + ", actual " + name);
        }
        return number;
    }

    private static int rd(String name) {
        return register(name) << 7;
    }

    private static int rs1(String name) {
        return register(name) << 15;
    }

    private static int rs2(String name) {
        return register(name) << 20;
    }

    private static int immediate(int value) {
        return value << 20;
    }

    private static int store(int value) {
        return (value >> 5) << 25 | (value & 0x1f) << 7;
    }

    private static int branch(int offset) {
        return (offset >> 12 & 1) << 31 | (offset >> 5 & 0x3f) << 25 | (offset >> 1 & 0xf) << 8 | (offset >> 11 & 1) << 7;
    }

    private static int jump(int offset) {
        return (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 | (offset >> 11 & 1) << 20 | (offset >> 12 & 0xff) << 12;
    }
}
