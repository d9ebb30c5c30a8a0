/** Devices: 16550, virtio-mmio, the toy NIC, bounce buffers. */
package org.vmft.devices;
