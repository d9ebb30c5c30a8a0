package org.vmft.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speed of the RV32 interpreter beside QEMU's, on the same executable, in alternating rounds. A rate is taken between a
 * short and a long run of a kernel, so that neither start nor warm-up counts, and by processor time, so that others' load
 * counts little. Needs nothing but a JDK and bash: it is run as a source file, from the folder of the whole build, with
 * the number of rounds as argument.
 */
public final class InterpreterBesideQemu {
    private static final String GUEST = "guest-isa-riscv32/guests/compute.elf";
    private static final String RAM = "16M";
    private static final int ROUNDS = 3;
    private static final long SHORT_STEPS = 100_000_000;
    private static final long LONG_STEPS = 400_000_000;
    private static final int COUNT_ITERATIONS = 20;
    /** The guest as it is, one kernel after the other. */
    private static final String ALL = "all";
    private static final String[] KERNELS = {"list", "matrix", "states", "records", "sieve", "sha256", ALL};
    private static final List<String> QEMU = List.of("qemu-system-riscv32", "-machine", "virt", "-m", RAM, "-bios", "none", "-cpu",
            "rv32,mmu=off,pmp=off,c=off,f=off,d=off,h=off,s=off,zba=off,zbb=off,zbc=off,zbs=off,sstc=off", "-display", "none",
            "-serial", "null", "-monitor", "none", "-kernel", GUEST);

    private InterpreterBesideQemu() {}

    private interface Runner {
        List<String> command(String kernel, long iterations);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        Map<String, Runner> runners = new LinkedHashMap<>();
        runners.put("vmft", (kernel, iterations) -> vmft(kernel, iterations));
        runners.put("icount", (kernel, iterations) -> qemu(kernel, iterations, "-icount", "shift=0"));
        runners.put("qemu", (kernel, iterations) -> qemu(kernel, iterations));
        System.out.println("kernel   |  vmft MIPS | -icount MIPS |  qemu MIPS | vmft / -icount, median (smallest to largest) | vmft / qemu");
        double[] logs = new double[2];
        for (String kernel : KERNELS) {
            double steps = steps(kernel) / (double) COUNT_ITERATIONS;
            Map<String, double[]> rates = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Runner> runner : runners.entrySet()) {
                    rates.computeIfAbsent(runner.getKey(), name -> new double[rounds])[round] = rate(runner.getValue(), kernel, steps);
                }
            }
            double[] beside = ratio(rates.get("vmft"), rates.get("icount"));
            double[] besidePlain = ratio(rates.get("vmft"), rates.get("qemu"));
            if (!kernel.equals(ALL)) {
                logs[0] += Math.log(median(beside)) / (KERNELS.length - 1);
                logs[1] += Math.log(median(besidePlain)) / (KERNELS.length - 1);
            }
            System.out.printf("%-8s | %10.1f | %12.1f | %10.1f | %.3f (%.3f to %.3f) | %.3f%n", kernel, median(rates.get("vmft")),
                    median(rates.get("icount")), median(rates.get("qemu")), median(beside), Arrays.stream(beside).min().orElseThrow(),
                    Arrays.stream(beside).max().orElseThrow(), median(besidePlain));
        }
        System.out.printf("geometric mean of the kernels' medians: vmft / -icount %.3f, vmft / qemu %.3f%n", Math.exp(logs[0]), Math.exp(logs[1]));
    }

    /** Millions of instructions in a second. */
    private static double rate(Runner runner, String kernel, double stepsOfOne) throws IOException, InterruptedException {
        long few = Math.round(SHORT_STEPS / stepsOfOne);
        long many = Math.round(LONG_STEPS / stepsOfOne);
        double seconds = processorSeconds(runner.command(kernel, many)) - processorSeconds(runner.command(kernel, few));
        return (many - few) * stepsOfOne / seconds / 1e6;
    }

    private static double[] ratio(double[] of, double[] to) {
        double[] ratio = new double[of.length];
        Arrays.setAll(ratio, at -> of[at] / to[at]);
        return ratio;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String choose(String kernel, long iterations) {
        return (kernel.equals(ALL) ? "" : "kernel=" + kernel + " ") + "iterations=" + iterations;
    }

    private static List<String> vmft(String kernel, long iterations, String... more) {
        List<String> command = new ArrayList<>(List.of("./launcher/target/dist/bin/vmft", "run", GUEST, "--isa", "rv32", "--ram", RAM,
                "--append", choose(kernel, iterations)));
        command.addAll(List.of(more));
        return command;
    }

    private static long steps(String kernel) throws IOException, InterruptedException {
        Path json = Files.createTempFile("vmft", ".json");
        try {
            processorSeconds(vmft(kernel, COUNT_ITERATIONS, "--json", json.toString()));
            Matcher value = Pattern.compile("\"steps\" *: *([0-9]+)").matcher(Files.readString(json));
            if (!value.find()) {
                throw new IOException("no steps in the result of vmft run");
            }
            return Long.parseLong(value.group(1));
        } finally {
            Files.delete(json);
        }
    }

    private static List<String> qemu(String kernel, long iterations, String... options) {
        List<String> command = new ArrayList<>(QEMU);
        command.addAll(List.of(options));
        command.addAll(List.of("-append", choose(kernel, iterations)));
        return command;
    }

    /** Of all its threads. */
    private static double processorSeconds(List<String> command) throws IOException, InterruptedException {
        List<String> timed = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\" > /dev/null", "time"));
        timed.addAll(command);
        Process process = new ProcessBuilder(timed).redirectInput(Redirect.from(new File("/dev/null"))).start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        String[] seconds = said.substring(said.lastIndexOf('\n') + 1).split(" ");
        return Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]);
    }
}
