/** The production code under a simulated world, from one seed. */
package org.vmft.simulation;
