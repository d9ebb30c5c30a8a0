package org.vmft.demo.download;

import java.util.Optional;

/**
 * What came of one download.
 *
 * @param client the program's name
 * @param bytes asked for
 * @param bytesBefore received when the fault came
 * @param stallNanos the longest wait for the next piece since the fault
 * @param trouble why it failed, if it did
 */
public record DownloadFacts(String client, long bytes, long bytesBefore, long received, boolean checksumRight, long stallNanos,
        Connection connection, Optional<String> trouble) {
    /** At least this part of the bytes lies on each side of the fault. */
    private static final int PART = 10;

    public boolean onBothSides() {
        return bytesBefore >= bytes / PART && received - bytesBefore >= bytes / PART;
    }
}
