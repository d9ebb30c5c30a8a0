package org.vmft.simulation.explore;

/** Why something happens; only what the protocol does by itself counts as a way to go on. */
enum Cause { PROTOCOL, FAULT, OPERATOR }
