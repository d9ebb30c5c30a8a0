package org.vmft.arbiter;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;

/**
 * An arbiter that is a directory which all nodes share. A thread of its own does the work, because a directory on a
 * server that has gone away can hold up whoever touches it for as long as it likes.
 */
@Component(service = Arbiter.class, configurationPid = FileArbiter.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class FileArbiter implements Arbiter {
    static final String PID = "org.vmft.arbiter.file";
    private static final long ANSWER_MILLIS_MAX = 5_000;
    /** Requests that may wait behind one that the directory holds up. */
    private static final int WAITING_MAX = 16;
    private static final long IDLE_SECONDS = 10;

    @interface Config {
        /** The directory; it must exist. */
        String directory();
    }

    private final String name;
    private final ArbiterLedger ledger;
    private final long answerMillisMax;
    private final ThreadPoolExecutor worker;

    @Activate
    public FileArbiter(Config config) {
        this(directory(config.directory()));
    }

    public FileArbiter(Path directory) {
        this("arbiter directory " + directory, new LinkStore(directory), ANSWER_MILLIS_MAX);
    }

    FileArbiter(String name, RecordStore store, long answerMillisMax) {
        this.name = name;
        this.ledger = new ArbiterLedger(store);
        this.answerMillisMax = answerMillisMax;
        worker = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
    }

    @Override
    public Verdict ask(ArbiterRequest request) throws ArbiterUnreachableException {
        FutureTask<Verdict> asked = new FutureTask<>(() -> ledger.ask(request));
        try {
            worker.execute(asked);
            return asked.get(answerMillisMax, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ArbiterUnreachableException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            worker.remove(asked);
            throw new ArbiterUnreachableException(name + ": no answer within " + answerMillisMax + " ms", e);
        } catch (RejectedExecutionException e) {
            throw new ArbiterUnreachableException(name + ": " + WAITING_MAX + " requests are waiting", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArbiterUnreachableException(name + ": interrupted", e);
        }
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
