/** Instructions and control registers as tables: what the interpreter, the disassembler and a translator agree on. */
package org.vmft.isa.riscv32.internal.code;
