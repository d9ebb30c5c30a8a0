package org.vmft.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.replica.Role;

class NodeEventTest {
    private static NodeEvent event(String what) {
        return NodeEvent.parse("{\"nanos\": -5, \"node\": \"a\", \"event\": \"" + what + "\", \"id\": \"00ff\", \"role\": \"SOLO\","
                + " \"digestsCompared\": 3, \"detail\": \"why\", \"digest\": \"0123456789abcdef\", \"later\": true}").orElseThrow();
    }

    @Test
    void isReadFromALine() {
        assertThat(event("stopped")).isEqualTo(new NodeEvent(-5, "a", "stopped", "00ff", "SOLO", 3, "why", "0123456789abcdef", Optional.empty()));
    }

    @Test
    void saysWhatHappened() {
        assertThat(event("role BACKUP -> SEALED").becomes(Role.SEALED)).isTrue();
        assertThat(event("role BACKUP -> SEALED").becomes(Role.BACKUP)).isFalse();
        assertThat(event("suspected: timeout: nothing heard for 501 ms").suspects()).hasValue("timeout: nothing heard for 501 ms");
        assertThat(event("asks the arbiter: CLAIM generation 2").claims()).isTrue();
        assertThat(event("asks the arbiter: CREATE generation 1").claims()).isFalse();
        assertThat(event("arbiter: granted CLAIM generation 12").granted()).hasValue(12);
        assertThat(event("arbiter: refused CLAIM generation 12").granted()).isEmpty();
        assertThat(event("arbiter: granted CREATE generation 1").granted()).isEmpty();
        assertThat(event("listening on 127.0.0.1:40001").listensOn()).hasValue("127.0.0.1:40001");
        assertThat(event("stopped").stopped()).isTrue();
    }

    @Test
    void tellsHowLongFramesWaited() {
        String untilTaken = "{\"frames\": 7, \"p50Micros\": 10.0, \"p99Micros\": 120.5, \"maxMicros\": 300.0}";
        String behindQuantum = "{\"frames\": 2, \"p50Micros\": 10.0, \"p99Micros\": 20.5, \"maxMicros\": 30.0}";
        String event = "{\"nanos\": 1, \"event\": \"frames waited for the guest\", \"untilTaken\": " + untilTaken;
        NodeEvent.Waits all = new NodeEvent.Waits(7, 120.5, 300);
        assertThat(NodeEvent.parse(event + "}").orElseThrow().frameWaits())
                .contains(new NodeEvent.FrameWaits(all, Optional.empty()));
        assertThat(NodeEvent.parse(event + ", \"behindQuantum\": " + behindQuantum + "}").orElseThrow().frameWaits())
                .contains(new NodeEvent.FrameWaits(all, Optional.of(new NodeEvent.Waits(2, 20.5, 30))));
    }

    @Test
    void isNotReadFromAnythingElse() {
        for (String line : new String[] {"", "hello", "[]", "7", "{}", "{\"event\": \"stopped\"}", "{\"nanos\": 1}", "{\"nanos\": 1, \"event\""}) {
            assertThat(NodeEvent.parse(line)).as(line).isEmpty();
        }
    }
}
