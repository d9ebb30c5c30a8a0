package org.vmft.simulation.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.simulation.explore.PackedLog.Entry;

class EncodingTest {
    @Test
    void logKeepsItsEntriesInOrder() {
        int log = PackedLog.EMPTY;
        for (Entry entry : Entry.values()) {
            log = PackedLog.append(log, entry);
        }
        log = PackedLog.append(log, Entry.OUT);
        assertThat(PackedLog.text(log)).isEqualTo("[IN OUT IR0 IR1 DETACH OFF OUT]");
        assertThat(PackedLog.outputs(log)).isEqualTo(2);
        assertThat(PackedLog.positionOfOutput(log, 2)).isEqualTo(7);
        assertThat(PackedLog.positionOfOutput(log, 3)).isZero();
        assertThat(PackedLog.find(log, Entry.OUT, 2)).isEqualTo(7);
        assertThat(PackedLog.text(PackedLog.prefix(log, 3))).isEqualTo("[IN OUT IR0]");
        assertThat(PackedLog.prefix(log, 7)).isEqualTo(log);
        assertThat(PackedLog.beginsWith(log, PackedLog.prefix(log, 4))).isTrue();
        assertThat(PackedLog.beginsWith(PackedLog.prefix(log, 4), log)).isFalse();
        int full = log;
        assertThatThrownBy(() -> PackedLog.append(full, Entry.IN)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void worldIsTheSameAfterEncodingAndDecoding() {
        long seed = System.nanoTime();
        System.out.println("worldIsTheSameAfterEncodingAndDecoding: -Dvmft.seed=" + seed);
        SplittableRandom random = new SplittableRandom(Long.getLong("vmft.seed", seed));
        for (int i = 0; i < 1000; i++) {
            long[] words = new long[WorldState.words(3)];
            PackedBits bits = new PackedBits(words);
            for (int bit = 0; bit < WorldState.bits(3); bit++) {
                bits.put(random.nextBoolean());
            }
            WorldState world = new WorldState(3);
            world.decode(words);
            assertThat(world.encode()).isEqualTo(words);
            WorldState copy = new WorldState(3);
            copy.copyFrom(world);
            assertThat(copy.encode()).isEqualTo(words);
        }
    }

    @Test
    void valueThatDoesNotFitIsRefused() {
        PackedBits bits = new PackedBits(new long[1]);
        assertThatThrownBy(() -> bits.put(8, 3)).isInstanceOf(IllegalStateException.class).hasMessageContaining("3 bits");
    }

    @Test
    void storeNumbersEveryStateOnceHoweverManyThereAre() {
        StateStore store = new StateStore(2);
        Map<Long, Integer> numbers = new HashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            long value = random.nextLong(100_000);
            int number = store.add(new long[] {value, ~value}, i);
            assertThat(numbers.computeIfAbsent(value, added -> store.size() - 1)).isEqualTo(number);
        }
        assertThat(store.size()).isEqualTo(numbers.size());
        numbers.forEach((value, number) -> assertThat(store.get(number)).containsExactly(value, ~value));
        assertThat(store.find(new long[] {-1, -1})).isEqualTo(-1);
    }

    @Test
    void sourcesThatReachAGoalAreFoundBackwards() {
        Edges edges = new Edges();
        int[][] targets = {{1, 2}, {3}, {2}, {}, {0}, {2, 3}};
        for (int[] each : targets) {
            for (int target : each) {
                edges.add(target);
            }
            edges.endOfSource();
        }
        BitSet goals = new BitSet();
        goals.set(3);
        assertThat(edges.reaching(goals).stream()).containsExactly(0, 1, 3, 4, 5);
    }
}
