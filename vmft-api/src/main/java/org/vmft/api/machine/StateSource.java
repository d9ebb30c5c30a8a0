package org.vmft.api.machine;

import org.osgi.annotation.versioning.ProviderType;

/** Reads what a {@link StateSink} was given, in the same order. Every method throws {@link StateException} on a mismatch. */
@ProviderType
public interface StateSource {
    /** Begins the section of this name and returns its version, which is between 1 and {@code newestVersion}. */
    int section(String name, int newestVersion);

    int i32();

    long i64();

    default boolean flag() {
        int value = i32();
        if (value != 0 && value != 1) {
            throw new StateException("flag: expected=0 or 1 actual=" + value);
        }
        return value == 1;
    }

    /** A byte array of at most {@code lengthMax} bytes. */
    byte[] bytes(int lengthMax);
}
