package org.vmft.network;

import java.io.IOException;

/** What a port attaches to, and attaches to again whenever it was lost. */
interface Medium {
    /** For messages and threads. */
    String name();

    /** Whether a guest may send this frame. */
    boolean carries(byte[] frame);

    /** A new one, not open yet. */
    Attachment attachment();

    /** An attachment failed or did not come about. */
    void failed(IOException reason);
}
