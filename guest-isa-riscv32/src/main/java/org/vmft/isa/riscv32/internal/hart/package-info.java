/** The hart: registers, control registers, traps and the execution of instructions. */
package org.vmft.isa.riscv32.internal.hart;
