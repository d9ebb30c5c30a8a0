package org.vmft.logchannel.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.logchannel.RandomMessages;

class MessageCodecTest {
    private static final int ROUNDS = 300;

    @Test
    void everyMessageComesBackAsItWas() throws FormatException {
        RandomMessages messages = new RandomMessages("everyMessageComesBackAsItWas");
        for (int round = 0; round < ROUNDS; round++) {
            for (ChannelMessage message : List.of(messages.hello(), messages.welcome(), messages.refuse(), messages.message())) {
                ChannelMessage back = MessageCodec.read(MessageCodec.type(message), new ByteReader(payload(message)));
                assertThat(back).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(message);
            }
        }
    }

    @Test
    void mutatedPayloadsAreReadOrRefusedAndNothingElse() {
        RandomMessages messages = new RandomMessages("mutatedPayloadsAreReadOrRefusedAndNothingElse");
        Random random = messages.random();
        int refused = 0;
        for (int round = 0; round < 40 * ROUNDS; round++) {
            ChannelMessage message = random.nextInt(4) == 0 ? messages.hello() : messages.message();
            byte[] mutated = Mutations.mutate(random, payload(message));
            try {
                ChannelMessage read = MessageCodec.read(MessageCodec.type(message), new ByteReader(mutated));
                assertThat(payload(read)).as("there is one encoding of each message").isEqualTo(mutated);
            } catch (FormatException e) {
                assertThat(e.getMessage()).contains("expected", "actual").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS);
    }

    @Test
    void randomBytesAreReadOrRefusedAndNothingElse() {
        Random random = new RandomMessages("randomBytesAreReadOrRefusedAndNothingElse").random();
        for (int round = 0; round < 40 * ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            int type = random.nextInt(16);
            try {
                assertThat(payload(MessageCodec.read(type, new ByteReader(bytes)))).isEqualTo(bytes);
            } catch (FormatException e) {
                assertThat(e.getMessage()).contains("expected", "actual");
            }
        }
    }

    @Test
    void decreasingStepsAreNotWritten() {
        Flush flush = new Flush(1, List.of(new TimedEntry(5, new LogEntry.PowerOff()), new TimedEntry(4, new LogEntry.Progress())));
        assertThatIllegalArgumentException().isThrownBy(() -> payload(new ChannelMessage.Entries(flush)))
                .withMessageContaining("expected >=5");
    }

    @Test
    void everyTypeOfTheApiHasANumber() {
        assertThat(EntryCodec.types()).isEqualTo(records(LogEntry.class));
        assertThat(MessageCodec.types()).isEqualTo(records(ChannelMessage.class));
    }

    private static Set<Class<?>> records(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? records(type).stream() : Stream.of(type)).collect(Collectors.toSet());
    }

    private static byte[] payload(ChannelMessage message) {
        ByteWriter out = new ByteWriter();
        MessageCodec.write(out, message);
        return out.toByteArray();
    }
}
