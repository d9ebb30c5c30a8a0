package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Ethernet;
import org.vmft.testkit.Seed;

class SwitchCoreTest {
    private final SwitchCore core = new SwitchCore();

    @BeforeEach
    void openThreePorts() {
        core.open(1);
        core.open(2);
        core.open(3);
    }

    @Test
    void unknownDestinationIsFlooded() {
        assertThat(send(1, Frames.mac(2), Frames.mac(1))).containsExactly(2, 3);
    }

    @Test
    void learntDestinationGetsTheFrameAlone() {
        send(2, Ethernet.BROADCAST, Frames.mac(2));
        assertThat(send(1, Frames.mac(2), Frames.mac(1))).containsExactly(2);
    }

    @Test
    void addressMovesToThePortItWasLastHeardOn() {
        send(2, Ethernet.BROADCAST, Frames.mac(2));
        send(3, Ethernet.BROADCAST, Frames.mac(2));
        assertThat(send(1, Frames.mac(2), Frames.mac(1))).containsExactly(3);
    }

    @Test
    void frameIsNeverSentBack() {
        send(1, Ethernet.BROADCAST, Frames.mac(1));
        assertThat(send(1, Frames.mac(1), Frames.mac(9))).isEmpty();
    }

    @Test
    void broadcastAndMulticastAreFlooded() {
        assertThat(send(2, Ethernet.BROADCAST, Frames.mac(2))).containsExactly(1, 3);
        assertThat(send(2, 0x3333_0000_0001L, Frames.mac(2))).containsExactly(1, 3);
    }

    @Test
    void framesBetweenNeighboursAreNotForwarded() {
        assertThat(send(1, 0x0180_c200_0000L, Frames.mac(1))).isEmpty();
        assertThat(send(1, 0x0180_c200_000fL, Frames.mac(1))).isEmpty();
        assertThat(send(1, 0x0180_c200_0010L, Frames.mac(1))).containsExactly(2, 3);
    }

    @Test
    void malformedFramesAreDroppedCountedAndTeachNothing() {
        assertThat(core.frame(1, new byte[13])).isEmpty();
        assertThat(core.frame(1, Frames.frame(Frames.mac(2), Frames.mac(1), 0, 1519))).isEmpty();
        assertThat(send(1, Frames.mac(2), 0x0100_0000_0001L)).isEmpty();
        assertThat(core.malformed()).isEqualTo(3);
        assertThat(core.carried()).isZero();
        assertThat(send(2, Frames.mac(1), Frames.mac(2))).containsExactly(1, 3);
        assertThat(core.frame(1, Frames.frame(Frames.mac(2), Frames.mac(1), 0, 1518))).containsExactly(2);
        assertThat(core.frame(2, Frames.frame(Frames.mac(1), Frames.mac(2), 0, 1518))).containsExactly(1);
    }

    @Test
    void bindingFramesAreNeverForwarded() {
        assertThat(core.frame(1, new FenceFrame(FenceFrame.Kind.BIND, tag(1, 1)).encode())).isEmpty();
        assertThat(core.malformed()).isEqualTo(1);
    }

    @Test
    void higherGenerationClosesLowerPortsAndForgetsTheirAddresses() {
        assertThat(core.bind(1, tag(1, 1))).isEmpty();
        send(1, Ethernet.BROADCAST, Frames.mac(1));
        assertThat(core.bind(2, tag(1, 2))).containsExactly(1);
        assertThat(send(1, Ethernet.BROADCAST, Frames.mac(1))).isEmpty();
        assertThat(core.fenced()).isEqualTo(1);
        assertThat(send(3, Frames.mac(1), Frames.mac(3))).as("flooded, not sent to the closed port").containsExactly(2);
    }

    @Test
    void higherIncarnationClosesEveryGenerationOfALowerOne() {
        core.bind(1, tag(1, 7));
        assertThat(core.bind(2, tag(2, 1))).containsExactly(1);
    }

    @Test
    void lateFenceBindingOfAClosedPortIsDropped() {
        core.bind(1, tag(1, 1));
        core.bind(2, tag(1, 2));
        assertThat(core.bind(1, tag(1, 3))).isEmpty();
        assertThat(core.tag(2)).contains(tag(1, 2));
        assertThat(core.fenced()).isEqualTo(1);
    }

    @Test
    void stalePortCannotComeBack() {
        core.bind(1, tag(1, 1));
        core.bind(2, tag(1, 2));
        core.close(2);
        core.open(4);
        assertThat(core.bind(4, tag(1, 1))).containsExactly(4);
        assertThat(send(4, Ethernet.BROADCAST, Frames.mac(1))).isEmpty();
    }

    @Test
    void strangersDoNotMakeTheSwitchForgetAMachineThatIsPresent() {
        core.bind(1, tag(1, 2));
        for (int i = 0; i < 2 * SwitchCore.TAGS_MAX; i++) {
            core.bind(3, new FenceTag("stranger" + i, 1, 1));
        }
        assertThat(core.highest("stranger0")).isEmpty();
        assertThat(core.bind(2, tag(1, 1))).containsExactly(2);
        assertThat(core.highest(tag(1, 1).vm())).contains(tag(1, 2));
    }

    @Test
    void samePortMayBindHigherAndSameTagsMayShare() {
        assertThat(core.bind(1, tag(1, 1))).isEmpty();
        assertThat(core.bind(2, tag(1, 1))).isEmpty();
        assertThat(core.bind(1, tag(1, 2))).containsExactly(2);
        assertThat(core.tag(1)).contains(tag(1, 2));
        assertThat(core.tag(2)).isEmpty();
    }

    @Test
    void otherVirtualMachinesAndUnboundPortsAreLeftAlone() {
        core.bind(1, new FenceTag("other", 1, 1));
        assertThat(core.bind(2, tag(9, 9))).isEmpty();
        assertThat(send(3, Ethernet.BROADCAST, Frames.mac(3))).containsExactly(1, 2);
    }

    @Test
    void closingForgetsThePortAndIsIdempotent() {
        send(2, Ethernet.BROADCAST, Frames.mac(2));
        core.close(2);
        core.close(2);
        assertThat(send(1, Frames.mac(2), Frames.mac(1))).containsExactly(3);
        assertThatThrownBy(() -> core.open(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesAreBoundedAndTheOneNotHeardOfForLongestIsForgotten() {
        send(2, Ethernet.BROADCAST, Frames.mac(0));
        for (int i = 1; i < SwitchCore.ADDRESSES_MAX; i++) {
            send(1, Ethernet.BROADCAST, Frames.mac(i));
        }
        assertThat(send(3, Frames.mac(0), Frames.mac(1))).containsExactly(2);
        send(1, Ethernet.BROADCAST, Frames.mac(SwitchCore.ADDRESSES_MAX));
        assertThat(send(3, Frames.mac(0), Frames.mac(1))).as("used just now").containsExactly(2);
        assertThat(send(3, Frames.mac(2), Frames.mac(1))).as("forgotten, so flooded").containsExactly(1, 2);
    }

    @Test
    void noFrameOfAFencedPortIsEverCarriedWhateverHappens() {
        SplittableRandom random = Seed.random("noFrameOfAFencedPortIsEverCarriedWhateverHappens");
        SwitchCore fuzzed = new SwitchCore();
        Map<Integer, Optional<FenceTag>> open = new TreeMap<>();
        Map<String, FenceTag> highest = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            int port = random.nextInt(8);
            switch (random.nextInt(10)) {
                case 0 -> {
                    if (open.putIfAbsent(port, Optional.empty()) == null) {
                        fuzzed.open(port);
                    }
                }
                case 1 -> {
                    FenceTag tag = new FenceTag("vm" + random.nextInt(2), 1 + i / 4000, 1 + random.nextInt(6));
                    List<Integer> closed = fuzzed.bind(port, tag);
                    if (open.containsKey(port)) {
                        if (highest.containsKey(tag.vm()) && tag.yieldsTo(highest.get(tag.vm()))) {
                            open.remove(port);
                            assertThat(closed).containsExactly(port);
                        } else {
                            highest.put(tag.vm(), tag);
                            open.put(port, Optional.of(tag));
                            List<Integer> stale = open.keySet().stream()
                                    .filter(other -> open.get(other).filter(bound -> bound.yieldsTo(tag)).isPresent()).toList();
                            assertThat(closed).containsExactlyElementsOf(stale);
                            stale.forEach(open::remove);
                        }
                    } else {
                        assertThat(closed).isEmpty();
                    }
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        open.remove(port);
                        fuzzed.close(port);
                    }
                }
                default -> {
                    byte[] frame = Frames.frame(Frames.mac(random.nextInt(12)), Frames.mac(random.nextInt(12)), i,
                            random.nextInt(1600));
                    List<Integer> targets = fuzzed.frame(port, frame);
                    assertThat(targets).doesNotContain(port).doesNotHaveDuplicates();
                    assertThat(open.keySet()).containsAll(targets);
                    if (!open.containsKey(port) || !Ethernet.wellFormed(frame)) {
                        assertThat(targets).isEmpty();
                    }
                }
            }
        }
    }

    private List<Integer> send(int port, long destination, long source) {
        return core.frame(port, Frames.frame(destination, source, 0));
    }

    private static FenceTag tag(long incarnation, long generation) {
        return new FenceTag("guest", incarnation, generation);
    }
}
