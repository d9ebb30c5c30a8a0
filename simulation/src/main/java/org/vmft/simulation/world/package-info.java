/** Nodes, links, arbiter, switch and client in one thread, under one seed and virtual time. */
package org.vmft.simulation.world;
