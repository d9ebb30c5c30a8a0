package org.vmft.simulation.explore;

/**
 * What is known of one replica beside its role state: its log, the pairing it is in on either side, its output gate,
 * and what is on its way. Acknowledged positions are relative to the cut-over, plus one; 0 stands for none.
 */
final class ReplicaFacts {
    /** No replica. */
    static final int NONE = 3;

    static final int CLOSED = 0;
    static final int REPLAYING = 1;
    static final int AWAIT_ACK = 2;
    static final int UNPROTECTED = 3;

    private static final int ROLE_BITS = 14;
    private static final int LENGTH_BITS = 3;
    private static final int ACK_BITS = 4;
    private static final int REPLICA_BITS = 2;
    static final int BITS = ROLE_BITS + PackedLog.BITS + 4 * LENGTH_BITS + 2 * ACK_BITS + 4 * REPLICA_BITS + 2 + 4
            + ExploredArbiter.KINDS + ExploredArbiter.ANSWER_BITS;

    /** Index of the role state in the table. */
    int role;
    int log;
    /** Length of the log at the last cut-over, sent or received. */
    int base;
    int released;

    // as a primary
    int gate;
    /** The replica whose acknowledgements the gate awaits, the first of those with its id. */
    int awaited = NONE;
    /** The other end of the link. */
    int partner = NONE;
    int acked;
    /** An acknowledgement has come of which the role has not been told. */
    boolean ackUntold;
    /** The replica that may be an eligible backup since a cut-over was sent to it; what (f) is about. */
    int boundTo = NONE;

    // as a joiner or backup
    int source = NONE;
    boolean cutOverComing;
    /** Receives and acknowledges: from the verified state up to the seal. */
    boolean intakeOpen;
    /** The last acknowledgement sent. */
    int acks;
    /** The source sends no more; what it had sent may still arrive. */
    boolean cutOff;
    /** Once cut off: length of the source's log of which the rest may still arrive, and its last watermark. */
    int sent;
    int watermark;

    // at the arbiter
    int requests;
    int answer;

    void copyFrom(ReplicaFacts other) {
        role = other.role;
        log = other.log;
        base = other.base;
        released = other.released;
        gate = other.gate;
        awaited = other.awaited;
        partner = other.partner;
        acked = other.acked;
        ackUntold = other.ackUntold;
        boundTo = other.boundTo;
        source = other.source;
        cutOverComing = other.cutOverComing;
        intakeOpen = other.intakeOpen;
        acks = other.acks;
        cutOff = other.cutOff;
        sent = other.sent;
        watermark = other.watermark;
        requests = other.requests;
        answer = other.answer;
    }

    void encode(PackedBits bits) {
        bits.put(role, ROLE_BITS);
        bits.put(log, PackedLog.BITS);
        bits.put(base, LENGTH_BITS);
        bits.put(released, LENGTH_BITS);
        bits.put(gate, 2);
        bits.put(awaited, REPLICA_BITS);
        bits.put(partner, REPLICA_BITS);
        bits.put(acked, ACK_BITS);
        bits.put(ackUntold);
        bits.put(boundTo, REPLICA_BITS);
        bits.put(source, REPLICA_BITS);
        bits.put(cutOverComing);
        bits.put(intakeOpen);
        bits.put(acks, ACK_BITS);
        bits.put(cutOff);
        bits.put(sent, LENGTH_BITS);
        bits.put(watermark, LENGTH_BITS);
        bits.put(requests, ExploredArbiter.KINDS);
        bits.put(answer, ExploredArbiter.ANSWER_BITS);
    }

    void decode(PackedBits bits) {
        role = bits.get(ROLE_BITS);
        log = bits.get(PackedLog.BITS);
        base = bits.get(LENGTH_BITS);
        released = bits.get(LENGTH_BITS);
        gate = bits.get(2);
        awaited = bits.get(REPLICA_BITS);
        partner = bits.get(REPLICA_BITS);
        acked = bits.get(ACK_BITS);
        ackUntold = bits.flag();
        boundTo = bits.get(REPLICA_BITS);
        source = bits.get(REPLICA_BITS);
        cutOverComing = bits.flag();
        intakeOpen = bits.flag();
        acks = bits.get(ACK_BITS);
        cutOff = bits.flag();
        sent = bits.get(LENGTH_BITS);
        watermark = bits.get(LENGTH_BITS);
        requests = bits.get(ExploredArbiter.KINDS);
        answer = bits.get(ExploredArbiter.ANSWER_BITS);
    }
}
