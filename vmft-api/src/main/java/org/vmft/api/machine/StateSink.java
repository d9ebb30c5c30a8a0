package org.vmft.api.machine;

import org.osgi.annotation.versioning.ProviderType;

/** Where saved state is written: a sequence of sections, each of a name, a version and values in a fixed order. */
@ProviderType
public interface StateSink {
    /** Begins a section. */
    void section(String name, int version);

    void i32(int value);

    void i64(long value);

    default void flag(boolean value) {
        i32(value ? 1 : 0);
    }

    /** Length and content. */
    void bytes(byte[] value, int offset, int length);

    default void bytes(byte[] value) {
        bytes(value, 0, value.length);
    }
}
