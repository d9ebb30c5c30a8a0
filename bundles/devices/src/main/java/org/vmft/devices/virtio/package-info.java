/**
 * Virtio devices of VIRTIO 1.2 behind registers in memory: network card, entropy, disk. Registers of 32 bits take accesses as
 * those of {@link org.vmft.devices} do; the configuration space is bytes.
 */
package org.vmft.devices.virtio;
