package org.vmft.api.replica;

/** Random identity of a replica: new for every process and every clone. 0 stands for "not known". */
public record ReplicaId(long bits) {
    public static final ReplicaId UNKNOWN = new ReplicaId(0);

    /** @throws IllegalArgumentException unless {@code text} is sixteen hexadecimal digits */
    public static ReplicaId parse(String text) {
        if (text.length() != 16) {
            throw new IllegalArgumentException("replica id: expected 16 hexadecimal digits, actual \"" + text + "\"");
        }
        return new ReplicaId(Long.parseUnsignedLong(text, 16));
    }

    @Override
    public String toString() {
        return "%016x".formatted(bits);
    }
}
