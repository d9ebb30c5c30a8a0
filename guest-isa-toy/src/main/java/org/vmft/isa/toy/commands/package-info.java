/** The commands {@code asm} and {@code disasm}. */
package org.vmft.isa.toy.commands;
