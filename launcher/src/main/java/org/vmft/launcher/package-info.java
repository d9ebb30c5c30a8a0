/** Starts the framework with the bundles of a distribution, finds the command that was asked for, and runs it. */
package org.vmft.launcher;
