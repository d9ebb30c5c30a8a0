package org.vmft.demo.client;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The guest's server in a few lines, for tests: takes a request once and answers it the same way ever after. */
final class ScriptedServer {
    private final Map<Long, byte[]> answers = new TreeMap<>();
    private long counter;
    private long chain;

    byte[] answer(byte[] datagram) {
        ByteBuffer request = ByteBuffer.wrap(datagram);
        request.getInt();
        long id = request.getLong();
        int client = request.getInt();
        byte[] payload = new byte[request.remaining()];
        request.get(payload);
        return answers.computeIfAbsent(id, unknown -> {
            counter++;
            chain = HashChain.next(chain, client, id, payload);
            return new Answer(id, client, counter, chain, payload.length).encode();
        });
    }

    /** Forgets what it did last, as one that lost acknowledged state. */
    void rollBackTo(long earlierCounter, long earlierChain) {
        answers.values().removeIf(answer -> Answer.decode(answer).orElseThrow().counter() > earlierCounter);
        counter = earlierCounter;
        chain = earlierChain;
    }

    long counter() {
        return counter;
    }

    long chain() {
        return chain;
    }
}
