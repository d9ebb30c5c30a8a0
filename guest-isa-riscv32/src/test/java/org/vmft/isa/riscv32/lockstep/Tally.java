package org.vmft.isa.riscv32.lockstep;

import java.util.Map;
import java.util.TreeMap;

/** How often each instruction came to each outcome. */
final class Tally {
    private static final Map<Integer, String> CAUSES = Map.of(0, "misaligned jump", 1, "fetch fault", 2, "illegal", 3, "breakpoint",
            4, "misaligned load", 5, "load fault", 6, "misaligned store", 7, "store fault", 8, "call", 11, "call");

    private final Map<String, Map<String, Long>> cells = new TreeMap<>();
    private long instructions;
    private long repeats;

    static String trap(int cause, boolean fromMachineMode) {
        return CAUSES.get(cause) + (fromMachineMode ? " M" : " U");
    }

    void count(String instruction, String outcome) {
        instructions++;
        cells.computeIfAbsent(instruction, name -> new TreeMap<>()).merge(outcome, 1L, Long::sum);
    }

    void repeated() {
        repeats++;
    }

    long instructions() {
        return instructions;
    }

    long of(String instruction, String outcome) {
        return cells.getOrDefault(instruction, Map.of()).getOrDefault(outcome, 0L);
    }

    /** One line for each instruction, its outcomes behind it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String instruction : cells.keySet()) {
            text.append("%-12s %s%n".formatted(instruction, cells.get(instruction)));
        }
        return text.append("steps ").append(instructions).append(", trace records of a step not taken ").append(repeats).toString();
    }
}
