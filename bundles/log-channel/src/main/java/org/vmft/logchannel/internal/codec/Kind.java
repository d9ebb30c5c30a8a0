package org.vmft.logchannel.internal.codec;

/** One type of entry or message: its number and how its payload is written and read. */
record Kind<T>(int number, Class<T> type, Write<T> write, Read<T> read) {
    @FunctionalInterface
    interface Write<T> {
        void write(ByteWriter out, T value);
    }

    @FunctionalInterface
    interface Read<T> {
        T read(ByteReader in) throws FormatException;
    }
}
