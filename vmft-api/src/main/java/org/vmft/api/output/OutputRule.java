package org.vmft.api.output;

import org.osgi.annotation.versioning.ProviderType;

/** Makes output gates. Provided as an OSGi service; thread-safe. */
@ProviderType
public interface OutputRule {
    /**
     * A closed gate that holds nothing.
     *
     * @param released index of the last output that needs no release by this gate
     * @param heldBytesMax {@link OutputGate#full()} from this many held bytes on
     */
    OutputGate open(Outlet outlet, long released, int heldOutputsMax, long heldBytesMax);
}
