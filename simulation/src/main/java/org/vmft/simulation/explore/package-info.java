/** Every history of the production role core within small bounds, not a sample of them. */
package org.vmft.simulation.explore;
