package org.vmft.demo.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.api.replica.Role;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/** What must hold of a run for it to have passed. */
public final class Conditions {
    /** Answers that the client must have received before each strike, and again after it. */
    public static final int ANSWERS_MIN = 50;
    private static final String TIMEOUT = "timeout";
    /** At least this part of the bytes lies on each side of the fault. */
    private static final int PART = 10;

    private final RunFacts facts;
    private final List<String> broken = new ArrayList<>();

    private Conditions(RunFacts facts) {
        this.facts = facts;
    }

    /** What does not hold, one line each. */
    public static List<String> broken(RunFacts facts) {
        Conditions conditions = new Conditions(facts);
        facts.abandoned().ifPresent(reason -> conditions.broken.add("abandoned: " + reason));
        conditions.client();
        conditions.strikes();
        facts.transfers().forEach(conditions::transfer);
        conditions.bothSides();
        facts.lines().ifPresent(conditions::lines);
        conditions.nodes();
        conditions.history();
        return List.copyOf(conditions.broken);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }

    private void client() {
        var client = facts.client();
        client.troubles().forEach(trouble -> broken.add("client: " + trouble));
        require(client.lost() == 0, "client: " + client.lost() + " lost");
        require(client.divergences() == 0, "client: " + client.divergences() + " answers differ from the first");
        require(client.strange() == 0, "client: " + client.strange() + " answers to nothing that was asked");
        require(client.answered() == client.requests(),
                "client: " + client.answered() + " of " + client.requests() + " requests answered");
    }

    private void strikes() {
        require(!facts.strikes().isEmpty(), "no fault was brought about");
        long since = facts.startedAt();
        for (Strike strike : facts.strikes()) {
            long before = facts.answers(since, strike.at());
            require(before >= ANSWERS_MIN, "only " + before + " answers before the fault");
            Optional<Takeover> takeover = facts.takeover(strike);
            require(takeover.isPresent(), "after the fault nobody went live and answered");
            if (takeover.isPresent()) {
                takenOver(strike, takeover.get());
                since = takeover.get().grantedAt();
            }
        }
    }

    private void takenOver(Strike strike, Takeover takeover) {
        long later = facts.answers(takeover.grantedAt(), facts.endOf(strike));
        require(later >= ANSWERS_MIN, "only " + later + " answers after the fault");
        require(!takeover.survivor().equals(strike.victim()), "node " + takeover.survivor() + " went live, which the fault had hit");
        switch (facts.fault()) {
            case PRIMARY, BACKUP -> { }
            case LINK -> {
                byTimeout(takeover);
                require(facts.eventsAfter(strike).stream()
                        .anyMatch(event -> event.becomes(Role.FENCED) && !event.node().equals(takeover.survivor())),
                        "the other node was not fenced");
            }
            case PAUSE -> {
                byTimeout(takeover);
                paused(strike, takeover);
            }
            case ARBITER -> held(strike, takeover);
            default -> throw new IllegalStateException("no conditions for " + facts.fault());
        }
    }

    private void byTimeout(Takeover takeover) {
        require(takeover.detector().startsWith(TIMEOUT), "suspected by " + takeover.detector() + ", not by timeout");
    }

    private void paused(Strike strike, Takeover takeover) {
        long meanwhile = facts.answers(takeover.grantedAt(), strike.undoneAt());
        require(meanwhile >= ANSWERS_MIN, "only " + meanwhile + " answers while the old primary was paused");
        require(facts.answers(strike.undoneAt(), Long.MAX_VALUE) > 0, "no answers after the old primary went on");
        require(facts.events().stream().anyMatch(event -> event.node().equals(strike.victim())
                && event.becomes(Role.FENCED) && event.nanos() >= strike.undoneAt()), "the resumed primary was not fenced");
    }

    private void held(Strike strike, Takeover takeover) {
        long leaked = facts.answers(strike.heldFrom(), strike.undoneAt());
        require(strike.heldFrom() < strike.undoneAt() && strike.asksWhileHeld() > 0, "nothing was asked while there was no arbiter");
        require(leaked == 0, leaked + " answers while there was no arbiter");
        require(takeover.claimedAt() < strike.heldFrom(), "the survivor did not claim while there was no arbiter");
        require(takeover.grantedAt() >= strike.undoneAt(), "a claim was granted before the arbiter was back");
    }

    private void transfer(TransferFacts transfer) {
        String name = transfer.client() + ": ";
        transfer.trouble().ifPresent(trouble -> broken.add(name + trouble));
        require(transfer.through() == transfer.bytes(), name + transfer.through() + " of " + transfer.bytes() + " bytes");
        require(transfer.connection().whole(transfer.bytes()), name + "not one connection to the guest: " + transfer.connection());
    }

    /** Of the transfers that a strike interrupts, a good part lies on either side of it. */
    private void bothSides() {
        int each = facts.transfers().size() / Math.max(1, facts.strikes().size());
        for (int i = 0; each > 0 && i + each <= facts.transfers().size(); i += each) {
            List<TransferFacts> interrupted = facts.transfers().subList(i, i + each);
            long bytes = interrupted.stream().mapToLong(TransferFacts::bytes).sum();
            long before = interrupted.stream().mapToLong(TransferFacts::bytesBefore).sum();
            require(before >= bytes / PART && bytes - before >= bytes / PART,
                    "transfers: " + before + " of " + bytes + " bytes before the fault, expected a tenth on either side");
        }
    }

    private void lines(LinesFacts lines) {
        lines.trouble().ifPresent(trouble -> broken.add("lines: " + trouble));
        require(lines.connection().whole(1), "lines: not one connection to the guest: " + lines.connection());
    }

    private void nodes() {
        long generation = 1;
        for (NodeEvent event : facts.events()) {
            if (event.granted().isPresent()) {
                generation++;
                require(event.granted().getAsLong() == generation, "node " + event.node() + " won a claim: expected=generation "
                        + generation + " actual=generation " + event.granted().getAsLong());
            }
            require(!event.becomes(Role.DIVERGED), "node " + event.node() + ": " + event.event() + " " + event.detail());
        }
        boolean fences = facts.fault() == Fault.LINK || facts.fault() == Fault.PAUSE;
        long fencedMax = facts.lapses() + (fences ? facts.strikes().size() : 0);
        long fenced = facts.events().stream().filter(event -> event.becomes(Role.FENCED)).count();
        require(fenced <= fencedMax, "nodes fenced: expected at most " + fencedMax + ", actual " + fenced);
    }

    private void history() {
        if (facts.history().isEmpty()) {
            broken.add("the logs were not replayed");
            return;
        }
        HistoryFacts history = facts.history().get();
        history.failures().forEach(failure -> broken.add("replay: " + failure));
        require(history.digestsCompared() > 0, "replay: no digest was compared");
        require(history.divergences() == 0, "replay: " + history.divergences() + " divergences");
        require(history.replies() == facts.client().answered(),
                "replay: " + history.replies() + " requests answered, the client has " + facts.client().answered());
    }
}
