/** Assembler and disassembler. */
package org.vmft.isa.toy.internal.assembler;
