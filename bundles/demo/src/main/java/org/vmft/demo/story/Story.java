package org.vmft.demo.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vmft.api.replica.Role;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.transfer.Connection;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/** Tells a run in a few lines. */
public final class Story {
    private final RunFacts facts;
    private final List<String> lines = new ArrayList<>();

    private Story(RunFacts facts) {
        this.facts = facts;
    }

    /** The whole story, with times in ms since the start and, with a plus sign, since the fault. */
    public static List<String> lines(RunFacts facts) {
        Story story = new Story(facts);
        story.lines.add(facts.fault().meaning() + " (seed " + facts.seed() + ")");
        facts.events().stream().filter(event -> event.becomes(Role.PRIMARY)).findFirst()
                .ifPresent(event -> story.at(event.nanos(), "protected: node " + event.node() + " is the primary"));
        facts.strikes().forEach(story::strike);
        story.end();
        return story.lines;
    }

    /** One line for a run among many. */
    public static String line(int run, RunFacts facts) {
        List<String> broken = Conditions.broken(facts);
        StringBuilder gaps = new StringBuilder();
        for (Strike strike : facts.strikes()) {
            facts.takeover(strike).ifPresent(takeover -> gaps.append(gaps.length() == 0 ? ", gap " : ", ")
                    .append(ms(takeover.gapMillis())));
        }
        return "run " + run + ": " + verdict(broken) + ", " + client(facts.client()) + gaps;
    }

    private void at(long nanos, String what) {
        lines.add("%8.1f ms  %s".formatted(Takeover.millis(facts.startedAt(), nanos), what));
    }

    private void after(Strike strike, long nanos, String what) {
        lines.add("%+8.1f ms  %s".formatted(Takeover.millis(strike.at(), nanos), what));
    }

    private void strike(Strike strike) {
        at(strike.at(), switch (facts.fault()) {
            case PRIMARY -> "killed the primary, node " + strike.victim();
            case BACKUP -> "killed the backup, node " + strike.victim();
            case LINK -> "silenced the link";
            case PAUSE -> "paused the primary, node " + strike.victim();
            case ARBITER -> "killed the arbiter, then the primary, node " + strike.victim();
        } + ", after " + facts.answers(Long.MIN_VALUE, strike.at()) + " answers");
        facts.takeover(strike).ifPresentOrElse(takeover -> {
            after(strike, takeover.suspectedAt(), "node " + takeover.survivor() + " suspects its peer: " + takeover.detector());
            after(strike, takeover.claimedAt(), "claims generation " + takeover.generation());
            if (facts.fault() == Fault.ARBITER) {
                after(strike, strike.undoneAt(), "started the arbiter again; until now " + strike.asksWhileHeld()
                        + " requests and " + facts.answers(strike.heldFrom(), strike.undoneAt()) + " answers");
            }
            after(strike, takeover.liveAt(), "is live");
            after(strike, takeover.firstReplyAt(), "first reply; the last before was %s earlier".formatted(ms(takeover.gapMillis())));
        }, () -> lines.add("             nobody went live and answered"));
        if (facts.fault() == Fault.PAUSE && strike.undoneAt() > strike.at()) {
            after(strike, strike.undoneAt(), "continued node " + strike.victim());
        }
        facts.eventsAfter(strike).stream().filter(event -> event.becomes(Role.FENCED))
                .forEach(event -> after(strike, event.nanos(), "node " + event.node() + " is fenced"));
    }

    private void end() {
        if (facts.lapses() > 0) {
            lines.add("on this busy host, " + facts.lapses() + " times a node suspected one that lived; a fresh one joined");
        }
        facts.transfers().forEach(transfer -> lines.add(transfer(transfer)));
        facts.lines().ifPresent(asked -> lines.add("lines: " + asked.answered() + " answered in order"
                + asked.trouble().map(trouble -> ", then " + trouble).orElse("") + "; to the guest "
                + connection(asked.connection(), 1)));
        lines.add("client: " + client(facts.client()));
        if (facts.history().isPresent()) {
            HistoryFacts history = facts.history().get();
            lines.add("replay: " + history.logs() + (history.logs() == 1 ? " log" : " logs") + " in a fresh process, "
                    + history.digestsCompared() + " digests compared, " + history.replies() + " requests answered");
        }
        List<String> broken = Conditions.broken(facts);
        broken.forEach(line -> lines.add("  " + line));
        lines.add("verdict: " + verdict(broken));
    }

    private static String transfer(TransferFacts transfer) {
        return "%s: %,d of %,d bytes, %,d of them before the fault, %s, stall %s; to the guest %s".formatted(
                transfer.client(), transfer.through(), transfer.bytes(), transfer.bytesBefore(),
                transfer.trouble().orElse("checksum right"), ms(transfer.stallNanos() / 1e6),
                connection(transfer.connection(), transfer.bytes()));
    }

    private static String connection(Connection connection, long bytes) {
        return "%d SYN, %d SYN-ACK, %s".formatted(connection.opens(), connection.accepts(),
                connection.whole(bytes) ? "one sequence" : "not one sequence");
    }

    static String verdict(List<String> broken) {
        return broken.isEmpty() ? "passed" : "failed";
    }

    private static String client(ClientFacts client) {
        return client.requests() + " requests, " + client.answered() + " answered, " + client.lost() + " lost, "
                + client.duplicates() + " duplicates, " + client.divergences() + " divergences";
    }

    static String ms(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
