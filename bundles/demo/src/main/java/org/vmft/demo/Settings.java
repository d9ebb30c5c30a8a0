package org.vmft.demo;

import java.util.Optional;
import org.vmft.api.network.Impairment;
import org.vmft.demo.story.Fault;

/**
 * What one run is to be.
 *
 * @param guest name of a guest that is a server of the client's protocol
 * @param rounds how often the fault is brought about; a fresh node joins in between
 * @param work of TCP clients besides; none when the guest serves none
 * @param seed of the client's requests and of when the fault comes
 * @param evidence whether the nodes keep their logs, and the switch what it carried for TCP clients, to be checked afterwards
 * @param impairment of the line between switch and clients
 */
public record Settings(String guest, Fault fault, int rounds, Work work, long seed, long suspicionMillis,
        boolean evidence, Optional<Impairment> impairment) {}
