package org.vmft.api.channel;

import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.output.HeldOutput;
import org.vmft.api.replica.ReplicaId;

/** What two replicas say to each other. Byte arrays are not copied and must not be changed. */
public sealed interface ChannelMessage {
    /** Why a connection is made. */
    enum Purpose {
        /** A new replica asks to become the backup. */
        JOIN,
        /** A backup continues a pairing after a lost connection. */
        RESUME
    }

    /** What the guest is doing, as told in heartbeats. */
    enum GuestState { RUNNING, IDLE, STOPPED }

    /**
     * First message of whoever connects.
     *
     * @param incarnation 0 when joining
     * @param generation 0 when joining
     * @param to the primary's id; unknown when joining
     * @param received last position received; 0 when joining
     * @param address where the sender itself accepts connections
     */
    record Hello(Purpose purpose, String vm, long incarnation, long generation, ReplicaId from, ReplicaId to,
            long received, String address) implements ChannelMessage {}

    /** The connection is accepted: by this replica, in this incarnation and generation. */
    record Welcome(long incarnation, long generation, ReplicaId from) implements ChannelMessage {}

    /** The connection is not accepted; the sender closes it. */
    record Refuse(String reason) implements ChannelMessage {}

    /** Log entries, from primary to backup. */
    record Entries(Flush flush) implements ChannelMessage {}

    /**
     * From backup to primary. {@code received} means: I shall never go live without everything up to it.
     *
     * @param executed last position consumed
     * @param step step reached
     * @param credit highest position that the primary may send
     */
    record Ack(long received, long executed, long step, long credit) implements ChannelMessage {}

    /**
     * Proof of life, both ways.
     *
     * @param sentAt the sender's monotonic clock, ns; meaningful to the sender alone
     * @param echo {@code sentAt} of the last heartbeat received from the peer; {@link Long#MIN_VALUE} for none
     * @param detail for STOPPED: the reason, else empty
     * @param untilMillis for STOPPED: how long that may last, else 0
     */
    record Heartbeat(long sentAt, long echo, GuestState guest, String detail, long untilMillis)
            implements ChannelMessage {}

    /** From primary to backup: outputs up to this index have left. */
    record Watermark(long outputIndex) implements ChannelMessage {}

    /** A part of the saved state, from primary to joiner. */
    record StateChunk(long offset, long totalBytes, byte[] bytes) implements ChannelMessage {}

    /**
     * The state is complete: from here on the joiner may be the backup.
     *
     * @param digest digest of the restored machine
     * @param released index of the last output that has left
     * @param held outputs produced before the state was saved and not released
     */
    record CutOver(long step, long digest, long released, List<HeldOutput> held) implements ChannelMessage {
        public CutOver {
            held = List.copyOf(held);
        }
    }

    /** From primary to joiner, before the cut-over: the clone is given up. From joiner: the state was not usable. */
    record Abort(String reason) implements ChannelMessage {}

    /** From backup to primary: the replay left the log; nothing more will be acknowledged. */
    record Diverged(String detail) implements ChannelMessage {}

    /** A planned interruption of at most this length: suspicion is suspended for so long. */
    record Suspend(long durationMillis) implements ChannelMessage {}
}
