package org.vmft.replication.internal;

import java.io.IOException;
import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;

/** The log file of one replica, independent of its role; it ends at the first error and the guest goes on. */
final class GuestRecording {
    private final ReplicaPorts.Recording port;
    private Optional<LogWriter> writer = Optional.empty();

    GuestRecording(ReplicaPorts.Recording port) {
        this.port = port;
    }

    void begin(LogHeader header, byte[] state) {
        writer = port.begin(header, state);
    }

    void append(Flush flush) {
        if (writer.isPresent()) {
            try {
                writer.get().append(flush);
            } catch (IOException e) {
                writer = Optional.empty();
                port.failed(e);
            }
        }
    }

    void end() {
        if (writer.isPresent()) {
            try {
                writer.get().close();
            } catch (IOException e) {
                port.failed(e);
            }
            writer = Optional.empty();
        }
    }
}
