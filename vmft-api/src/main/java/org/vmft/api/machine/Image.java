package org.vmft.api.machine;

/** The bytes of a guest program as found in its file; the instruction set knows its formats. */
public record Image(String name, byte[] content) {}
