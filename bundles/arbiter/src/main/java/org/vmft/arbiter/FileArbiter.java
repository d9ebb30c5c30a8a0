package org.vmft.arbiter;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;

/** An arbiter that is a directory which all nodes share. */
@Component(service = Arbiter.class, configurationPid = FileArbiter.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FileArbiter implements Arbiter {
    static final String PID = "org.vmft.arbiter.file";

    @interface Config {
        /** The directory; it must exist. */
        String directory();
    }

    private final ArbiterLedger ledger;

    @Activate
    public FileArbiter(Config config) {
        this(directory(config.directory()));
    }

    public FileArbiter(Path directory) {
        ledger = new ArbiterLedger(new LinkStore(directory));
    }

    @Override
    public Verdict ask(ArbiterRequest request) throws ArbiterUnreachableException {
        return ledger.ask(request);
    }

    private static Path directory(String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(PID + ": directory: missing");
        }
        try {
            Path directory = Path.of(value);
            if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException(PID + ": directory: no such directory: " + value);
            }
            return directory;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(PID + ": directory: " + e.getMessage());
        }
    }
}
