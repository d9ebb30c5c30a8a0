package org.vmft.demo.story;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vmft.api.replica.Role;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.transfer.Connection;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/** Tells a run in a few lines. */
public final class Story {
    private final RunFacts facts;
    private final List<String> lines = new ArrayList<>();

    /** Something that followed a strike. */
    private record Moment(long nanos, String what) {}

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

    private void strike(Strike strike) {
        at(strike.at(), switch (facts.fault()) {
            case PRIMARY -> "killed the primary, node " + strike.victim();
            case BACKUP -> "killed the backup, node " + strike.victim();
            case LINK -> "silenced the link";
            case PAUSE -> "paused the primary, node " + strike.victim();
            case ARBITER -> "killed the arbiter, then the primary, node " + strike.victim();
        } + ", after " + facts.answers(Long.MIN_VALUE, strike.at()) + " answers");
        List<Moment> moments = new ArrayList<>();
        Optional<Takeover> takeover = facts.takeover(strike);
        takeover.ifPresent(past -> {
            moments.add(new Moment(past.suspectedAt(), "node " + past.survivor() + " suspects its peer: " + past.detector()));
            moments.add(new Moment(past.claimedAt(), "claims generation " + past.generation()));
            if (facts.fault() == Fault.ARBITER) {
                moments.add(new Moment(strike.undoneAt(), "started the arbiter again; until now " + strike.asksWhileHeld()
                        + " requests and " + facts.answers(strike.heldFrom(), strike.undoneAt()) + " answers"));
            }
            moments.add(new Moment(past.liveAt(), "is live"));
            moments.add(new Moment(past.firstReplyAt(), "first reply; the last before was %s earlier".formatted(ms(past.gapMillis()))));
        });
        if (facts.fault() == Fault.PAUSE && strike.undoneAt() > strike.at()) {
            moments.add(new Moment(strike.undoneAt(), "continued node " + strike.victim()));
        }
        facts.eventsAfter(strike).stream().filter(event -> event.becomes(Role.FENCED))
                .forEach(event -> moments.add(new Moment(event.nanos(), "node " + event.node() + " is fenced")));
        if (takeover.isEmpty()) {
            lines.add("             nobody went live and answered");
        }
        // A survivor releases what it holds before it says that it is live, so that on a busy host a reply may arrive first.
        moments.sort(Comparator.comparingLong(Moment::nanos));
        moments.forEach(moment -> lines.add("%+8.1f ms  %s".formatted(Takeover.millis(strike.at(), moment.nanos()), moment.what())));
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
