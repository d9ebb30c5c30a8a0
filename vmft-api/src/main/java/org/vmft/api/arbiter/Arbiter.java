package org.vmft.api.arbiter;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The atomic test-and-set of the fault-tolerance protocol (Scales et al. 2010, section 2.3): of all replicas that ask
 * for a generation, one wins. Provided as an OSGi service; thread-safe.
 *
 * <p>Kept for each virtual machine: {@link ArbiterRecord}. A decision is durable before it is answered. Every request
 * may be asked again after a lost answer and then has the same outcome; a copy that comes late changes nothing.
 * <ul>
 * <li>CREATE is granted when there is no record and the request names incarnation 0, or when it names the recorded
 *     incarnation and that is off or {@code force} is set: the record is then the next incarnation at generation 1,
 *     won by the asker. It is also granted, and changes nothing, when the record is just that already.
 * <li>CLAIM is granted when the incarnation is the recorded one, it runs, and the generation is the highest plus one,
 *     or is the highest and was won by this replica.
 * <li>MARK_OFF is granted when incarnation and generation are the recorded highest ones and this replica won it.
 * <li>INSPECT is never granted and changes nothing: the answer tells what is recorded, and that there is an answer.
 * </ul>
 */
@ConsumerType
public interface Arbiter {
    /**
     * Asks and waits for the answer, a few seconds at most.
     *
     * @throws ArbiterUnreachableException when there was no answer; the request may or may not have been decided
     */
    Verdict ask(ArbiterRequest request) throws ArbiterUnreachableException;
}
