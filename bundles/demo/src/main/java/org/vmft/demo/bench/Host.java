package org.vmft.demo.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** What the host says of itself and of a process; empty or 0 where it is not a Linux. */
public final class Host {
    private static final Path STAT = Path.of("/proc/stat");

    /** Processor time of all processors since boot, in ticks. */
    public record Ticks(long idle, long all) {
        /** The part of the time since then in which processors had nothing to do. */
        public OptionalDouble idleSince(Ticks earlier) {
            return all == earlier.all ? OptionalDouble.empty() : OptionalDouble.of((idle - earlier.idle) / (double) (all - earlier.all));
        }
    }

    private Host() {}

    /** Of the last minute. */
    public static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    public static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    public static Ticks ticks() throws IOException {
        return Files.isReadable(STAT) ? ticks(Files.readAllLines(STAT).get(0)) : new Ticks(0, 0);
    }

    /** The line is {@code cpu} and the ticks in user, nice, system, idle, waiting for I/O, interrupts, and more. */
    static Ticks ticks(String line) {
        // Time of guests, the last two columns, is in the first two already.
        long[] columns = Arrays.stream(line.trim().split("\\s+")).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
        return new Ticks(columns[3] + columns[4], Arrays.stream(columns).sum());
    }

    public static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration()).map(Duration::toNanos).orElse(0L) / 1e9;
    }

    public static double residentMegabytes(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        return Files.isReadable(status) ? residentMegabytes(Files.readAllLines(status)) : 0;
    }

    static double residentMegabytes(List<String> status) {
        return status.stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0).findFirst().orElse(0);
    }
}
