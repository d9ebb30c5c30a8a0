package org.vmft.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** Saved state as the list of values that were written; reading compares the kind of each. */
public final class RecordedState implements StateSink {
    private record Section(String name, int version) {}

    private final List<Object> values;

    public RecordedState() {
        this(List.of());
    }

    private RecordedState(List<Object> values) {
        this.values = new ArrayList<>(values);
    }

    @Override
    public void section(String name, int version) {
        values.add(new Section(name, version));
    }

    @Override
    public void i32(int value) {
        values.add(value);
    }

    @Override
    public void i64(long value) {
        values.add(value);
    }

    @Override
    public void bytes(byte[] value, int offset, int length) {
        values.add(ByteBuffer.wrap(Arrays.copyOfRange(value, offset, offset + length)));
    }

    /** Indexes of the numbers in it, in order. */
    public int[] numbers() {
        return java.util.stream.IntStream.range(0, values.size())
                .filter(i -> values.get(i) instanceof Number).toArray();
    }

    /** The same with one bit of one number inverted. */
    public RecordedState withBitInverted(int index, int bit) {
        RecordedState changed = new RecordedState(values);
        Object value = values.get(index);
        changed.values.set(index, value instanceof Integer number ? (Object) (number ^ 1 << bit)
                : (Object) ((Long) value ^ 1L << bit));
        return changed;
    }

    public StateSource source() {
        return new Source(values.iterator());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedState state && state.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private static final class Source implements StateSource {
        private final Iterator<Object> values;

        private Source(Iterator<Object> values) {
            this.values = values;
        }

        @Override
        public int section(String name, int newestVersion) {
            Section section = next(Section.class);
            if (!section.name.equals(name) || section.version < 1 || section.version > newestVersion) {
                throw new StateException("section: expected=" + name + " up to " + newestVersion + " actual=" + section);
            }
            return section.version;
        }

        @Override
        public int i32() {
            return next(Integer.class);
        }

        @Override
        public long i64() {
            return next(Long.class);
        }

        @Override
        public byte[] bytes(int lengthMax) {
            byte[] bytes = next(ByteBuffer.class).array();
            if (bytes.length > lengthMax) {
                throw new StateException("bytes: expected=at most " + lengthMax + " actual=" + bytes.length);
            }
            return bytes.clone();
        }

        private <T> T next(Class<T> kind) {
            Object value = values.hasNext() ? values.next() : "nothing more";
            if (!kind.isAssignableFrom(value.getClass())) {
                throw new StateException("value: expected=" + kind.getSimpleName() + " actual=" + value);
            }
            return kind.cast(value);
        }
    }
}
