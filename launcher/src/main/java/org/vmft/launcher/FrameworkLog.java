package org.vmft.launcher;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** What the framework itself has to say; by default it would print to standard output, which belongs to the command. */
final class FrameworkLog extends Logger {
    private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

    @Override
    @SuppressWarnings("rawtypes") // as inherited
    protected void doLog(Bundle bundle, ServiceReference ref, int level, String message, Throwable cause) {
        String source = bundle == null ? "" : bundle + ": ";
        // Bundles that do not start are told by name; the framework's own account is for --verbose.
        switch (level) {
            case LOG_ERROR, LOG_WARNING -> log.info("{}{}", source, message, cause);
            default -> log.debug("{}{}", source, message, cause);
        }
    }
}
