package org.vmft.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.gdb.PacketDecoder.Event;
import org.vmft.testkit.Seed;

class PacketDecoderTest {
    private final PacketDecoder decoder = new PacketDecoder();

    private List<Event> events(String text) {
        List<Event> events = new ArrayList<>();
        for (byte next : text.getBytes(StandardCharsets.ISO_8859_1)) {
            decoder.take(next & 0xff).ifPresent(events::add);
        }
        return events;
    }

    @Test
    void packetsAndInterruptsAreTakenOutOfWhateverIsBetween() {
        assertThat(events("+++$g#67xx\003" + PacketDecoder.framed("m80000000,4") + "-"))
                .containsExactly(new Event.Packet("g"), new Event.Interrupt(), new Event.Packet("m80000000,4"));
    }

    @Test
    void wrongOrMissingChecksumIsGarbled() {
        assertThat(events("$g#68$g#zz")).containsExactly(new Event.Garbled(), new Event.Garbled());
    }

    @Test
    void anotherBeginningDropsWhatWasNotFinished() {
        assertThat(events("$m800$?#3f")).containsExactly(new Event.Packet("?"));
    }

    @Test
    void packetLongerThanAgreedIsDroppedAndTheNextOneTaken() {
        String longest = "M" + "0".repeat(PacketDecoder.PACKET_BYTES_MAX - 1);
        assertThat(events(PacketDecoder.framed(longest))).containsExactly(new Event.Packet(longest));
        assertThat(events(PacketDecoder.framed(longest + "0") + "$?#3f")).containsExactly(new Event.TooLong(), new Event.Packet("?"));
    }

    @Test
    void noiseNeverKeepsThePacketBehindItFromBeingRead() {
        SplittableRandom random = Seed.random("noiseNeverKeepsThePacketBehindItFromBeingRead");
        for (int round = 0; round < 1_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            events(new String(noise, StandardCharsets.ISO_8859_1));
            // Ends whatever the noise began.
            events("#00");
            assertThat(events("$g#67")).contains(new Event.Packet("g"));
        }
    }
}
