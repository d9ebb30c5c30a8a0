package org.vmft.api.output;

import org.vmft.api.machine.Output;

/** An output that has not left: its index in the incarnation and its mark's position in the pairing's log. */
public record HeldOutput(long index, long position, Output output) {}
