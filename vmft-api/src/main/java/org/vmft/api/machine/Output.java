package org.vmft.api.machine;

/** Something a guest sends to the outside world. */
public sealed interface Output {
    byte[] bytes();

    /** One Ethernet frame without preamble and FCS. */
    record Frame(byte[] bytes) implements Output {}

    /** Bytes written to the console. */
    record Console(byte[] bytes) implements Output {}
}
