/** Replays the logs of a run, one generation after the other, and compares with what the client received. */
package org.vmft.demo.history;
