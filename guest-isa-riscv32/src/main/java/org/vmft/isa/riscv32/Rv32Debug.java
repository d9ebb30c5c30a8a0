package org.vmft.isa.riscv32;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.api.debug.DebugStops;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.RegisterSet;
import org.vmft.api.debug.RegisterSet.Register;
import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.riscv32.internal.board.Board;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.code.Disassembler;
import org.vmft.isa.riscv32.internal.code.Opcode;
import org.vmft.isa.riscv32.internal.hart.Hart;
import org.vmft.isa.riscv32.internal.hart.NextInstruction;
import org.vmft.isa.riscv32.internal.hart.RamAccess;

/** The hart as debuggers see it: general registers and pc, RAM at its addresses. */
final class Rv32Debug implements Debuggable {
    private static final int PC = 32;
    private static final RegisterSet REGISTERS = registerSet();

    private final Hart hart;
    private final GuestMemory memory;
    private final NextInstruction next;
    private final Decoder decoder;
    private final Disassembler disassembler;
    private Optional<DebugStops> stops = Optional.empty();
    private boolean observed;
    /** The access that the step just taken began with. */
    private long accessing = Decoded.UNREAD;
    private int accessAddress;
    private long entriesBefore;

    Rv32Debug(Hart hart, GuestMemory memory, NextInstruction next, Decoder decoder) {
        this.hart = hart;
        this.memory = memory;
        this.next = next;
        this.decoder = decoder;
        disassembler = new Disassembler(decoder);
    }

    private static RegisterSet registerSet() {
        List<Register> registers = new ArrayList<>();
        for (int number = 0; number < PC; number++) {
            registers.add(new Register(Disassembler.register(number), Integer.SIZE));
        }
        registers.add(new Register("pc", Integer.SIZE));
        return new RegisterSet("riscv:rv32", "org.gnu.gdb.riscv.cpu", registers, PC);
    }

    @Override
    public RegisterSet registers() {
        return REGISTERS;
    }

    @Override
    public long register(int index) {
        return Integer.toUnsignedLong(index == PC ? hart.pc : hart.x[index]);
    }

    @Override
    public void register(int index, long value) {
        if (index == PC) {
            hart.pc = (int) value & ~decoder.misalignedMask();
        } else if (index > 0) {
            hart.x[index] = (int) value;
        }
    }

    @Override
    public long retired() {
        return hart.retired();
    }

    @Override
    public byte[] read(long address, int length) {
        int first = (int) address - Board.RAM_BASE;
        boolean within = address >>> Integer.SIZE == 0 && first >= 0 && first < memory.size();
        return within ? memory.read(first, Math.min(length, memory.size() - first)) : new byte[0];
    }

    @Override
    public boolean write(long address, byte[] bytes) {
        if (address >>> Integer.SIZE != 0 || !next.inRam((int) address, bytes.length)) {
            return false;
        }
        memory.write((int) address - Board.RAM_BASE, bytes, 0, bytes.length);
        return true;
    }

    @Override
    public String nextStep() {
        return next.text(disassembler);
    }

    @Override
    public void observe(Optional<DebugStops> wanted) {
        stops = wanted;
        observed = wanted.isPresent();
    }

    /** Whether every step is asked about. */
    boolean observed() {
        return observed;
    }

    boolean stopsBefore() {
        if (!observed) {
            return false;
        }
        if (stops.orElseThrow().stopBefore(hart.step, Integer.toUnsignedLong(hart.pc))) {
            return true;
        }
        accessing = next.decoded();
        accessAddress = hart.x[Decoded.rs1(accessing)] + Decoded.immediate(accessing);
        entriesBefore = hart.entries;
        return false;
    }

    boolean stopsBehind() {
        int op = Decoded.opcode(accessing);
        if (!observed || op == Opcode.UNREAD || op > Opcode.LAST_MEMORY || hart.entries != entriesBefore) {
            return false;
        }
        boolean loads = op < Opcode.SB || op >= Opcode.LR_W && op != Opcode.SC_W;
        boolean stores = op >= Opcode.SB && op != Opcode.LR_W;
        return stops.orElseThrow().stopBehindAccess(Integer.toUnsignedLong(accessAddress), RamAccess.bytes(op), loads, stores);
    }
}
