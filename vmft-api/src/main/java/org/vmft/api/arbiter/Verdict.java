package org.vmft.api.arbiter;

import java.util.Optional;

/**
 * The arbiter's answer. It echoes the whole request, so that a late answer to another question is recognised.
 *
 * @param record what is recorded after the decision; empty when the virtual machine is unknown
 */
public record Verdict(ArbiterRequest request, boolean granted, Optional<ArbiterRecord> record) {}
