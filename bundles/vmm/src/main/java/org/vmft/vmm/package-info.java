/** Runs a machine: record and replay, virtual clock, snapshots. */
package org.vmft.vmm;
