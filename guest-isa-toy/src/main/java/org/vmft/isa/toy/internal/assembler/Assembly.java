package org.vmft.isa.toy.internal.assembler;

import java.util.BitSet;
import org.vmft.isa.toy.ToyImage;

/** What came of a source: the image, and the offsets in its content at which instructions stand. */
public record Assembly(ToyImage image, BitSet instructions) {
    /** The image with address and encoding before each line, as the disassembler reads it. */
    public String listing() {
        return Disassembler.list(image, instructions);
    }
}
