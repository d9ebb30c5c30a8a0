/** The command simulate. */
package org.vmft.simulation.commands;
