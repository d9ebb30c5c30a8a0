/** Starts the framework and runs a command. */
package org.vmft.launcher;
