/** Processes started, watched, paused and killed; a connection that can be silenced. */
package org.vmft.demo.process;
