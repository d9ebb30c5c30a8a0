package org.vmft.arbiter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/** Requests, records and verdicts as JSON objects of one line. Anything that is not exactly one is refused. */
final class ArbiterJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Text that is not what was expected; the message is one line. */
    static final class FormatException extends Exception {
        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message);
        }
    }

    private ArbiterJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String line(JsonNode node) {
        return node.toString();
    }

    static JsonNode parse(String line) throws FormatException {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (!node.isObject()) {
                throw new FormatException("expected a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new FormatException("expected a JSON object: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    static ObjectNode of(ArbiterRequest request) {
        return object()
                .put("operation", request.operation().name())
                .put("vm", request.vm())
                .put("incarnation", request.incarnation())
                .put("generation", request.generation())
                .put("replica", request.replica().toString())
                .put("force", request.force());
    }

    static ArbiterRequest request(JsonNode node) throws FormatException {
        fields(node, "operation", "vm", "incarnation", "generation", "replica", "force");
        String operation = text(node, "operation");
        if (Arrays.stream(Operation.values()).noneMatch(known -> known.name().equals(operation))) {
            throw new FormatException("operation: expected CREATE, CLAIM, MARK_OFF or INSPECT");
        }
        try {
            return new ArbiterRequest(Operation.valueOf(operation), text(node, "vm"), number(node, "incarnation"),
                    number(node, "generation"), replica(node, "replica"), flag(node, "force"));
        } catch (IllegalArgumentException e) {
            throw new FormatException(e.getMessage());
        }
    }

    static ObjectNode of(ArbiterRecord record) {
        return object()
                .put("vm", record.vm())
                .put("incarnation", record.incarnation())
                .put("generation", record.generation())
                .put("winner", record.winner().toString())
                .put("off", record.off());
    }

    static ArbiterRecord record(JsonNode node) throws FormatException {
        fields(node, "vm", "incarnation", "generation", "winner", "off");
        return new ArbiterRecord(text(node, "vm"), number(node, "incarnation"), number(node, "generation"),
                replica(node, "winner"), flag(node, "off"));
    }

    static ObjectNode of(Verdict verdict) {
        ObjectNode node = object();
        node.set("request", of(verdict.request()));
        node.put("granted", verdict.granted());
        verdict.record().ifPresent(record -> node.set("record", of(record)));
        return node;
    }

    static Verdict verdict(JsonNode node) throws FormatException {
        Optional<ArbiterRecord> record = node.has("record")
                ? Optional.of(record(field(node, "record"))) : Optional.empty();
        return new Verdict(request(field(node, "request")), flag(node, "granted"), record);
    }

    static JsonNode field(JsonNode node, String name) throws FormatException {
        JsonNode field = node.get(name);
        if (field == null) {
            throw new FormatException(name + ": missing");
        }
        return field;
    }

    static long number(JsonNode node, String name) throws FormatException {
        JsonNode field = field(node, name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw new FormatException(name + ": expected a whole number");
        }
        return field.longValue();
    }

    static String text(JsonNode node, String name) throws FormatException {
        JsonNode field = field(node, name);
        if (!field.isTextual()) {
            throw new FormatException(name + ": expected a string");
        }
        return field.textValue();
    }

    private static boolean flag(JsonNode node, String name) throws FormatException {
        JsonNode field = field(node, name);
        if (!field.isBoolean()) {
            throw new FormatException(name + ": expected true or false");
        }
        return field.booleanValue();
    }

    private static ReplicaId replica(JsonNode node, String name) throws FormatException {
        String text = text(node, name);
        if (!text.matches("[0-9a-f]{16}")) {
            throw new FormatException(name + ": expected 16 hexadecimal digits");
        }
        return ReplicaId.parse(text);
    }

    /** An unknown field may change the meaning of the others: the sender is newer than this reader. */
    private static void fields(JsonNode node, String... names) throws FormatException {
        if (!node.isObject() || node.size() != names.length) {
            throw new FormatException("expected an object with " + String.join(", ", names));
        }
        for (String name : names) {
            field(node, name);
        }
    }
}
