package org.vmft.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleException;
import picocli.CommandLine;

/** {@code vmft COMMAND ...} */
public final class Main {
    private final Home home;
    private final Arguments arguments;
    private final CommandRun run;
    private final Shutdown shutdown = new Shutdown(Thread.currentThread());

    private Main(Home home, Arguments arguments) {
        this.home = home;
        this.arguments = arguments;
        this.run = new CommandRun(new PrintWriter(System.err), arguments.verbose(), shutdown::begun);
    }

    public static void main(String[] args) throws URISyntaxException {
        // Everything printed is English, and the framework writes versions with the locale's digits.
        Locale.setDefault(Locale.ROOT);
        Arguments arguments = Arguments.parse(args);
        Logging.prepare(arguments.verbose(), System.getenv("VMFT_LOG"));
        Main main = new Main(Home.ofRunningJar(), arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(main.shutdown, "shutdown"));
        int code;
        try {
            Parent.watch(System.getenv(Parent.VARIABLE), () -> System.exit(CommandLine.ExitCode.SOFTWARE));
            code = main.run();
        } catch (Exception | Error e) {
            code = main.run.failure(e);
        }
        main.shutdown.commandReturned();
        System.out.flush();
        System.exit(code);
    }

    private int run() throws IOException, BundleException, InterruptedException {
        if (arguments.asksForVersion()) {
            System.out.println("vmft " + Container.launchProperties().getProperty("version"));
            return 0;
        }
        List<FoundCommand> tools = ToolCommands.in(home);
        Optional<FoundCommand> tool = FoundCommand.asked(tools, arguments);
        if (tool.isPresent()) {
            Thread.currentThread().setContextClassLoader(tool.get().command().getClass().getClassLoader());
            return run(tool.get());
        }
        Container container = Container.start(home, run::say);
        shutdown.stops(container);
        new Plugins(container, run::say).await(home.plugins());
        new MissingRequirements(container.context()).lines().forEach(run::say);
        ServiceCommands services = new ServiceCommands(container.context());
        if (arguments.words().isEmpty() || arguments.asksForHelp()) {
            help(all(tools, services));
            return arguments.asksForHelp() ? 0 : 2;
        }
        Optional<FoundCommand> found = services.await(arguments, run::say);
        if (found.isPresent()) {
            return run(found.get());
        }
        return run.usageError(FoundCommand.absent(all(tools, services), arguments.words().get(0)));
    }

    private int run(FoundCommand found) {
        return run.run(found, arguments.after(found.name()));
    }

    private static List<FoundCommand> all(List<FoundCommand> tools, ServiceCommands services) {
        List<FoundCommand> all = new ArrayList<>(tools);
        all.addAll(services.present());
        all.removeIf(FoundCommand::hidden);
        all.sort(Comparator.comparing(FoundCommand::name));
        return all;
    }

    private static void help(List<FoundCommand> commands) {
        int width = commands.stream().mapToInt(command -> command.name().length()).max().orElse(0);
        System.out.println("Usage: vmft [--verbose] COMMAND [ARGUMENT...]");
        for (FoundCommand command : commands) {
            System.out.printf("  %-" + Math.max(1, width) + "s  %s%n", command.name(), command.description());
        }
        System.out.println("'vmft COMMAND --help' shows the options of a command; VMFT_LOG=[LOGGER=]LEVEL,... what is logged.");
    }
}
