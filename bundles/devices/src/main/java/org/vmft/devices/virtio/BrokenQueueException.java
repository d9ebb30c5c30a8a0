package org.vmft.devices.virtio;

/** What the driver put into a virtqueue is not a virtqueue; the device then needs a reset (VIRTIO 1.2, section 2.1.2). */
final class BrokenQueueException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenQueueException(String message) {
        // A guest can cause any number of these; nobody looks at where.
        super(message, null, false, false);
    }
}
