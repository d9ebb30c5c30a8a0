package org.vmft.api.log;

/**
 * What a log file says of itself.
 *
 * @param isa name of the guest instruction set
 * @param step step of the saved state the log begins with
 * @param outputIndex index of the last output produced before that state
 */
public record LogHeader(String vm, long incarnation, long generation, String isa, long step, long outputIndex) {}
