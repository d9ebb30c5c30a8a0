package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.GuestMemory;
import org.vmft.testkit.RecordingSession;
import org.vmft.testkit.Seed;

class MemoryDigestTest {
    private static final int PAGES = 64;

    @Test
    void isTheSameHoweverMuchOfItWasDoneAhead() {
        SplittableRandom random = Seed.random("isTheSameHoweverMuchOfItWasDoneAhead");
        GuestMemory ahead = new GuestMemory(PAGES * GuestMemory.PAGE_BYTES);
        GuestMemory atOnce = new GuestMemory(PAGES * GuestMemory.PAGE_BYTES);
        int page = 0;
        for (int round = 0; round < 1_000; round++) {
            int offset = random.nextInt(ahead.size() / 4) * 4;
            int value = random.nextInt();
            ahead.store32(offset, value);
            atOnce.store32(offset, value);
            page = page == PAGES ? 0 : ahead.digestAhead(page, 1 + random.nextInt(3));
            if (random.nextInt(10) == 0) {
                assertThat(ahead.digest()).isEqualTo(atOnce.digest());
            }
        }
    }

    @Test
    void changedPagesAreDoneSoManyAtATime() {
        GuestMemory memory = new GuestMemory(PAGES * GuestMemory.PAGE_BYTES);
        memory.digest();
        memory.store8(0, (byte) 1);
        memory.store8(2 * GuestMemory.PAGE_BYTES, (byte) 1);
        memory.store8(5 * GuestMemory.PAGE_BYTES, (byte) 1);
        assertThat(memory.digestAhead(0, 2)).isEqualTo(3);
        assertThat(memory.digestAhead(3, 2)).isEqualTo(PAGES);
        assertThat(memory.digestAhead(PAGES, 2)).isEqualTo(PAGES);
    }

    @Test
    void aDueDigestOfMemoryIsTakenOnceEveryPageWasDone() {
        RecordingSession primary = PseudoSession.boot(21, PseudoMachine.BUSY);
        primary.pass(1_500_000_000);
        primary.run(400);
        assertThat(primary.host().entries().stream().filter(entry -> entry.entry() instanceof LogEntry.Digest)
                .map(entry -> ((LogEntry.Digest) entry.entry()).withMemory()).limit(2)).containsExactly(false, true);
    }
}
