package org.vmft.demo.transfer;

import java.util.Optional;

/**
 * What came of one transfer.
 *
 * @param client what did it
 * @param bytes asked for
 * @param bytesBefore that had gone through when the fault came
 * @param through in the end
 * @param stallNanos the longest wait for the next piece since the fault
 * @param trouble why it failed, if it did
 */
public record TransferFacts(String client, long bytes, long bytesBefore, long through, long stallNanos, Connection connection,
        Optional<String> trouble) {}
