/** The instruction table: encodings, as the interpreter, the assembler and the disassembler know them. */
package org.vmft.isa.toy.internal.code;
