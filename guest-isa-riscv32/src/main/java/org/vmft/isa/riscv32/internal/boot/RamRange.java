package org.vmft.isa.riscv32.internal.boot;

/** The addresses of RAM, as unsigned numbers. */
record RamRange(long base, long bytes) {
    long end() {
        return base + bytes;
    }

    boolean contains(long address, long length) {
        return address >= base && length <= bytes && address - base <= bytes - length;
    }

    @Override
    public String toString() {
        return "RAM " + Program.hex(base) + ".." + Program.hex(end());
    }
}
