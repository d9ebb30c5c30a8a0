package org.vmft.vmm;

import java.util.zip.CRC32C;
import org.vmft.api.log.LogEntry.OutputMark;
import org.vmft.api.machine.Output;

/** Computes the mark that stands for an output in the log. */
final class OutputMarks {
    private static final int FRAME = 1;
    private static final int CONSOLE = 2;

    private OutputMarks() {}

    static OutputMark of(long index, Output output) {
        CRC32C crc = new CRC32C();
        crc.update(output instanceof Output.Frame ? FRAME : CONSOLE);
        crc.update(output.bytes());
        return new OutputMark(index, output.bytes().length, (int) crc.getValue());
    }
}
