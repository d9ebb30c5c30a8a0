package org.vmft.replication.internal.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.vmft.api.replica.FrameWaits;
import org.vmft.api.replica.ReplicaListener;
import org.vmft.api.replica.ReplicaStatus;

/** Prints what happens to this node's replicas on standard output: a sentence a line, or a JSON object a line. */
@Component(service = ReplicaListener.class, configurationPid = EventPrinter.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EventPrinter implements ReplicaListener {
    static final String PID = "org.vmft.replica.events";

    @interface Config {
        /** {@code text} or {@code json}. */
        String format() default "text";

        /** Whether figures are printed, too. */
        boolean figures() default false;
    }

    /** Lines that wait for a slow reader; more are dropped, since a replica must not wait for a terminal. */
    private static final int LINES_MAX = 1024;
    private static final long LAST_LINES_MILLIS_MAX = 1000;
    private static final long POLL_MILLIS = 20;

    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintStream out = System.out;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private final Thread writer = new Thread(this::write, "events");
    private final boolean json;
    private final boolean figures;
    private volatile boolean ending;

    @Activate
    public EventPrinter(Config config) {
        json = config.format().equals("json");
        figures = config.figures();
        writer.setDaemon(true);
        writer.start();
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        ending = true;
        writer.join(LAST_LINES_MILLIS_MAX);
    }

    private void write() {
        try {
            for (String line = lines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS); line != null || !ending;
                    line = lines.poll(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (line != null) {
                    out.println(line);
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void event(String node, long nanos, String what, ReplicaStatus status) {
        print(node, nanos, what, status, Map.of());
    }

    @Override
    public void framesWaited(String node, long nanos, FrameWaits waits, ReplicaStatus status) {
        if (figures) {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("untilTaken", micros(waits.untilTaken()));
            waits.behindQuantum().ifPresent(behind -> more.put("behindQuantum", micros(behind)));
            print(node, nanos, "frames waited for the guest", status, more);
        }
    }

    private static Map<String, Object> micros(FrameWaits.Waits waits) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("frames", waits.frames());
        figures.put("p50Micros", waits.p50Nanos() / 1e3);
        figures.put("p99Micros", waits.p99Nanos() / 1e3);
        figures.put("maxMicros", waits.maxNanos() / 1e3);
        return figures;
    }

    @Override
    public void stopped(String node, long nanos, ReplicaStatus status, long digest) {
        print(node, nanos, "stopped", status, Map.of("digest", "%016x".formatted(digest)));
    }

    private void print(String node, long nanos, String what, ReplicaStatus status, Map<String, Object> more) {
        if (!json) {
            lines.offer("%s %s: %s (%s, generation %d, step %d)%s%s".formatted(Instant.now(), node, what, status.role(),
                    status.generation(), status.step(), status.detail().isEmpty() ? "" : ": " + status.detail(),
                    more.isEmpty() ? "" : " " + more));
            return;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("nanos", nanos);
        line.put("time", Instant.now().toString());
        line.put("node", node);
        line.put("vm", status.vm());
        line.put("event", what);
        line.put("id", status.id().toString());
        line.put("role", status.role());
        line.put("incarnation", status.incarnation());
        line.put("generation", status.generation());
        line.put("peer", status.peer().toString());
        line.put("step", status.step());
        line.put("position", status.position());
        line.put("acknowledged", status.acknowledged());
        line.put("released", status.released());
        line.put("digestsCompared", status.digestsCompared());
        line.put("detail", status.detail());
        line.putAll(more);
        try {
            lines.offer(mapper.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
