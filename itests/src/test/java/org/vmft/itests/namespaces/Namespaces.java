package org.vmft.itests.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.vmft.itests.LineProcess;

/**
 * Two hosts A and B, each with a bridge, a TAP interface for the guest and a cable; a client C with a cable; and S, the
 * bridge into which the cables lead. Everything is inside namespaces of their own, and goes with them.
 */
public final class Namespaces implements AutoCloseable {
    /** Where a guest attaches, on both hosts. */
    public static final String TAP = "ft0";

    public static final String TO_ALL = "10.9.1.255";
    public static final String TO_CLIENT = "10.9.1.50";

    private static final String CLIENT_MAC = "02:00:00:00:00:50";
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final long COMMAND_SECONDS_MAX = 20;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final int NETWORK_BITS = 24;

    /** One namespace. */
    public enum Place {
        A(1), B(2), C(50), S(100);

        private final int station;

        Place(int station) {
            this.station = station;
        }

        public String ip() {
            return "10.9.0." + station;
        }

        /** Its end of the cable within S. */
        public String port() {
            return "p" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final String prefix = "vmft-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet() + "-";
    private final List<LineProcess> processes = new ArrayList<>();
    private final Thread lastResort = new Thread(this::remove, "remove " + prefix);

    /** @throws IOException naming the command that did not work here and what it said */
    public Namespaces() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(lastResort);
        try {
            if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
                throw new IOException(TUN + ": " + (Files.exists(TUN) ? "no permission" : "not there"));
            }
            for (Place place : Place.values()) {
                command("ip", "netns", "add", name(place));
                // Its multicast would be delivered to the guest and logged.
                command(inside(place, "sh", "-c", "for i in /proc/sys/net/ipv6/conf/*/disable_ipv6; do [ ! -e $i ] || echo 1 > $i; done"));
            }
            bridge(Place.S);
            command(ip(Place.S, "addr", "add", Place.S.ip() + "/" + NETWORK_BITS, "dev", "br0"));
            for (Place host : List.of(Place.A, Place.B)) {
                bridge(host);
                command(ip(host, "tuntap", "add", "dev", TAP, "mode", "tap"));
                command(ip(host, "link", "set", TAP, "master", "br0", "up"));
                cable(host);
                command(ip(host, "link", "set", "v0", "master", "br0", "up"));
                command(ip(host, "addr", "add", host.ip() + "/" + NETWORK_BITS, "dev", "br0"));
            }
            cable(Place.C);
            command(ip(Place.C, "addr", "add", Place.C.ip() + "/" + NETWORK_BITS, "dev", "v0"));
            command(ip(Place.C, "link", "set", "v0", "address", CLIENT_MAC, "up"));
            command(ip(Place.C, "route", "change", "10.9.0.0/" + NETWORK_BITS, "dev", "v0", "src", Place.C.ip(), "rto_min", "10ms"));
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void bridge(Place place) throws IOException, InterruptedException {
        command(ip(place, "link", "add", "br0", "type", "bridge"));
        command(ip(place, "link", "set", "br0", "up"));
    }

    private void cable(Place from) throws IOException, InterruptedException {
        command(ip(from, "link", "add", "v0", "type", "veth", "peer", "name", from.port(), "netns", name(Place.S)));
        plug(from);
    }

    /** Connects its cable. */
    public void plug(Place place) throws IOException, InterruptedException {
        command(ip(Place.S, "link", "set", place.port(), "master", "br0", "up"));
    }

    /** Nothing passes any more, and nobody is told. */
    public void partition(Place place) throws IOException, InterruptedException {
        command(ip(Place.S, "link", "set", place.port(), "nomaster"));
    }

    /** Attaches another station to its bridge; with {@link #TO_ALL} and {@link #TO_CLIENT} it sends frames from that address. */
    public void attachStation(Place host, String mac) throws IOException, InterruptedException {
        command(ip(host, "link", "add", "x0", "type", "veth", "peer", "name", "x1"));
        command(ip(host, "link", "set", "x0", "master", "br0", "up"));
        command(ip(host, "link", "set", "x1", "address", mac, "up"));
        command(ip(host, "addr", "add", "10.9.1.1/" + NETWORK_BITS, "brd", "+", "dev", "x1"));
        command(ip(host, "neigh", "add", TO_CLIENT, "lladdr", CLIENT_MAC, "dev", "x1", "nud", "permanent"));
    }

    /** Starts a process there; it ends with the namespaces. */
    public LineProcess start(String name, Place place, String... command) throws IOException {
        LineProcess process = new LineProcess(name, inside(place, command));
        processes.add(process);
        return process;
    }

    private String name(Place place) {
        return prefix + place;
    }

    private String[] inside(Place place, String... command) {
        return joined(new String[] {"ip", "netns", "exec", name(place)}, command);
    }

    private String[] ip(Place place, String... arguments) {
        return joined(new String[] {"ip", "-n", name(place)}, arguments);
    }

    private static String[] joined(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }

    private static String command(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": no end within " + COMMAND_SECONDS_MAX + " s");
        }
        String said = new String(process.getInputStream().readAllBytes()).strip();
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
        remove();
    }

    private void remove() {
        processes.forEach(LineProcess::close);
        for (Place place : Place.values()) {
            try {
                for (String pid : command("ip", "netns", "pids", name(place)).split("\\s+")) {
                    if (!pid.isEmpty()) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
                command("ip", "netns", "del", name(place));
            } catch (IOException e) {
                // It was not made.
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
