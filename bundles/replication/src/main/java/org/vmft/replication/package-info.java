/** The role state machine: joins, clones, goes live. */
package org.vmft.replication;
