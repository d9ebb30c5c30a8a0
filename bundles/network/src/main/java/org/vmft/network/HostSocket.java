package org.vmft.network;

import java.nio.channels.SelectionKey;

/** What stands behind a key of the switch's selector. */
interface HostSocket {
    /** Something can be done without blocking. */
    void ready(SelectionKey key, long now);
}
