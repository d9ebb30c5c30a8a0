package org.vmft.demo.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vmft.api.replica.Role;

/**
 * Something that a node says of itself, one line of its output.
 *
 * @param nanos the host's monotonic time, the same for all processes
 * @param event what happened, in words
 * @param id the replica
 * @param detail why, or what is being waited for
 * @param digest of the guest's complete state, in hexadecimal; empty unless the node has stopped
 * @param frameWaits how long frames waited for the guest, if that is what it tells
 */
public record NodeEvent(long nanos, String node, String event, String id, String role, long digestsCompared,
        String detail, String digest, Optional<FrameWaits> frameWaits) {
    /** Of all frames, and of those that came during a quantum until it was over, if any did. */
    public record FrameWaits(Waits untilTaken, Optional<Waits> behindQuantum) {}

    /** In microseconds; 99 of 100 frames did not exceed {@code p99}. */
    public record Waits(long frames, double p99, double max) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BECOMES = Pattern.compile("role (\\w+) -> (\\w+)");
    private static final Pattern GRANTED = Pattern.compile("arbiter: granted CLAIM generation (\\d+)");
    private static final Pattern LISTENS = Pattern.compile("listening on (\\S+)");
    private static final String SUSPECTED = "suspected: ";

    /** Empty for a line that is not such an object. */
    public static Optional<NodeEvent> parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (!json.path("nanos").isIntegralNumber() || !json.path("event").isTextual()) {
                return Optional.empty();
            }
            return Optional.of(new NodeEvent(json.get("nanos").asLong(), json.path("node").asText(),
                    json.get("event").asText(), json.path("id").asText(), json.path("role").asText(),
                    json.path("digestsCompared").asLong(), json.path("detail").asText(), json.path("digest").asText(),
                    frameWaits(json)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<FrameWaits> frameWaits(JsonNode json) {
        return waits(json.path("untilTaken")).map(all -> new FrameWaits(all, waits(json.path("behindQuantum"))));
    }

    private static Optional<Waits> waits(JsonNode json) {
        return json.has("frames") ? Optional.of(new Waits(json.path("frames").asLong(), json.path("p99Micros").asDouble(),
                json.path("maxMicros").asDouble())) : Optional.empty();
    }

    public boolean becomes(Role role) {
        Matcher matcher = BECOMES.matcher(event);
        return matcher.matches() && matcher.group(2).equals(role.name());
    }

    /** The generation of a claim that was granted. */
    public OptionalLong granted() {
        Matcher matcher = GRANTED.matcher(event);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    public boolean claims() {
        return event.startsWith("asks the arbiter: CLAIM");
    }

    /** By which sign the peer is suspected. */
    public Optional<String> suspects() {
        return event.startsWith(SUSPECTED) ? Optional.of(event.substring(SUSPECTED.length())) : Optional.empty();
    }

    public Optional<String> listensOn() {
        Matcher matcher = LISTENS.matcher(event);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    public boolean stopped() {
        return event.equals("stopped");
    }
}
