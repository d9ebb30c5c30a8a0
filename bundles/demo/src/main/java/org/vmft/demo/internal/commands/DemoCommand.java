package org.vmft.demo.internal.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.command.OutputFile;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.GuestService;
import org.vmft.api.network.Impairment;
import org.vmft.demo.DemoRun;
import org.vmft.demo.Settings;
import org.vmft.demo.Work;
import org.vmft.demo.process.OwnProgram;
import org.vmft.demo.story.Conditions;
import org.vmft.demo.story.Fault;
import org.vmft.demo.story.Report;
import org.vmft.demo.story.RunFacts;
import org.vmft.demo.story.Story;
import picocli.CommandLine;

/** Shows what the whole is for: a guest that goes on serving when its host is killed. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=demo")
@CommandLine.Command(name = "demo", description = "Runs a protected guest under requests, kills a part of it, and checks that nothing is lost.")
public final class DemoCommand implements Command {
    private static final int KILLS_MAX = 10_000;
    private static final int ROUNDS_MAX = 50;
    private static final long SUSPICION_MILLIS_MIN = 100;
    private static final long SUSPICION_MILLIS_MAX = 60_000;

    private static final long BYTES_MIN = 100_000;
    private static final long BYTES_MAX = 1L << 30;
    /** The server guest has room for 24. */
    private static final int CONNECTIONS_MAX = 20;
    private static final long LINES_MAX = 10_000_000;

    private final List<GuestImages> guests;
    private Work work = Work.NONE;

    @CommandLine.Option(names = "--guest", paramLabel = "NAME", description = "The guest, a server (default: ${DEFAULT-VALUE}).")
    String guest = "rv32";

    @CommandLine.Option(names = "--kill", paramLabel = "WHAT",
            description = "primary, backup, link (silenced), pause (of the primary), or arbiter (default: primary).")
    Fault fault = Fault.PRIMARY;

    @CommandLine.Option(names = "--kills", paramLabel = "N", description = "Independent runs (default: ${DEFAULT-VALUE}).")
    int kills = 1;

    @CommandLine.Option(names = "--rounds", paramLabel = "N",
            description = "Primaries killed in each run; a fresh node joins in between (default: ${DEFAULT-VALUE}).")
    int rounds = 1;

    @CommandLine.Option(names = "--bytes", paramLabel = "N",
            description = "Size of the download that each fault interrupts, where the guest serves one (default: ${DEFAULT-VALUE}).")
    long bytes = 6_000_000;

    @CommandLine.Option(names = "--connections", paramLabel = "N", description = "Downloads at once (default: ${DEFAULT-VALUE}).")
    int connections = 1;

    @CommandLine.Option(names = "--upload", description = "Upload instead.")
    boolean upload;

    @CommandLine.Option(names = "--lines", paramLabel = "N",
            description = "Ask at least so many lines of the guest on one connection, over all rounds (default: ${DEFAULT-VALUE}).")
    long lines = 0;

    @CommandLine.Option(names = "--pcap", paramLabel = "FILE", description = "Keep what the switch carried in the last run.")
    Optional<Path> pcap = Optional.empty();

    @CommandLine.Option(names = "--impair", paramLabel = "SPEC",
            description = "Impair what passes between guest and clients, as in delay=5,jitter=3,drop=1,duplicate=0.5,reorder=2; see switch --help.")
    Optional<String> impair = Optional.empty();

    @CommandLine.Option(names = "--seed", paramLabel = "S", description = "Of the requests, of when the fault comes, and of the impairment (default: random).")
    Optional<Long> seed = Optional.empty();

    @CommandLine.Option(names = "--suspicion-millis", paramLabel = "M",
            description = "Silence after which a node suspects its peer (default: ${DEFAULT-VALUE}).")
    long suspicionMillis = 500;

    @CommandLine.Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file.")
    Optional<Path> json = Optional.empty();

    @CommandLine.Option(names = "--keep", paramLabel = "DIR", description = "Keep logs, events and errors of every run here.")
    Optional<Path> keep = Optional.empty();

    @Activate
    public DemoCommand(@Reference(cardinality = ReferenceCardinality.MULTIPLE) List<GuestImages> guests) {
        this.guests = guests;
    }

    @Override
    public Integer call() throws CommandException {
        GuestImages images = images();
        bounded("--bytes", bytes, BYTES_MIN, BYTES_MAX);
        bounded("--connections", connections, 1, CONNECTIONS_MAX);
        bounded("--lines", lines, 0, LINES_MAX);
        work = images.services(guest).contains(GuestService.BYTES) ? new Work(bytes, connections, upload, lines) : Work.NONE;
        if (work.none() && (pcap.isPresent() || upload || lines > 0 || connections > 1)) {
            throw new CommandException("--pcap, --upload, --lines, --connections: expected a guest that serves TCP, actual '"
                    + guest + "'", CommandException.USAGE);
        }
        bounded("--kills", kills, 1, KILLS_MAX);
        bounded("--rounds", rounds, 1, ROUNDS_MAX);
        bounded("--suspicion-millis", suspicionMillis, SUSPICION_MILLIS_MIN, SUSPICION_MILLIS_MAX);
        if (rounds > 1 && fault != Fault.PRIMARY) {
            throw new CommandException("--rounds: expected with --kill primary, actual --kill "
                    + fault.name().toLowerCase(Locale.ROOT), CommandException.USAGE);
        }
        long first = seed.orElseGet(() -> new SplittableRandom().nextLong(1, 1_000_000));
        impairment(first);
        requireImage(images);
        Optional<OutputFile> capture = pcap.map(file -> new OutputFile("--pcap", file));
        if (capture.isPresent()) {
            capture.get().check();
        }
        JsonFile results = JsonFile.at(json);
        Report report = new Report(guest, images.isa());
        try {
            Optional<String> abandoned = run(first, report, capture);
            results.write(report.json(kills));
            if (abandoned.isPresent()) {
                throw new CommandException(abandoned.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandException.FAILURE;
        } catch (IOException e) {
            throw new CommandException(FileFailure.line(e));
        }
        return report.passed(kills) ? 0 : CommandException.FAILURE;
    }

    private GuestImages images() throws CommandException {
        return guests.stream().filter(images -> serves(images, guest)).findFirst().orElseThrow(() -> new CommandException("--guest: "
                + (guests.stream().anyMatch(images -> images.names().contains(guest)) ? "guest '" + guest + "' is no server"
                        : "no guest '" + guest + "'")
                + "; servers are: " + guests.stream().flatMap(images -> images.names().stream().filter(name -> serves(images, name)))
                        .sorted().distinct().collect(Collectors.joining(", ")), CommandException.USAGE));
    }

    private static boolean serves(GuestImages images, String name) {
        return images.names().contains(name) && images.services(name).contains(GuestService.REQUESTS);
    }

    /** A node would find that out, too, but only once everything else runs. */
    private void requireImage(GuestImages images) throws CommandException {
        try {
            images.image(guest);
        } catch (IllegalStateException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private Optional<Impairment> impairment(long seedOtherwise) throws CommandException {
        try {
            return impair.map(text -> Impairment.parse(text, seedOtherwise));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--impair: " + e.getMessage(), CommandException.USAGE);
        }
    }

    private static void bounded(String option, long value, long min, long max) throws CommandException {
        if (value < min || value > max) {
            throw new CommandException(option + ": expected " + min + ".." + max + ", actual " + value, CommandException.USAGE);
        }
    }

    /** Returns why it did not come to a fault, of which there is no story to tell. */
    private Optional<String> run(long firstSeed, Report report, Optional<OutputFile> capture)
            throws IOException, InterruptedException, CommandException {
        for (int run = 1; run <= kills; run++) {
            Path folder = folder(run);
            Progress progress = new Progress(kills > 1 ? "run " + run + " of " + kills + ": " : "");
            RunFacts facts;
            long runSeed = firstSeed + run - 1;
            Optional<Impairment> impairment = impairment(runSeed);
            impairment.ifPresent(line -> System.out.println("between guest and clients: " + line));
            try {
                facts = new DemoRun(new Settings(guest, fault, rounds, work, runSeed, suspicionMillis, true, impairment), folder,
                        OwnProgram::command, progress::tell).run();
            } catch (InterruptedException e) {
                discard(folder);
                throw e;
            } finally {
                progress.end();
            }
            report.add(facts);
            if (facts.abandoned().isPresent() && facts.strikes().isEmpty()) {
                keepOrDiscard(folder, facts);
                return facts.abandoned();
            }
            tell(run, facts);
            keepCapture(folder, capture);
            keepOrDiscard(folder, facts);
        }
        if (kills > 1) {
            System.out.println(report.summary(kills));
        }
        return Optional.empty();
    }

    private Path folder(int run) throws IOException, CommandException {
        if (keep.isEmpty()) {
            return Files.createTempDirectory("vmft-demo-");
        }
        Path folder = keep.get().resolve("run-" + run);
        try {
            Files.createDirectories(keep.get());
            return Files.createDirectory(folder).toAbsolutePath();
        } catch (IOException e) {
            throw new CommandException("--keep " + folder + ": cannot be created: " + FileFailure.reason(e));
        }
    }

    private void tell(int run, RunFacts facts) {
        if (kills == 1 || !Conditions.broken(facts).isEmpty()) {
            Story.lines(facts).forEach(System.out::println);
        } else {
            System.out.println(Story.line(run, facts));
        }
    }

    private void keepOrDiscard(Path folder, RunFacts facts) throws IOException {
        if (keep.isPresent()) {
            Files.write(folder.resolve("story.txt"), Story.lines(facts));
        } else if (Conditions.broken(facts).isEmpty()) {
            discard(folder);
        } else {
            System.out.println("kept: " + folder);
        }
    }

    private static void keepCapture(Path folder, Optional<OutputFile> to) throws CommandException {
        Path captured = folder.resolve(DemoRun.CAPTURE);
        if (to.isEmpty() || !Files.exists(captured)) {
            return;
        }
        try (OutputStream out = to.get().open()) {
            Files.copy(captured, out);
        } catch (IOException e) {
            // It is there still.
            System.out.println("kept: " + folder);
            throw to.get().failure(e);
        }
    }

    private void discard(Path folder) throws IOException {
        if (keep.isPresent()) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
