package org.vmft.demo.history;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VmHost;
import org.vmft.demo.client.Answer;

/** Takes the outputs of a replay, over all logs of a run, and keeps the distinct answers among them. */
final class Replies implements VmHost {
    private static final int FAILURES_MAX = 10;

    private record Key(int client, long id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return client != other.client ? Integer.compare(client, other.client) : Long.compare(id, other.id);
        }
    }

    private final Map<Key, String> byRequest = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long lastIndex;
    private long divergences;

    @Override
    public void flush(Flush flush) {
        throw new IllegalStateException("flush: expected a replaying machine, actual recording");
    }

    @Override
    public void output(long index, long position, Output output) {
        if (index != lastIndex + 1) {
            failed("output index: expected=" + (lastIndex + 1) + " actual=" + index);
        }
        lastIndex = index;
        if (output instanceof Output.Frame) {
            UdpPayload.ofServer(output.bytes()).ifPresent(this::reply);
        }
    }

    private void reply(byte[] datagram) {
        Optional<Answer> answer = Answer.decode(datagram);
        if (answer.isEmpty()) {
            return;
        }
        String bytes = HexFormat.of().formatHex(datagram);
        String first = byRequest.putIfAbsent(new Key(answer.get().client(), answer.get().id()), bytes);
        if (first != null && !first.equals(bytes)) {
            divergences++;
            failed("two answers to request " + answer.get().id() + ": first=" + first + " then=" + bytes);
        }
    }

    @Override
    public Optional<String> full() {
        return Optional.empty();
    }

    @Override
    public byte[] entropy(int length) {
        throw new IllegalStateException("entropy: expected a replaying machine, actual recording");
    }

    private void failed(String how) {
        if (failures.size() < FAILURES_MAX) {
            failures.add(how);
        }
    }

    /** Compares with what the client has; to be called once, at the end. */
    void compare(int client, Map<Long, String> received) {
        Map<Key, String> expected = new TreeMap<>();
        received.forEach((id, bytes) -> expected.put(new Key(client, id), bytes));
        byRequest.forEach((key, bytes) -> {
            String had = expected.remove(key);
            if (!bytes.equals(had)) {
                failed("request " + key.id() + " of client " + key.client() + ": answered=" + bytes + " received="
                        + (had == null ? "nothing" : had));
            }
        });
        expected.forEach((key, bytes) -> failed("request " + key.id() + " of client " + key.client()
                + ": answered=nothing received=" + bytes));
    }

    /** Number of distinct requests answered. */
    long count() {
        return byRequest.size();
    }

    long divergences() {
        return divergences;
    }

    List<String> failures() {
        return failures;
    }
}
