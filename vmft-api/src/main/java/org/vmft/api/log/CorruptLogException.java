package org.vmft.api.log;

import java.io.IOException;

/** A log that cannot be read further. */
public class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long lastGoodPosition;

    public CorruptLogException(String message, long lastGoodPosition) {
        super(message + " (last good position " + lastGoodPosition + ")");
        this.lastGoodPosition = lastGoodPosition;
    }

    /** Everything up to this position is intact. */
    public long lastGoodPosition() {
        return lastGoodPosition;
    }
}
