package org.vmft.simulation.explore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Visits every world that can be reached within the bounds, nearest first, and judges every transition; then asks of
 * every world whether some course without further faults gets the virtual machine going again.
 */
final class Exploration {
    private static final int TOLD_EACH = 1 << 14;

    /** Told now and then how many states were visited and how many are known. */
    @FunctionalInterface
    interface Listener {
        void visited(int states, int known);
    }

    private final Bounds bounds;
    private final RoleTable roles;
    private final Moves moves;
    private final Progress progress;
    private final StateStore store;
    private final Edges edges = new Edges();
    private final BitSet reached = new BitSet();
    private final BitSet mustGoOn = new BitSet();
    private long transitions;
    private Optional<Found> found = Optional.empty();

    private record Found(int from, String move, Violation violation) {}

    Exploration(ExploredSystem system, Bounds bounds) {
        this(system, bounds, EnumSet.allOf(Invariant.class), true);
    }

    /** @param canonical whether worlds that differ in nothing that matters are one */
    Exploration(ExploredSystem system, Bounds bounds, Set<Invariant> heard, boolean canonical) {
        this.bounds = bounds;
        Subject subject = Subject.of(system, bounds, heard);
        roles = subject.roles();
        moves = new Moves(subject, new CanonicalForm(subject, canonical));
        progress = new Progress(roles);
        store = new StateStore(WorldState.words(bounds.replicas()));
    }

    /** Up to the first violation, or to the end. */
    ExplorationResult run(Listener listener) {
        long began = System.nanoTime();
        WorldState world = new WorldState(bounds.replicas());
        store.add(world.encode(), -1);
        for (int number = 0; number < store.size() && found.isEmpty(); number++) {
            visit(world, number);
            if (number % TOLD_EACH == 0) {
                listener.visited(number, store.size());
            }
        }
        List<StuckCategory> stuck = found.isPresent() ? List.of() : stuck(world);
        return new ExplorationResult(bounds, store.size(), transitions, roles.size(), roles.decisions(),
                System.nanoTime() - began, found.map(Found::violation), found.map(this::trace).orElse(List.of()), stuck);
    }

    private void visit(WorldState world, int number) {
        world.decode(store.get(number));
        if (progress.reached(world)) {
            reached.set(number);
        }
        moves.each(world, (next, cause, label) -> {
            transitions++;
            if (next.violation().isPresent()) {
                if (found.isEmpty()) {
                    found = Optional.of(new Found(number, label.get(), next.violation().get()));
                }
                return;
            }
            int target = store.add(next.encode(), number);
            if (cause == Cause.FAULT && progress.protectedPrimaryDies(world, next)) {
                mustGoOn.set(target);
            }
            if (cause == Cause.PROTOCOL && target != number) {
                edges.add(target);
            }
        });
        edges.endOfSource();
    }

    private List<StuckCategory> stuck(WorldState world) {
        BitSet going = edges.reaching(reached);
        Map<String, StuckCategory> categories = new TreeMap<>();
        for (int number = going.nextClearBit(0); number < store.size(); number = going.nextClearBit(number + 1)) {
            world.decode(store.get(number));
            Optional<String> rule = mustGoOn.get(number) ? Optional.empty() : progress.inherent(world);
            String name = rule.orElseGet(() -> progress.survivors(world));
            if (mustGoOn.get(number)) {
                name = Progress.PROTECTED + ": " + name;
            }
            categories.merge(name, new StuckCategory(name, rule.isPresent(), 1, number, List.of()),
                    (known, one) -> known.oneMore());
        }
        return categories.values().stream()
                .map(category -> category.inherent() ? category : category.with(trace(category.first()))).toList();
    }

    private List<String> trace(Found violated) {
        List<String> lines = trace(violated.from());
        lines.add(lines.size() + 1 + ". " + violated.move());
        lines.add("=> " + violated.violation());
        return lines;
    }

    /** A line for each step of a shortest way to this state. */
    private List<String> trace(int state) {
        List<Integer> way = new ArrayList<>();
        for (int number = state; number >= 0; number = store.parent(number)) {
            way.add(number);
        }
        Collections.reverse(way);
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < way.size(); i++) {
            lines.add(i + ". " + line(way.get(i - 1), way.get(i)));
        }
        return lines;
    }

    private String line(int from, int to) {
        WorldState world = new WorldState(bounds.replicas());
        world.decode(store.get(from));
        List<String> lines = new ArrayList<>();
        moves.each(world, (next, cause, label) -> {
            if (lines.isEmpty() && next.violation().isEmpty() && store.find(next.encode()) == to) {
                lines.add(label.get() + changes(world, next) + (cause == Cause.FAULT ? "  [fault]" : ""));
            }
        });
        return lines.get(0);
    }

    private String changes(WorldState before, WorldState after) {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < bounds.replicas(); r++) {
            int was = before.replicas[r].role;
            int is = after.replicas[r].role;
            if (was != is && !roles.name(was).equals(roles.name(is))) {
                text.append(text.length() == 0 ? " (" : ", ").append('r').append(r).append(' ').append(roles.name(was))
                        .append(" -> ").append(roles.name(is));
            }
        }
        return text.length() == 0 ? "" : text.append(')').toString();
    }
}
