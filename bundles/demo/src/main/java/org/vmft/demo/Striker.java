package org.vmft.demo;

import java.util.List;
import java.util.Optional;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.client.UdpClient;
import org.vmft.demo.process.AbandonedException;
import org.vmft.demo.process.Child;
import org.vmft.demo.story.Conditions;
import org.vmft.demo.story.Fault;
import org.vmft.demo.story.Strike;

/** Brings the fault about and waits for what must come of it. */
final class Striker {
    private static final long ANSWERS_MILLIS_MAX = 30_000;
    private static final long END_MILLIS_MAX = 20_000;
    /** For frames that were on their way when the primary was killed. */
    private static final long SETTLE_MILLIS = 500;
    private static final long HOLD_MILLIS = 1_000;

    private final Deployment deployment;
    private final Pair pair;
    private final UdpClient client;
    private final List<Strike> strikes;

    /** @param strikes where what was done is told, while it is done */
    Striker(Deployment deployment, Pair pair, UdpClient client, List<Strike> strikes) {
        this.deployment = deployment;
        this.pair = pair;
        this.client = client;
        this.strikes = strikes;
    }

    void strike(Fault fault) throws AbandonedException, InterruptedException {
        switch (fault) {
            case PRIMARY -> killed(pair.primary(), pair.backup());
            case BACKUP -> killed(pair.backup(), pair.primary());
            case LINK -> silenced();
            case PAUSE -> paused(pair.primary(), pair.backup());
            case ARBITER -> withoutArbiter(pair.primary(), pair.backup());
            default -> throw new IllegalStateException("cannot bring about " + fault);
        }
        awaitAnswers(Conditions.ANSWERS_MIN + 1);
    }

    /** Waits for so many more answers. */
    void awaitAnswers(long more) throws AbandonedException, InterruptedException {
        long enough = client.answered() + more;
        deployment.await(more + " more answers", ANSWERS_MILLIS_MAX,
                () -> client.answered() >= enough ? Optional.of(true) : Optional.empty());
    }

    private void killed(Node victim, Node survivor) throws AbandonedException, InterruptedException {
        long at = kill(victim);
        pair.awaitLive("node " + survivor.name(), at, survivor);
    }

    private long kill(Node victim) {
        deployment.release(victim.child());
        long at = System.nanoTime();
        victim.child().kill();
        strikes.add(Strike.simple(at, victim.name()));
        return at;
    }

    private void silenced() throws AbandonedException, InterruptedException {
        Node primary = pair.primary();
        long at = System.nanoTime();
        pair.relay().silence();
        strikes.add(Strike.simple(at, ""));
        Node live = pair.awaitLive("one node", at, primary, pair.backup());
        pair.awaitFenced(live == primary ? pair.backup() : primary, at);
    }

    private void paused(Node victim, Node survivor) throws AbandonedException, InterruptedException {
        long at = System.nanoTime();
        victim.child().pause();
        strikes.add(Strike.simple(at, victim.name()));
        pair.awaitLive("node " + survivor.name(), at, survivor);
        awaitAnswers(Conditions.ANSWERS_MIN + 1);
        long resumedAt = System.nanoTime();
        revise(new Strike(at, victim.name(), resumedAt, resumedAt, 0));
        victim.child().resume();
        pair.awaitFenced(victim, resumedAt);
    }

    private void withoutArbiter(Node victim, Node survivor) throws AbandonedException, InterruptedException {
        Child arbiter = deployment.arbiter();
        deployment.release(arbiter);
        arbiter.kill();
        if (!arbiter.awaitEnd(END_MILLIS_MAX)) {
            throw new AbandonedException("waited " + END_MILLIS_MAX + " ms for the arbiter's process to be gone");
        }
        client.outage(true);
        long at = kill(victim);
        pair.awaitClaiming(survivor, at);
        deployment.pass(SETTLE_MILLIS);
        long heldFrom = System.nanoTime();
        long asks = asks();
        deployment.pass(HOLD_MILLIS);
        long asksWhileHeld = asks() - asks;
        revise(new Strike(at, victim.name(), heldFrom, System.nanoTime(), asksWhileHeld));
        deployment.startArbiter();
        client.outage(false);
        pair.awaitLive("node " + survivor.name(), at, survivor);
    }

    private long asks() {
        ClientFacts facts = client.facts();
        return facts.requests() + facts.retransmissions();
    }

    private void revise(Strike last) {
        strikes.set(strikes.size() - 1, last);
    }
}
