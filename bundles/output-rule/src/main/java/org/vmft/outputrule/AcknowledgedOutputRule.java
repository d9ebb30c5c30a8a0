package org.vmft.outputrule;

import org.osgi.service.component.annotations.Component;
import org.vmft.api.output.Outlet;
import org.vmft.api.output.OutputGate;
import org.vmft.api.output.OutputRule;

/** The output rule of the paper: hold until the backup has acknowledged what produced the output. */
@Component
public final class AcknowledgedOutputRule implements OutputRule {
    @Override
    public OutputGate open(Outlet outlet, long released, int heldOutputsMax, long heldBytesMax) {
        return new AcknowledgedOutputGate(outlet, released, heldOutputsMax, heldBytesMax);
    }
}
