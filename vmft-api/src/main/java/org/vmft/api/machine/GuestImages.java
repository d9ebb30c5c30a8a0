package org.vmft.api.machine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** Guest programs that come with an instruction set, found by name; provided as an OSGi service. Thread-safe. */
@ConsumerType
public interface GuestImages {
    /** {@link InstructionSet#name()} of the instruction set that runs them. */
    String isa();

    /** Names of all images; the one meant when none is named comes first. */
    List<String> names();

    /**
     * The image of this name, empty when there is none.
     *
     * @throws IllegalStateException when the guest is known but its image must be made first; one line that says how
     */
    Optional<Image> image(String name);

    /** What the guest of this name is booted with where nothing else is said. */
    default BootDefaults defaults(String name) {
        return BootDefaults.PLAIN;
    }

    /** What the guest of this name serves; empty when that is nothing, or not known. */
    default Set<GuestService> services(String name) {
        return Set.of();
    }
}
