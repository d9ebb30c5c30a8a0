/** The board around the hart: memory map, interrupt controllers, timer, and how the guest ends the run. */
package org.vmft.isa.riscv32.internal.board;
