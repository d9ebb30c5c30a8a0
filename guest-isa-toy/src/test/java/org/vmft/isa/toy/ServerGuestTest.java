package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

class ServerGuestTest {
    private static final long STEPS_MAX = 100_000;

    private final ScriptedHost host = new ScriptedHost(1);
    private final TestBoard board = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
            new MachineSpec(128 << 10, Frames.SERVER_MAC, ""), host);

    @BeforeEach
    void boot() throws Exception {
        board.load(new ToyGuests().image("toy").orElseThrow());
        assertThat(board.run(STEPS_MAX)).isEqualTo(Stop.IDLE);
        host.takeOutputs();
    }

    @Test
    void answersARequestWithCounterAndHashChain() {
        byte[] payload = {1, 2, 3};
        ByteBuffer answer = ByteBuffer.wrap(ask(Frames.request(5, 9, payload)), Frames.PAYLOAD_AT, 36);
        long hash = HashChain.next(0, 5, 9, payload);
        assertThat(answer.getInt()).isEqualTo(0x56524550);
        assertThat(answer.getLong()).isEqualTo(9);
        assertThat(answer.getInt()).isEqualTo(5);
        assertThat(answer.getLong()).isEqualTo(1);
        assertThat(answer.getLong()).isEqualTo(hash);
        assertThat(answer.getInt()).isEqualTo(payload.length);
    }

    private byte[] ask(byte[] frame) {
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
