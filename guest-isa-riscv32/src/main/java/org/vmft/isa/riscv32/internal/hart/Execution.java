package org.vmft.isa.riscv32.internal.hart;

import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Opcode;

/**
 * The instructions that the {@link Interpreter} leaves, one step at a time: device accesses, control registers, and
 * everything that traps.
 */
public final class Execution {
    private final Hart hart;
    private final ControlRegisters csrs;
    private final RamAccess ram;
    private final Bus bus;
    private final CodePages pages;

    public Execution(Hart hart, ControlRegisters csrs, RamAccess ram, Bus bus, CodePages pages) {
        this.hart = hart;
        this.csrs = csrs;
        this.ram = ram;
        this.bus = bus;
        this.pages = pages;
    }

    /** Takes the interrupt of this number: one step, in which nothing retires. */
    public void interrupt(int number) {
        trap(Cause.INTERRUPT | number, 0);
        hart.step++;
    }

    /** Executes the instruction at pc, or enters the trap that it raises: one step. */
    public void execute(long decoded) {
        int op = Decoded.opcode(decoded);
        int immediate = Decoded.immediate(decoded);
        switch (op) {
            case Opcode.ECALL -> trap(csrs.machineMode() ? Cause.CALL_FROM_MACHINE : Cause.CALL_FROM_USER, 0);
            case Opcode.EBREAK -> trap(Cause.BREAKPOINT, hart.pc);
            case Opcode.MRET -> {
                if (csrs.machineMode()) {
                    csrs.mret();
                } else {
                    illegal();
                }
            }
            case Opcode.WFI -> {
                if (csrs.mayWait()) {
                    hart.idle = true;
                    retire(decoded);
                } else {
                    illegal();
                }
            }
            case Opcode.CSRRW, Opcode.CSRRS, Opcode.CSRRC, Opcode.CSRRWI, Opcode.CSRRSI, Opcode.CSRRCI -> csr(decoded);
            case Opcode.FETCH_FAULT -> trap(Cause.INSTRUCTION_ACCESS, immediate);
            case Opcode.ILLEGAL -> trap(Cause.ILLEGAL_INSTRUCTION, immediate);
            case Opcode.JALR -> trap(Cause.INSTRUCTION_MISALIGNED, hart.x[Decoded.rs1(decoded)] + immediate & ~1);
            case Opcode.JAL, Opcode.BEQ, Opcode.BNE, Opcode.BLT, Opcode.BGE, Opcode.BLTU, Opcode.BGEU ->
                    trap(Cause.INSTRUCTION_MISALIGNED, hart.pc + immediate);
            default -> access(decoded, op);
        }
        hart.step++;
    }

    private void retire(long decoded) {
        hart.pc += Decoded.length(decoded);
    }

    private void trap(int cause, int value) {
        csrs.enter(cause, value);
        hart.entries++;
    }

    private void illegal() {
        trap(Cause.ILLEGAL_INSTRUCTION, pages.bits(hart.pc));
    }

    private void csr(long decoded) {
        int op = Decoded.opcode(decoded);
        int number = Decoded.immediate(decoded);
        int source = Decoded.rs1(decoded);
        boolean replaces = op == Opcode.CSRRW || op == Opcode.CSRRWI;
        boolean writes = replaces || source != 0;
        if (!csrs.allows(number, writes)) {
            illegal();
            return;
        }
        int operand = op >= Opcode.CSRRWI ? source : hart.x[source];
        int old = csrs.read(number);
        if (writes) {
            csrs.write(number, switch (op) {
                case Opcode.CSRRS, Opcode.CSRRSI -> old | operand;
                case Opcode.CSRRC, Opcode.CSRRCI -> old & ~operand;
                default -> operand;
            });
        }
        hart.x[Decoded.rd(decoded)] = old;
        retire(decoded);
    }

    private void access(long decoded, int op) {
        int address = hart.x[Decoded.rs1(decoded)] + Decoded.immediate(decoded);
        int operand = hart.x[Decoded.rs2(decoded)];
        if (op >= Opcode.LR_W) {
            atomic(decoded, op, address, operand);
            return;
        }
        boolean store = op >= Opcode.SB;
        int bytes = RamAccess.bytes(op);
        int region = bus.find(address, bytes);
        boolean nothing = region == Bus.NOTHING && !ram.contains(address - ram.base(), bytes);
        if (nothing || !(store ? csrs.stores(address, bytes) : csrs.loads(address, bytes))) {
            trap(store ? Cause.STORE_ACCESS : Cause.LOAD_ACCESS, address);
            return;
        }
        if (store) {
            store(region, address, bytes, operand);
        } else {
            hart.x[Decoded.rd(decoded)] = extend(op, load(region, address, bytes));
        }
        retire(decoded);
    }

    private void atomic(long decoded, int op, int address, int operand) {
        boolean misaligned = (address & Integer.BYTES - 1) != 0;
        boolean load = op == Opcode.LR_W;
        int offset = address - ram.base();
        if (misaligned) {
            trap(load ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED, address);
        } else if (!ram.contains(offset, Integer.BYTES)
                || !(load ? csrs.loads(address, Integer.BYTES) : csrs.stores(address, Integer.BYTES))) {
            trap(load ? Cause.LOAD_ACCESS : Cause.STORE_ACCESS, address);
        } else {
            hart.x[Decoded.rd(decoded)] = Atomics.execute(op, hart, ram, offset, operand);
            retire(decoded);
        }
    }

    private int load(int region, int address, int bytes) {
        if (region != Bus.NOTHING) {
            return bus.load(region, address, bytes, hart.step);
        }
        int offset = address - ram.base();
        return switch (bytes) {
            case Byte.BYTES -> ram.load8(offset);
            case Short.BYTES -> ram.load16(offset);
            default -> ram.load32(offset);
        };
    }

    private void store(int region, int address, int bytes, int value) {
        if (region != Bus.NOTHING) {
            bus.store(region, address, bytes, value, hart.step);
            return;
        }
        int offset = address - ram.base();
        switch (bytes) {
            case Byte.BYTES -> ram.store8(offset, value);
            case Short.BYTES -> ram.store16(offset, value);
            default -> ram.store32(offset, value);
        }
    }

    private static int extend(int op, int value) {
        return switch (op) {
            case Opcode.LB -> (byte) value;
            case Opcode.LBU -> value & 0xff;
            case Opcode.LH -> (short) value;
            case Opcode.LHU -> value & 0xffff;
            default -> value;
        };
    }
}
