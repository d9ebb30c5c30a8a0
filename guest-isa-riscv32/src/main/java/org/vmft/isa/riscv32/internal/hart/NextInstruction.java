package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.GuestMemory;
import org.vmft.isa.riscv32.internal.code.Decoded;
import org.vmft.isa.riscv32.internal.code.Disassembler;
import org.vmft.isa.riscv32.internal.code.Opcode;

/** What the next step will do, found without doing it. */
public final class NextInstruction {
    private final Hart hart;
    private final ControlRegisters csrs;
    private final CodePages pages;
    private final GuestMemory memory;
    private final int ramBase;

    public NextInstruction(Hart hart, ControlRegisters csrs, CodePages pages, GuestMemory memory, int ramBase) {
        this.hart = hart;
        this.csrs = csrs;
        this.pages = pages;
        this.memory = memory;
        this.ramBase = ramBase;
    }

    /** The decoded instruction, {@link Decoded#UNREAD} when there is none because an interrupt will be taken. */
    public long decoded() {
        return csrs.interruptible() && csrs.wanted() != 0 ? Decoded.UNREAD : fetched();
    }

    /** The instruction at pc, fetched by halves as far as the protection allows. */
    public long fetched() {
        int pc = hart.pc;
        if (!csrs.fetches(pc, Short.BYTES)) {
            return Decoded.fetchFault(pc);
        }
        long decoded = pages.at(pc);
        boolean cut = Decoded.length(decoded) > Short.BYTES && Decoded.opcode(decoded) != Opcode.FETCH_FAULT
                && !csrs.fetches(pc + Short.BYTES, Short.BYTES);
        return cut ? Decoded.fetchFault(pc + Short.BYTES) : decoded;
    }

    /** The same as text. */
    public String text(Disassembler disassembler) {
        long decoded = decoded();
        return switch (Decoded.opcode(decoded)) {
            case Opcode.UNREAD -> "interrupt " + Cause.first(csrs.wanted());
            case Opcode.FETCH_FAULT -> "nothing to fetch";
            default -> disassembler.disassemble(pages.bits(hart.pc), hart.pc);
        };
    }

    /** Whether this address and as many bytes behind it are RAM. */
    public boolean inRam(int address, int bytes) {
        int offset = address - ramBase;
        return offset >= 0 && offset <= memory.size() - bytes;
    }
}
