package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.Seed;
import org.vmft.testkit.TestBoard;

class ServerGuestTest {
    private static final long STEPS_MAX = 100_000;
    private static final int ANSWER_BYTES = 36;
    private static final int ANSWERS_KEPT = 256;
    private static final int CLIENTS_KEPT = 64;

    private record Answer(long id, int client, long counter, long hash, int payloadLength) {}

    private final ScriptedHost host = new ScriptedHost(1);
    private final TestBoard board = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
            new MachineSpec(128 << 10, Frames.SERVER_MAC, ""), host);

    @BeforeEach
    void boot() throws Exception {
        board.load(new ToyGuests().image("toy").orElseThrow());
        assertThat(board.run(STEPS_MAX)).isEqualTo(Stop.IDLE);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        host.takeOutputs().forEach(output -> printed.writeBytes(output.bytes()));
        assertThat(printed.toString(StandardCharsets.US_ASCII)).isEqualTo("toy server at 10.0.2.15, UDP port 7777\n");
    }

    @Test
    void refusesLittleMemory() throws Exception {
        TestBoard small = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
                new MachineSpec(92 << 10, Frames.SERVER_MAC, ""), host);
        small.load(new ToyGuests().image("toy").orElseThrow());
        assertThat(small.run(STEPS_MAX)).isEqualTo(Stop.HALTED);
        assertThat(small.machine().exitCode()).isEqualTo(2);
    }

    @Test
    void takesSixteenFramesAtOnce() {
        for (int id = 1; id <= 16; id++) {
            LogEntry.PacketArrival arrival = new LogEntry.PacketArrival(Frames.request(1, id, new byte[id]));
            assertThat(board.ready(arrival)).isTrue();
            board.deliver(arrival);
        }
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        assertThat(host.takeOutputs()).hasSize(16);
        assertThat(ask(1, 17, new byte[0]).counter()).isEqualTo(17);
    }

    @Test
    void answersARequestWithCounterAndHashChain() {
        byte[] payload = {1, 2, 3};
        Answer answer = ask(5, 9, payload);
        assertThat(answer).isEqualTo(new Answer(9, 5, 1, HashChain.next(0, 5, 9, payload), payload.length));
    }

    @Test
    void chainsAndCountsOverRandomRequestsOfManyClients() {
        SplittableRandom random = Seed.random("chainsAndCountsOverRandomRequestsOfManyClients");
        long chain = 0;
        for (int count = 1; count <= 600; count++) {
            int client = random.nextInt();
            long id = random.nextLong();
            byte[] payload = new byte[random.nextInt(count % 10 == 0 ? 1001 : 20)];
            random.nextBytes(payload);
            chain = HashChain.next(chain, client, id, payload);
            assertThat(ask(client, id, payload)).isEqualTo(new Answer(id, client, count, chain, payload.length));
        }
    }

    @Test
    void givesARepeatedRequestItsOldAnswerByteForByte() {
        List<byte[]> answers = new ArrayList<>();
        for (int id = 1; id <= ANSWERS_KEPT; id++) {
            answers.add(exchange(Frames.request(1, id, new byte[id])));
        }
        for (int id = ANSWERS_KEPT; id >= 1; id--) {
            assertThat(exchange(Frames.request(1, id, new byte[id]))).isEqualTo(answers.get(id - 1));
        }
        assertThat(ask(1, ANSWERS_KEPT + 1, new byte[0]).counter()).isEqualTo(ANSWERS_KEPT + 1);
    }

    @Test
    void ignoresRequestsWhoseAnswerIsForgotten() {
        long last = 1L << 32;
        long first = last - ANSWERS_KEPT;
        for (long id = first; id <= last; id++) {
            ask(1, id, new byte[0]);
        }
        assertThat(send(Frames.request(1, first, new byte[0]))).isEmpty();
        assertThat(send(Frames.request(1, first - 1, new byte[0]))).isEmpty();
        assertThat(send(Frames.request(1, 0, new byte[0]))).isEmpty();
        assertThat(ask(1, first + 1, new byte[0]).counter()).as("the oldest kept").isEqualTo(2);
        assertThat(ask(2, first, new byte[0]).counter()).as("another client").isEqualTo(ANSWERS_KEPT + 2);
    }

    @Test
    void theFloorOfAClientIsTheHighestIdForgotten() {
        long high = (5L << 32) + 7;
        ask(1, high, new byte[0]);
        ask(1, (4L << 32) + 9, new byte[0]);
        ask(1, high - 4, new byte[0]);
        ask(1, 4, new byte[0]);
        for (int id = 1; id <= ANSWERS_KEPT - 1; id++) {
            ask(2, id, new byte[0]);
        }
        assertThat(send(Frames.request(1, (4L << 32) + 20, new byte[0]))).isEmpty();
        assertThat(send(Frames.request(1, high - 1, new byte[0]))).isEmpty();
        assertThat(send(Frames.request(1, high, new byte[0]))).isEmpty();
        assertThat(send(Frames.request(1, 3, new byte[0]))).isEmpty();
        assertThat(ask(1, high + 1, new byte[0]).counter()).isEqualTo(ANSWERS_KEPT + 4);
        assertThat(ask(1, 6L << 32, new byte[0]).counter()).isEqualTo(ANSWERS_KEPT + 5);
    }

    @Test
    void theFloorRisesWithEveryHigherIdForgotten() {
        ask(1, 5, new byte[0]);
        ask(1, 7, new byte[0]);
        ask(1, (1L << 32) + 1, new byte[0]);
        for (int id = 1; id <= ANSWERS_KEPT - 1; id++) {
            ask(2, id, new byte[0]);
        }
        assertThat(send(Frames.request(1, 6, new byte[0]))).isEmpty();
        ask(2, ANSWERS_KEPT, new byte[0]);
        assertThat(send(Frames.request(1, 8, new byte[0]))).isEmpty();
    }

    @Test
    void zeroIsAClientAndAnIdLikeOthers() {
        assertThat(ask(1, 0, new byte[0]).counter()).isEqualTo(1);
        assertThat(ask(0, 0, new byte[0]).counter()).isEqualTo(2);
        assertThat(ask(0, 0, new byte[0]).counter()).isEqualTo(2);
    }

    @Test
    void takesARequestThatWasOvertakenByLaterOnes() {
        ask(1, 10, new byte[0]);
        ask(1, 12, new byte[0]);
        assertThat(ask(1, 11, new byte[0]).counter()).isEqualTo(3);
    }

    @Test
    void remembersFloorsOfSixtyFourClients() {
        for (int client = 1; client <= CLIENTS_KEPT; client++) {
            ask(client, 100, new byte[0]);
        }
        for (int id = 1; id <= ANSWERS_KEPT; id++) {
            ask(-1, id, new byte[0]);
        }
        for (int client = 1; client <= CLIENTS_KEPT; client++) {
            assertThat(send(Frames.request(client, 100, new byte[0]))).isEmpty();
        }
        assertThat(ask(-1, ANSWERS_KEPT + 1, new byte[0]).counter()).isEqualTo(CLIENTS_KEPT + ANSWERS_KEPT + 1);
    }

    @Test
    void answersAreWellFormedPackets() {
        ByteBuffer frame = ByteBuffer.wrap(exchange(Frames.request(1, 1, new byte[1000])));
        assertThat(frame.capacity()).isEqualTo(Frames.PAYLOAD_AT + ANSWER_BYTES);
        assertFromServer(frame);
        assertThat(Frames.ipChecksumHolds(frame.array())).isTrue();
        assertThat(frame.getInt(26)).isEqualTo(Frames.SERVER_IP);
        assertThat(frame.getInt(30)).isEqualTo(Frames.CLIENT_IP);
        assertThat(frame.getShort(34)).isEqualTo((short) Frames.SERVER_PORT);
        assertThat(frame.getShort(36)).isEqualTo((short) Frames.CLIENT_PORT);
        assertThat(Frames.udpChecksumHolds(frame.array())).isTrue();
    }

    @Test
    void takesARequestWithoutChecksum() {
        byte[] request = Frames.request(1, 1, new byte[5]);
        request[40] = 0;
        request[41] = 0;
        assertThat(send(request)).hasSize(1);
    }

    @Test
    void answersArpForItsOwnAddressOnly() {
        ByteBuffer reply = ByteBuffer.wrap(exchange(Frames.arpRequest(Frames.SERVER_IP)));
        assertThat(reply.capacity()).isEqualTo(60);
        assertFromServer(reply);
        assertThat(reply.getShort(12)).isEqualTo((short) 0x0806);
        assertThat(reply.getShort(20)).isEqualTo((short) 2);
        assertThat(mac(reply, 22)).isEqualTo(Frames.SERVER_MAC);
        assertThat(reply.getInt(28)).isEqualTo(Frames.SERVER_IP);
        assertThat(mac(reply, 32)).isEqualTo(Frames.CLIENT_MAC);
        assertThat(reply.getInt(38)).isEqualTo(Frames.CLIENT_IP);
        assertThat(send(Frames.arpRequest(Frames.CLIENT_IP))).isEmpty();
    }

    @Test
    void answersPing() {
        for (int length : new int[] {0, 1, 56, 1001}) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) (length + 1));
            byte[] frame = exchange(Frames.echoRequest(payload));
            ByteBuffer reply = ByteBuffer.wrap(frame);
            assertFromServer(reply);
            assertThat(Frames.ipChecksumHolds(frame)).isTrue();
            assertThat(Frames.icmpChecksumHolds(frame)).isTrue();
            assertThat(reply.getShort(34)).isZero();
            assertThat(reply.getInt(38)).isEqualTo(99 << 16 | 1);
            assertThat(Arrays.copyOfRange(frame, 42, 42 + length)).isEqualTo(payload);
        }
    }

    @Test
    void ignoresWhatIsMalformedAndGoesOnServing() {
        byte[] good = Frames.request(1, 1, new byte[20]);
        List<byte[]> malformed = new ArrayList<>();
        for (int length = 1; length < good.length; length++) {
            malformed.add(Arrays.copyOf(good, length));
        }
        malformed.add(changed(good, 0, 2));
        malformed.add(changed(good, 2, 1));
        malformed.add(changed(good, 5, 1));
        malformed.add(changed(good, 12, 0x80));
        malformed.add(changed(good, 24, 1));
        malformed.add(changed(good, 41, 1));
        malformed.add(changed(good, 42, 1));
        malformed.add(changed(good, 60, 1));
        malformed.add(Frames.withIpChecksum(changed(good, 14, 0x10)));
        malformed.add(Frames.withIpChecksum(changed(good, 14, 0x03)));
        malformed.add(Frames.withIpChecksum(changed(good, 20, 0x20)));
        malformed.add(Frames.withIpChecksum(changed(good, 21, 0x01)));
        malformed.add(Frames.withIpChecksum(changed(good, 23, 0x07)));
        malformed.add(withoutUdpChecksum(Frames.withIpChecksum(changed(good, 33, 0x01))));
        malformed.add(Frames.withIpChecksum(changed(good, 17, 64 ^ 27)));
        malformed.add(Frames.withIpChecksum(changed(good, 16, 0x40)));
        malformed.add(Frames.withIpChecksum(changed(good, 17, 0xff)));
        malformed.add(withoutUdpChecksum(changed(good, 38, 0x10)));
        malformed.add(withoutUdpChecksum(changed(good, 39, 0x3f)));
        malformed.add(withoutUdpChecksum(changed(good, 39, 1)));
        malformed.add(Frames.udp(Frames.SERVER_PORT, new byte[16]));
        malformed.add(Frames.udp(Frames.SERVER_PORT + 1, new byte[] {'V', 'R', 'E', 'Q', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        malformed.add(Frames.udp(Frames.SERVER_PORT, new byte[] {'V', 'R', 'E', 'Q', 0, 0, 0}));
        malformed.add(Frames.request(1, 1, new byte[1001]));
        malformed.add(changed(Frames.echoRequest(new byte[30]), 50, 1));
        malformed.add(Frames.icmp(0, new byte[30]));
        malformed.add(Frames.ip(1, new byte[] {8, 0, (byte) 0xf7, (byte) 0xff}));
        malformed.add(Frames.withIpChecksum(changed(Frames.echoRequest(new byte[30]), 23, 3)));
        byte[] arp = Frames.arpRequest(Frames.SERVER_IP);
        for (int at : new int[] {13, 15, 17, 18, 19, 21}) {
            malformed.add(changed(arp, at, 3));
        }
        for (byte[] frame : malformed) {
            assertThat(send(frame)).as(Arrays.toString(frame)).isEmpty();
        }
        assertThat(ask(1, 1, new byte[20]).counter()).isEqualTo(1);
    }

    @Test
    void readsNothingBeyondTheEndOfAFrame() {
        byte[] odd = changed(Frames.arpRequest(Frames.SERVER_IP), 18, 1);
        for (int buffer = 1; buffer <= 16; buffer++) {
            assertThat(send(odd)).isEmpty();
        }
        for (int length = 1; length < 42; length++) {
            assertThat(send(Arrays.copyOf(Frames.arpRequest(Frames.SERVER_IP), length))).isEmpty();
        }
    }

    @Test
    void sendsNothingThatItWasNotTold() {
        byte[] request = Arrays.copyOf(Frames.echoRequest(new byte[0]), 60);
        Arrays.fill(request, 42, 60, (byte) 0x77);
        assertThat(Arrays.copyOfRange(exchange(request), 42, 60)).containsOnly(0);
        byte[] arp = Frames.arpRequest(Frames.SERVER_IP);
        Arrays.fill(arp, 42, 60, (byte) 0x77);
        assertThat(Arrays.copyOfRange(exchange(arp), 42, 60)).containsOnly(0);
    }

    @Test
    void survivesGarbageOfEveryKind() {
        SplittableRandom random = Seed.random("survivesGarbageOfEveryKind");
        byte[][] kinds = {Frames.request(1, 1, new byte[40]), Frames.arpRequest(Frames.SERVER_IP),
            Frames.echoRequest(new byte[40])};
        for (int i = 0; i < 3000; i++) {
            byte[] frame = kinds[random.nextInt(kinds.length)].clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            }
            send(Arrays.copyOf(frame, random.nextInt(4) == 0 ? random.nextInt(1, frame.length) : frame.length));
        }
        assertThat(ask(77, 78, new byte[0]).client()).isEqualTo(77);
    }

    private static byte[] changed(byte[] frame, int at, int bits) {
        byte[] changed = frame.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }

    private static byte[] withoutUdpChecksum(byte[] frame) {
        frame[40] = 0;
        frame[41] = 0;
        return frame;
    }

    private static void assertFromServer(ByteBuffer frame) {
        assertThat(mac(frame, 0)).isEqualTo(Frames.CLIENT_MAC);
        assertThat(mac(frame, 6)).isEqualTo(Frames.SERVER_MAC);
    }

    private static long mac(ByteBuffer frame, int at) {
        return (frame.getShort(at) & 0xffffL) << 32 | frame.getInt(at + 2) & 0xffffffffL;
    }

    private Answer ask(int client, long id, byte[] payload) {
        ByteBuffer answer = ByteBuffer.wrap(exchange(Frames.request(client, id, payload)), Frames.PAYLOAD_AT, ANSWER_BYTES);
        assertThat(answer.getInt()).isEqualTo(0x56524550);
        return new Answer(answer.getLong(), answer.getInt(), answer.getLong(), answer.getLong(), answer.getInt());
    }

    private byte[] exchange(byte[] frame) {
        List<byte[]> answers = send(frame);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private List<byte[]> send(byte[] frame) {
        board.deliver(new LogEntry.PacketArrival(frame));
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        return host.takeOutputs().stream().map(Output::bytes).toList();
    }
}
