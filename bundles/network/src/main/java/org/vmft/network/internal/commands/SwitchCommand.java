package org.vmft.network.internal.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.network.HostPort;
import org.vmft.api.network.Impairment;
import org.vmft.network.Forward;
import org.vmft.network.Forwards;
import org.vmft.network.StreamAddress;
import org.vmft.network.SwitchServer;
import org.vmft.network.SwitchStatistics;
import picocli.CommandLine;

/** Runs a switch until it is interrupted. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=switch")
@CommandLine.Command(name = "switch",
        description = "Runs an Ethernet switch for guests that drops the frames of stale primaries.")
public final class SwitchCommand implements Command {
    private static final long STATISTICS_MILLIS = 10_000;
    private static final int SEED_BOUND = 1_000_000;

    @CommandLine.Option(names = "--listen", required = true, paramLabel = "HOST:PORT",
            description = "Where to listen (QEMU's stream framing); port 0 takes a free one and prints it.")
    String listen;

    @CommandLine.Option(names = "--unix", paramLabel = "PATH", description = "Also listen on this UNIX socket.")
    Optional<String> unix = Optional.empty();

    @CommandLine.Option(names = "--udp", paramLabel = "HOSTPORT:GUESTIP:GUESTPORT",
            description = "Forward a UDP port of 127.0.0.1 to a guest on 10.0.2.0/24; may be repeated.")
    List<String> udp = List.of();

    @CommandLine.Option(names = "--tcp", paramLabel = "HOSTPORT:GUESTIP:GUESTPORT",
            description = "Forward a TCP port of 127.0.0.1 to a guest on 10.0.2.0/24; may be repeated.")
    List<String> tcp = List.of();

    @CommandLine.Option(names = "--impair", paramLabel = "SPEC",
            description = "Impair frames to and from the forwarded ports, as in delay=5,jitter=3,drop=1,duplicate=0.5,reorder=2,seed=42: "
                    + "delay each by 5 ms and up to 3 more; drop 1 %%; carry 0.5 %% twice; 2 %% are late by another 10 ms, so that others "
                    + "overtake them. Any may be left out. The seed (default: random, printed) decides for the n-th frame each way.")
    Optional<String> impair = Optional.empty();

    @CommandLine.Option(names = "--pcap", paramLabel = "FILE", description = "Write every frame that comes into the switch to this file, as libpcap does.")
    Optional<Path> pcap = Optional.empty();

    @CommandLine.Option(names = "--stats", description = "Print counters every ten seconds while they change, and at the end.")
    boolean stats;

    @Activate
    public SwitchCommand() {}

    @Override
    public Integer call() throws CommandException {
        List<StreamAddress> addresses = new ArrayList<>();
        addresses.add(StreamAddress.tcp(parsed("--listen", listen, HostPort::parse)));
        if (unix.isPresent()) {
            addresses.add(parsed("--unix", "unix:" + unix.get(), StreamAddress::parse));
        }
        Forwards forwards = new Forwards(forwards("--udp", udp), forwards("--tcp", tcp));
        Optional<Impairment> impairment = impairment();
        if (impairment.isPresent() && udp.isEmpty() && tcp.isEmpty()) {
            throw new CommandException("--impair: expected with --udp or --tcp", CommandException.USAGE);
        }
        try (SwitchServer server = new SwitchServer(addresses, forwards, impairment, pcap)) {
            server.addresses().forEach(address -> System.out.println("switch listening on " + address));
            server.udpForwards().forEach(address -> System.out.println("udp forward on " + address));
            server.tcpForwards().forEach(address -> System.out.println("tcp forward on " + address));
            impairment.ifPresent(line -> System.out.println("impaired by " + line));
            watch(server);
            throw new CommandException("switch " + server.addresses() + " broke down");
        } catch (IOException e) {
            throw new CommandException(e.getMessage());
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private Optional<Impairment> impairment() throws CommandException {
        return impair.isEmpty() ? Optional.empty()
                : Optional.of(parsed("--impair", impair.get(), text -> Impairment.parse(text, new SplittableRandom().nextInt(SEED_BOUND))));
    }

    private static List<Forward> forwards(String option, List<String> texts) throws CommandException {
        List<Forward> forwards = new ArrayList<>();
        for (String text : texts) {
            forwards.add(parsed(option, text, Forward::parse));
        }
        return forwards;
    }

    private void watch(SwitchServer server) throws InterruptedException {
        SwitchStatistics told = server.statistics();
        try {
            while (!server.awaitEnd(STATISTICS_MILLIS)) {
                SwitchStatistics now = server.statistics();
                if (!now.equals(told)) {
                    told = now;
                    print(told);
                }
            }
        } finally {
            print(server.statistics());
        }
    }

    private void print(SwitchStatistics now) {
        if (stats) {
            System.out.println("switch: ports " + now.ports() + ", carried " + now.carried() + ", malformed " + now.malformed()
                    + ", fenced " + now.fenced() + ", overflowed " + now.overflowed() + ", fencings " + now.fencings()
                    + ", purged " + now.purged() + (impair.isEmpty() ? "" : ", lost " + now.lost() + ", duplicated " + now.duplicated()
                    + ", reordered " + now.reordered()));
        }
    }

    private static <T> T parsed(String option, String value, Function<String, T> parser) throws CommandException {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new CommandException(option + ": " + e.getMessage(), CommandException.USAGE);
        }
    }
}
