package org.vmft.arbiter.internal.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.network.HostPort;
import org.vmft.arbiter.TcpArbiterServer;
import picocli.CommandLine;

/** Runs the arbiter's server until it is interrupted. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=arbiter")
@CommandLine.Command(name = "arbiter",
        description = "Runs the arbiter: of all replicas that claim a generation, it lets one go live.")
public final class ArbiterCommand implements Command {
    @CommandLine.Option(names = "--listen", required = true, paramLabel = "HOST:PORT",
            description = "Where to listen; port 0 takes a free one and prints it.")
    String listen;

    @CommandLine.Option(names = "--directory", required = true, paramLabel = "DIR",
            description = "Where decisions are kept; it must exist.")
    Path directory;

    @Activate
    public ArbiterCommand() {}

    @Override
    public Integer call() throws CommandException {
        try (TcpArbiterServer server = new TcpArbiterServer(address(), directory)) {
            System.out.println("arbiter listening on " + server.address());
            new CountDownLatch(1).await();
        } catch (IOException e) {
            throw new CommandException(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private HostPort address() throws CommandException {
        try {
            return HostPort.parse(listen);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--listen: " + e.getMessage(), CommandException.USAGE);
        }
    }
}
