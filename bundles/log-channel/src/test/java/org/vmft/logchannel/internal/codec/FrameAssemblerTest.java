package org.vmft.logchannel.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    private static final int ANNOUNCEMENTS = 2_000;

    /** Allocating what is announced would take eight gigabytes. */
    @Test
    void anAnnouncedLengthAllocatesNothing() throws FormatException {
        byte[] large = Frame.encode(5, 9, Frame.BYTES_MAX, out -> out.raw(new byte[Frame.BYTES_MAX - Frame.OVERHEAD_BYTES]));
        List<FrameAssembler> assemblers = new ArrayList<>();
        for (int i = 0; i < ANNOUNCEMENTS; i++) {
            FrameAssembler assembler = new FrameAssembler();
            assembler.append(large, 0, Frame.HEADER_BYTES + 1);
            assertThat(assembler.next(5, Frame.BYTES_MAX)).isEqualTo(Optional.empty());
            assemblers.add(assembler);
        }
        assertThat(assemblers).allMatch(assembler -> assembler.pending() == Frame.HEADER_BYTES + 1);
    }
}
