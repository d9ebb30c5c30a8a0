package org.vmft.api.machine;

import java.nio.charset.StandardCharsets;

/** A {@link StateSink} that keeps only a 64-bit digest of what it is given. */
public final class DigestSink implements StateSink {
    private long state = 0x9e3779b97f4a7c15L;

    @Override
    public void section(String name, int version) {
        bytes(name.getBytes(StandardCharsets.UTF_8));
        i32(version);
    }

    @Override
    public void i32(int value) {
        i64(value);
    }

    @Override
    public void i64(long value) {
        state = Mix.step(state, value);
    }

    @Override
    public void bytes(byte[] value, int offset, int length) {
        i64(length);
        state = Mix.bytes(state, value, offset, length);
    }

    public long value() {
        return Mix.finish(state);
    }
}
