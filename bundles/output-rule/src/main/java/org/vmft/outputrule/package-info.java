/** Holds output until the log that produced it is acknowledged. */
package org.vmft.outputrule;
