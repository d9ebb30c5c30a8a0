package org.vmft.network;

import java.util.Optional;
import org.slf4j.Logger;

/** What keeps a port's frames from passing: told once while it lasts, and when it is over. Any thread. */
final class Trouble {
    private final String name;
    private final Logger log;
    private volatile Optional<String> present = Optional.empty();

    Trouble(String name, Logger log) {
        this.name = name;
        this.log = log;
    }

    Optional<String> present() {
        return present;
    }

    /** @param reason one line that names the port */
    void begins(String reason) {
        if (!present.equals(Optional.of(reason))) {
            present = Optional.of(reason);
            log.warn("{}; frames are dropped while this lasts", reason);
        }
    }

    void ends() {
        if (present.isPresent()) {
            present = Optional.empty();
            log.info("{}: works again", name);
        }
    }
}
