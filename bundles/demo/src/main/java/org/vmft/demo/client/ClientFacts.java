package org.vmft.demo.client;

import java.util.List;

/**
 * What a client saw.
 *
 * @param lost requests that were not answered in time, and places where the chain of answers breaks
 * @param duplicates answers received again, equal to the first
 * @param divergences answers received again that differ from the first
 * @param strange datagrams that answer nothing that was asked
 * @param retransmissions requests sent again for want of an answer
 * @param troubles the first of what was lost, diverged or strange, one line each
 * @param answeredAt when each first answer arrived (monotonic, ns), ascending
 */
public record ClientFacts(long requests, long answered, long lost, long duplicates, long divergences, long strange,
        long retransmissions, List<String> troubles, long[] answeredAt) {}
