package org.vmft.replication.internal.node;

import java.util.Optional;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.machine.Output;
import org.vmft.api.replica.ReplicaStatus;
import org.vmft.api.vm.VmHost;
import org.vmft.replication.internal.ReplicaPorts;

/** Surroundings that keep nothing and tell nobody: no network, no console, no log, and entropy without surprise. */
final class Nowhere implements ReplicaPorts.Outside, ReplicaPorts.Recording, ReplicaPorts.Observer, VmHost {
    @Override
    public void transmit(byte[] frame) {
        // no network
    }

    @Override
    public void console(byte[] bytes) {
        // no console
    }

    @Override
    public void bind(long incarnation, long generation) {
        // no network
    }

    @Override
    public void announce(long macAddress) {
        // no network
    }

    @Override
    public void inquire(long macAddress) {
        // no network
    }

    @Override
    public byte[] entropy(int length) {
        return new byte[length];
    }

    @Override
    public Optional<LogWriter> begin(LogHeader header, byte[] state) {
        return Optional.empty();
    }

    @Override
    public void failed(Exception cause) {
        // nothing was written
    }

    @Override
    public void evidence(String detail, byte[] state) {
        // nothing is kept
    }

    @Override
    public void event(long at, String what, ReplicaStatus status) {
        // nobody listens
    }

    @Override
    public void wake() {
        // nobody sleeps
    }

    @Override
    public void flush(Flush flush) {
        // nobody reads
    }

    @Override
    public void output(long index, long position, Output output) {
        // no way out
    }

    @Override
    public Optional<String> full() {
        return Optional.empty();
    }
}
