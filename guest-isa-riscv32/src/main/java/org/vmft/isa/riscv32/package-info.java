/** RISC-V RV32 on a subset of the virt board. */
package org.vmft.isa.riscv32;
