package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.SemanticsVersion;
import org.vmft.api.machine.StateException;
import org.vmft.testkit.RecordedHost;
import org.vmft.testkit.RecordingSession;
import org.vmft.testkit.Seed;

class SavedStateTest {
    private static byte[] state() {
        RecordingSession primary = PseudoSession.boot(21, 1);
        primary.run(300);
        return primary.machine().save();
    }

    private static void assertRefused(byte[] state, String what) {
        assertThatThrownBy(() -> PseudoSession.restore(state, new RecordedHost(0), 0)).as(what)
                .isInstanceOf(StateException.class).hasMessageContaining("expected").hasMessageContaining("actual");
        assertThatThrownBy(() -> PseudoSession.MACHINES.isaOf(state)).as(what).isInstanceOf(StateException.class);
    }

    private static byte[] withChecksum(byte[] state) {
        CRC32C crc = new CRC32C();
        crc.update(state, 0, state.length - 4);
        ByteBuffer.wrap(state).putInt(state.length - 4, (int) crc.getValue());
        return state;
    }

    @Test
    void stateNamesItsInstructionSet() {
        assertThat(PseudoSession.MACHINES.isaOf(state())).isEqualTo("pseudo");
    }

    @Test
    void restoredMachineSavesTheSameState() {
        byte[] state = state();
        assertThat(PseudoSession.restore(state, new RecordedHost(0), 0).save()).isEqualTo(state);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] state = state();
        for (int length = 0; length < state.length; length += 1 + length / 50) {
            assertRefused(Arrays.copyOf(state, length), "cut to " + length);
        }
        assertRefused(Arrays.copyOf(state, state.length - 1), "cut by one");
        assertRefused(Arrays.copyOf(state, state.length + 1), "one more byte");
    }

    @Test
    void everyFlippedBitIsRefused() {
        SplittableRandom random = Seed.random("everyFlippedBitIsRefused");
        byte[] state = state();
        for (int round = 0; round < 500; round++) {
            int at = random.nextInt(round < 100 ? Math.min(200, state.length) : state.length);
            byte[] damaged = state.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(damaged, "bit flipped in byte " + at);
        }
    }

    @Test
    void damageBehindARightChecksumIsRefusedOrRestoresToAMachine() {
        SplittableRandom random = Seed.random("damageBehindARightChecksumIsRefusedOrRestoresToAMachine");
        byte[] state = state();
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = state.clone();
            // Mostly among the lengths and versions at the beginning.
            int at = random.nextInt(round % 2 == 0 ? 200 : state.length - 4);
            damaged[at] = (byte) random.nextInt();
            try {
                PseudoSession.restore(withChecksum(damaged), new RecordedHost(0), 0);
            } catch (StateException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void valueBehindTheEndIsRefused() {
        byte[] state = state();
        byte[] longer = Arrays.copyOf(state, state.length + 5);
        ByteBuffer.wrap(longer).put(state.length - 4, StateWriter.INT).putInt(state.length - 3, 1);
        assertThatThrownBy(() -> PseudoSession.restore(withChecksum(longer), new RecordedHost(0), 0))
                .isInstanceOf(StateException.class).hasMessage("state: expected=end actual=5 more bytes");
    }

    @Test
    void absurdLengthsAreRefusedWithoutTryingToReserveThem() {
        StateWriter writer = new StateWriter();
        writer.section("configuration", 1);
        byte[] state = writer.finish();
        byte[] absurd = Arrays.copyOf(state, state.length + 8);
        ByteBuffer.wrap(absurd).put(state.length - 4, StateWriter.BYTES).putInt(state.length - 3, Integer.MAX_VALUE);
        assertRefused(withChecksum(absurd), "absurd length");
    }

    @Test
    void stateOfAnotherInstructionSetIsRefused() {
        byte[] state = state();
        assertThatThrownBy(() -> PseudoSession.MACHINES.restore(new PseudoIsa("other", new SemanticsVersion(1, 0)), state,
                new RecordedHost(0), 0)).isInstanceOf(StateException.class)
                .hasMessage("instruction set: expected=pseudo actual=other");
        assertThatThrownBy(() -> PseudoSession.MACHINES.restore(new PseudoIsa("pseudo", new SemanticsVersion(1, 1)), state,
                new RecordedHost(0), 0)).isInstanceOf(StateException.class)
                .hasMessage("semantics of pseudo: expected=1.0 actual=1.1");
    }

    @Test
    void absentDeviceModelIsNamed() {
        RecordReplayMachines bare = new RecordReplayMachines(name -> Optional.empty());
        assertThatThrownBy(() -> bare.boot(PseudoIsa.ISA, PseudoSession.SPEC, PseudoMachine.image(1, 1, 1),
                new RecordedHost(0), 0)).isInstanceOf(IllegalStateException.class)
                .hasMessage("instruction set pseudo needs the device model mailbox, which is absent");
    }

    @Test
    void memoryKeepsEveryPageAndSavesZeroPagesAsOneBit() {
        SplittableRandom random = Seed.random("memoryKeepsEveryPageAndSavesZeroPagesAsOneBit");
        GuestMemory memory = new GuestMemory(1 << 20);
        byte[] noise = new byte[GuestMemory.PAGE_BYTES];
        for (int page : new int[] {0, 3, 17, 255}) {
            random.nextBytes(noise);
            memory.write(page * GuestMemory.PAGE_BYTES, noise, 0, noise.length);
        }
        StateWriter writer = new StateWriter();
        MemoryPages.save(memory, writer);
        byte[] state = writer.finish();
        assertThat(state.length).isLessThan(5 * GuestMemory.PAGE_BYTES);
        GuestMemory restored = new GuestMemory(1 << 20);
        MemoryPages.read(new StateReader(state), restored.size()).fill(restored);
        assertThat(restored.bytes()).isEqualTo(memory.bytes());
        assertThat(restored.digest()).isEqualTo(memory.digest());
    }

    @Test
    void incompressibleMemoryOfAnySizeIsRestored() {
        SplittableRandom random = Seed.random("incompressibleMemoryOfAnySizeIsRestored");
        for (int pages : new int[] {1, 2, 7, 8, 9, 100}) {
            GuestMemory memory = new GuestMemory(pages * GuestMemory.PAGE_BYTES);
            random.nextBytes(memory.bytes());
            StateWriter writer = new StateWriter();
            MemoryPages.save(memory, writer);
            GuestMemory restored = new GuestMemory(memory.size());
            MemoryPages.read(new StateReader(writer.finish()), memory.size()).fill(restored);
            assertThat(restored.bytes()).isEqualTo(memory.bytes());
        }
    }

    @Test
    void memoryWithTooFewOrTooManyCompressedBytesIsRefused() {
        GuestMemory memory = new GuestMemory(2 * GuestMemory.PAGE_BYTES);
        memory.store8(0, (byte) 1);
        memory.store8(GuestMemory.PAGE_BYTES, (byte) 1);
        for (int claimed : new int[] {0, 1, 2}) {
            StateWriter writer = new StateWriter();
            MemoryPages.save(memory, writer);
            byte[] state = writer.finish();
            // The bitmap follows the section's name and the memory's size.
            int bitmap = 12 + 1 + 4 + "memory".length() + 4 + 1 + 4 + 1 + 4;
            assertThat(state[bitmap]).isEqualTo((byte) 3);
            state[bitmap] = (byte) claimed;
            StateReader reader = new StateReader(withChecksum(state));
            assertThatThrownBy(() -> MemoryPages.read(reader, memory.size()).fill(new GuestMemory(memory.size())))
                    .isInstanceOf(StateException.class);
        }
    }
}
