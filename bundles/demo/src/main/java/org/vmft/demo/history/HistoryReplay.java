package org.vmft.demo.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogReader;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.StateException;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;
import org.vmft.api.vm.VirtualMachines;

/**
 * Replays the logs of a run as one history: each up to the state with which the next begins, the last to its end. Then
 * the guest's answers must be those that the client received, and the final state the survivor's.
 */
public final class HistoryReplay {
    /** Opens a log by name. */
    @FunctionalInterface
    public interface Logs {
        LogReader open(String name) throws IOException;
    }

    private final VirtualMachines machines;
    private final Function<String, Optional<InstructionSet>> isas;
    private final Replies replies = new Replies();
    private final List<String> failures = new ArrayList<>();
    private long digestsCompared;
    private long divergences;

    /** @param isas instruction sets present, by name */
    public HistoryReplay(VirtualMachines machines, Function<String, Optional<InstructionSet>> isas) {
        this.machines = machines;
        this.isas = isas;
    }

    /** To be called once. */
    public HistoryFacts run(Expectation expected, Logs logs) {
        String isa = "";
        int replayed = 0;
        List<String> names = expected.logs();
        for (int i = 0; i < names.size() && failures.isEmpty(); i++) {
            String name = names.get(i);
            try (LogReader log = logs.open(name)) {
                isa = log.header().isa();
                if (i + 1 < names.size()) {
                    try (LogReader next = logs.open(names.get(i + 1))) {
                        upTo(name, log, names.get(i + 1), next);
                    }
                } else {
                    toEnd(name, log, expected.digest());
                }
                replayed++;
            } catch (IOException | StateException e) {
                failures.add(name + ": " + e.getMessage());
            }
        }
        if (failures.isEmpty()) {
            replies.compare(expected.client(), expected.answers());
        }
        failures.addAll(replies.failures());
        return new HistoryFacts(isa, replayed, digestsCompared, replies.count(), divergences + replies.divergences(), failures);
    }

    private void upTo(String name, LogReader log, String nextName, LogReader next) throws IOException {
        VirtualMachine machine = restore(log);
        VirtualMachine joined = restore(next);
        long digest = joined.digest();
        boolean reached = at(machine, joined.step(), digest);
        while (!reached && failures.isEmpty()) {
            Optional<Flush> flush = log.next();
            if (flush.isEmpty() || machine.step() > joined.step()) {
                failures.add(name + " does not come to the state with which " + nextName + " begins: expected=step "
                        + joined.step() + ", digest " + hex(digest) + " actual=step " + machine.step());
                return;
            }
            replay(name, machine, flush.get());
            reached = at(machine, joined.step(), digest);
        }
        digestsCompared += machine.digestsCompared();
    }

    private static boolean at(VirtualMachine machine, long step, long digest) {
        return machine.step() == step && machine.digest() == digest;
    }

    private void toEnd(String name, LogReader log, String digest) throws IOException {
        VirtualMachine machine = restore(log);
        for (Optional<Flush> flush = log.next(); flush.isPresent() && failures.isEmpty(); flush = log.next()) {
            replay(name, machine, flush.get());
        }
        digestsCompared += machine.digestsCompared();
        if (!failures.isEmpty()) {
            return;
        }
        if (!log.complete()) {
            failures.add(name + " is not complete: it ends at step " + machine.step());
        } else if (!hex(machine.digest()).equalsIgnoreCase(digest)) {
            failures.add(name + ": final digest: expected=" + digest + " actual=" + hex(machine.digest()));
        }
    }

    private VirtualMachine restore(LogReader log) {
        String isa = log.header().isa();
        InstructionSet present = isas.apply(isa).orElseThrow(() -> new StateException("no instruction set named " + isa + " here"));
        // Replaying, a machine uses the host's time for nothing but going live.
        return machines.restore(present, log.state(), replies, 0);
    }

    private void replay(String name, VirtualMachine machine, Flush flush) {
        machine.supply(flush);
        Turn turn = machine.turn(0);
        while (!(turn instanceof Turn.NeedEntries)) {
            if (turn instanceof Turn.Diverged diverged) {
                divergences++;
                failures.add(name + ": " + diverged.divergence());
                return;
            }
            turn = machine.turn(0);
        }
    }

    private static String hex(long digest) {
        return "%016x".formatted(digest);
    }
}
