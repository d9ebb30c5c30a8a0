package org.vmft.demo;

/**
 * What TCP clients do when a fault comes.
 *
 * @param bytes of each transfer; 0 for none
 * @param connections transfers at once
 * @param upload to the guest instead of from it
 * @param lines asked at least, on one connection over all rounds; 0 for none
 */
public record Work(long bytes, int connections, boolean upload, long lines) {
    public static final Work NONE = new Work(0, 0, false, 0);

    public boolean none() {
        return bytes == 0 && lines == 0;
    }
}
