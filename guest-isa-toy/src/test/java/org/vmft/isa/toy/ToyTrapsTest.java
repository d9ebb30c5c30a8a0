package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.ScriptedHost.Event;

class ToyTrapsTest {
    static final int ILLEGAL = 1;
    private static final int MISALIGNED = 2;
    private static final int BAD_ADDRESS = 3;
    private static final int SOFTWARE = 4;
    private static final int INTERRUPT = 0x80000000;
    private static final int VECTOR = 0x200;
    private static final long RATE_ONE = 1L << 32;

    @Test
    void trapsSaveWhereAndWhyAndCloseInterrupts() throws Exception {
        assertTrap(".word 0", ILLEGAL, 0);
        assertTrap(".word 0x01000001", ILLEGAL, 0x01000001);
        assertTrap(".word 0xff000000", ILLEGAL, 0xff000000);
        assertTrap(".word 0x3100000c", ILLEGAL, 0x3100000c);
        assertTrap(".word 0x3000000d", ILLEGAL, 0x3000000d);
        assertTrap("lw a1, 2(zero)", MISALIGNED, 2);
        assertTrap("lhu a1, 1(zero)", MISALIGNED, 1);
        assertTrap("sh a1, -1(zero)", MISALIGNED, -1);
        assertTrap("sb a1, -1(zero)", BAD_ADDRESS, -1);
        assertTrap("lw a1, " + Guest.RAM_BYTES + "(zero)", BAD_ADDRESS, Guest.RAM_BYTES);
        assertTrap("trap 77", SOFTWARE, 77);
    }

    private static void assertTrap(String line, int cause, int value) throws Exception {
        Guest guest = new Guest("li a0, " + VECTOR, "csrw vector, a0", "li a0, 1", "csrw status, a0", line);
        guest.run(5);
        assertThat(guest.board.machine().step()).isEqualTo(5);
        assertThat(List.of(guest.control("cause"), guest.control("value"), guest.control("epc"), guest.control("status"),
                guest.pc())).as(line).containsExactly(cause, value, 16, 2, VECTOR);
    }

    @Test
    void deviceWindowsEndWhereTheirRegistersEnd() throws Exception {
        Guest inside = new Guest("lui a0, 0xf000", "lw a1, 12(a0)", "ori a0, a0, 0x1ffc", "lw a1, 0(a0)");
        inside.run(4);
        assertThat(inside.control("cause")).isZero();
        for (int address : new int[] {0xf0000010, 0xf0000ffc, 0xf0002004, 0xf0003000, 0xefffffff & -4, 0x80000000}) {
            Guest outside = new Guest("la a0, " + (address & 0xffffffffL), "lw a1, 0(a0)");
            outside.run(3);
            assertThat(outside.control("cause")).as("%x", address).isEqualTo(BAD_ADDRESS);
            assertThat(outside.control("value")).isEqualTo(address);
        }
    }

    @Test
    void leavingRamTrapsWithTheAddressReached() throws Exception {
        Guest guest = new Guest("li a0, " + (Guest.RAM_BYTES - 4), "jr a0");
        guest.board.memory().store32(Guest.RAM_BYTES - 4, 0x11000000);
        guest.run(4);
        assertThat(List.of(guest.control("cause"), guest.control("value"), guest.control("epc"), guest.pc()))
                .containsExactly(BAD_ADDRESS, Guest.RAM_BYTES, Guest.RAM_BYTES, 0);
        Guest lost = new Guest("li a0, -4", "csrw vector, a0", "jr a0");
        assertThat(lost.run(1000)).isEqualTo(Stop.REACHED);
        assertThat(lost.pc()).isEqualTo(-4);
    }

    @Test
    void returningRestoresTheEnable() throws Exception {
        Guest guest = new Guest("csrw epc, a0", "li a0, 2", "csrw status, a0", "iret");
        guest.run(4);
        assertThat(guest.control("status")).isEqualTo(3);
        assertThat(guest.pc()).isZero();
    }

    @Test
    void theLowestSourceIsTakenFirst() throws Exception {
        Guest guest = new Guest("li a0, " + VECTOR, "csrw vector, a0", "li a0, 1", "lui a1, 0xf000", "sw a0, 8(a1)",
                "csrw compare_low, zero", "csrw compare_high, zero", "li a0, 7", "csrw mask, a0", "li a0, 1",
                "csrw status, a0", "nop");
        guest.run(5);
        guest.board.deliver(new LogEntry.ConsoleInput(new byte[] {65}));
        guest.run(5);
        assertThat(guest.host.takeEvents()).isEmpty();
        guest.run(2);
        assertThat(guest.host.takeEvents()).containsExactly(new Event(11, "interrupt 0", List.of()));
        assertThat(guest.control("cause")).isEqualTo(INTERRUPT);
        assertThat(guest.control("epc")).isEqualTo(44);
    }

    @Test
    void storeThatRaisesALineTakesEffectAtTheNextStep() throws Exception {
        Guest guest = new Guest("li a0, " + VECTOR, "csrw vector, a0", "li a0, 2", "csrw mask, a0", "li a0, 1",
                "csrw status, a0", "lui a1, 0xf000", "sw a0, 8(a1)", "nop");
        guest.board.deliver(new LogEntry.ConsoleInput(new byte[] {65}));
        guest.run(100);
        assertThat(guest.host.takeEvents().get(0)).isEqualTo(new Event(8, "interrupt 1", List.of()));
    }

    @Test
    void writeThatMakesTheTimerDueTakesEffectAtTheNextStep() throws Exception {
        Guest guest = new Guest("li a0, " + VECTOR, "csrw vector, a0", "li a0, 1", "csrw mask, a0", "csrw status, a0",
                "csrw compare_low, zero", "csrw compare_high, zero", "nop");
        guest.run(100);
        assertThat(guest.host.takeEvents().get(0)).isEqualTo(new Event(7, "interrupt 0", List.of()));
    }

    @Test
    void sourceThatIsMaskedOutNeitherInterruptsNorEndsAWait() throws Exception {
        Guest guest = new Guest("li a0, 5", "csrw mask, a0", "li a0, 1", "csrw status, a0", "lui a1, 0xf000", "sw a0, 8(a1)",
                "csrr a2, pending", "idle");
        guest.board.deliver(new LogEntry.ConsoleInput(new byte[] {65}));
        assertThat(guest.run(100)).isEqualTo(Stop.IDLE);
        assertThat(guest.register(3)).isEqualTo(2);
        assertThat(guest.host.takeEvents()).isEmpty();
    }

    @Test
    void waitEndsForAMaskedInSourceEvenWithInterruptsClosed() throws Exception {
        Guest guest = new Guest("li a0, 1", "csrw mask, a0", "li a0, 50", "csrw compare_low, a0", "csrw compare_high, zero",
                "idle", "addi a2, a2, 1", "b . - 4");
        assertThat(guest.run(100)).isEqualTo(Stop.IDLE);
        assertThat(guest.board.machine().step()).isEqualTo(6);
        assertThat(guest.board.machine().wakeTime()).isEqualTo(50);
        guest.host.anchor(6, 50, RATE_ONE);
        assertThat(guest.run(1)).isEqualTo(Stop.REACHED);
        assertThat(guest.register(3)).isEqualTo(1);
        assertThat(guest.host.takeEvents()).isEmpty();
    }

    @Test
    void waitIsANoOpWhenSomethingIsPending() throws Exception {
        Guest guest = new Guest("li a0, 1", "csrw mask, a0", "csrw compare_low, zero", "csrw compare_high, zero", "idle",
                "li a2, 9");
        assertThat(guest.run(6)).isEqualTo(Stop.REACHED);
        assertThat(guest.register(3)).isEqualTo(9);
    }

    @Test
    void waitWithoutTimerHasNoWakeTime() throws Exception {
        Guest masked = new Guest("csrw compare_high, zero", "idle");
        assertThat(masked.run(5)).isEqualTo(Stop.IDLE);
        assertThat(masked.board.machine().wakeTime()).isEqualTo(Long.MAX_VALUE);
        Guest never = new Guest("li a0, 1", "csrw mask, a0", "idle");
        assertThat(never.run(5)).isEqualTo(Stop.IDLE);
        assertThat(never.board.machine().wakeTime()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void clockReadsAreThoseOfTheirStep() throws Exception {
        Guest guest = new Guest("csrr a0, time_low", "csrr a1, time_high", "csrr a2, time_low", "csrr a3, pending");
        guest.host.anchor(0, 0x1_fffffffeL, 2 * RATE_ONE);
        guest.run(4);
        assertThat(List.of(guest.register(1), guest.register(2), guest.register(3), guest.register(4)))
                .containsExactly(-2, 2, 2, 0);
    }

    @Test
    void controlRegistersKeepTheirLegalBits() throws Exception {
        Guest guest = new Guest("li a0, -1", "csrw status, zero", "csrw vector, a0", "csrw epc, a0", "csrw mask, a0",
                "csrw cause, a0", "csrw value, a0", "csrw scratch, a0", "csrw compare_low, zero", "csrw status, a0");
        guest.run(10);
        assertThat(List.of(guest.control("vector"), guest.control("epc"), guest.control("mask"), guest.control("cause"),
                guest.control("value"), guest.control("scratch"), guest.control("status")))
                .containsExactly(-4, -4, 7, -1, -1, -1, 3);
    }

    @Test
    void bootArgumentsLieAtTheTopOfRam() throws Exception {
        Guest guest = new Guest(new MachineSpec(Guest.RAM_BYTES, 2, "quiet é"), "nop");
        int address = guest.register(1);
        assertThat(guest.register(2)).isEqualTo(8);
        assertThat(address).isEqualTo(Guest.RAM_BYTES - 16);
        assertThat(new String(guest.board.memory().read(address, 8), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("quiet é");
        Guest none = new Guest("nop");
        assertThat(none.register(1)).isZero();
    }
}
