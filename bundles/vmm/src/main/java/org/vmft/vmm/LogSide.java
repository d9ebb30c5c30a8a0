package org.vmft.vmm;

import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;

/** What stands behind the waist while instructions execute: the recorder or the replayer. */
interface LogSide {
    byte[] result(Source source, int length, long step);

    void output(Output output, long step);

    void disk(DiskRequest request);

    void interruptTaken(int cause, long step);
}
