package org.vmft.api.channel;

import java.io.Closeable;
import org.osgi.annotation.versioning.ProviderType;

/** Accepts links until it is closed. */
@ProviderType
public interface LinkAcceptor extends Closeable {
    /** The bound address, {@code host:port}. */
    String address();

    /** Idempotent; links already accepted stay open. */
    @Override
    void close();
}
