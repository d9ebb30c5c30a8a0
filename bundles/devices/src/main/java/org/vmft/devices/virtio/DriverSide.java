package org.vmft.devices.virtio;

import java.util.List;

/**
 * What a device sees of its driver.
 *
 * @param live whether the driver is ready and nothing is broken: only then may queues be used
 * @param features accepted by the driver
 */
record DriverSide(boolean live, long features, List<Virtqueue> queues) {
    boolean accepted(long feature) {
        return (features & feature) != 0;
    }

    Virtqueue queue(int number) {
        return queues.get(number);
    }
}
