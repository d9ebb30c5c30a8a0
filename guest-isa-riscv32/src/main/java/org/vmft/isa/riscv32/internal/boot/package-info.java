/** From the files of a guest to memory and registers at step 0: ELF, flat images, device tree. */
package org.vmft.isa.riscv32.internal.boot;
