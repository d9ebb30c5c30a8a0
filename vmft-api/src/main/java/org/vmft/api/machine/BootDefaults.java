package org.vmft.api.machine;

/**
 * What a guest is booted with where nothing else is said.
 *
 * @param ramBytes as in {@link MachineSpec}
 * @param bootArguments as in {@link MachineSpec}
 */
public record BootDefaults(int ramBytes, String bootArguments) {
    /** One megabyte and no text: for files, and for guests that need no more. */
    public static final BootDefaults PLAIN = new BootDefaults(1 << 20, "");
}
