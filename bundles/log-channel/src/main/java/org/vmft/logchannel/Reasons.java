package org.vmft.logchannel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** Failures of the network in one line. */
final class Reasons {
    private Reasons() {}

    static String of(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof UnknownHostException) {
            message = "unknown host " + message;
        }
        return message.lines().findFirst().orElse(message);
    }

    /** Whether the host itself answered that nobody listens; the class also stands for the kernel's own time limit. */
    static boolean refused(IOException e) {
        return e instanceof ConnectException && !String.valueOf(e.getMessage()).contains("timed out");
    }
}
