package org.vmft.isa.riscv32.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.Rv32Board;
import org.vmft.isa.riscv32.Rv32InstructionSet;
import org.vmft.network.packet.Arp;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.TestBoard;

/**
 * The server guest and a host at the other end of a wire, in the machine's own time. The wire may lose, double and delay
 * frames. The host has the gateway's address and answers when it is asked for it.
 */
final class Wire {
    static final long GUEST_MAC = 0x5254_0012_3456L;
    static final int GUEST_IP = 0x0a00020f;
    static final long HOST_MAC = 0x0200_0000_0002L;
    static final int HOST_IP = 0x0a000202;
    static final long TICKS_PER_SECOND = 10_000_000;
    private static final long HOST_LOOKS_TICKS = TICKS_PER_SECOND / 20;
    private static final String GUEST = "server";
    private static final long PORTION = 200_000;
    private static final long STEPS_MAX = 400_000_000;
    private static final long WAIT_TICKS_MAX = 600 * TICKS_PER_SECOND;
    /** Ten steps a tick of 100 ns. */
    private static final long RATE = Rv32Board.RATE_ONE / 10;

    /** What the host does with frames, and when it is time. */
    interface Host {
        void frame(byte[] frame);

        /** Called now and then, at least when nothing else moves. */
        void tick(long now);
    }

    private record Arriving(long at, byte[] frame) {}

    private final ScriptedHost host = new ScriptedHost(1);
    private final TestBoard board;
    private final Deque<byte[]> toGuest = new ArrayDeque<>();
    private final List<byte[]> delayed = new ArrayList<>();
    private final StringBuilder console = new StringBuilder();
    private final SplittableRandom random;
    private final double trouble;
    private final Deque<Arriving> toHost = new ArrayDeque<>();
    private long delayTicks;
    private int losesNext;
    private Host end = new Host() {
        @Override
        public void frame(byte[] frame) {}

        @Override
        public void tick(long now) {}
    };

    /** @param trouble how probable each kind of it is for a frame */
    Wire(SplittableRandom random, double trouble) {
        this(random, trouble, new Rv32Guests(Map.of()).defaults(GUEST).ramBytes());
    }

    /** @param trouble how probable each kind of it is for a frame */
    Wire(SplittableRandom random, double trouble, int ramBytes) {
        board = new TestBoard(new Rv32InstructionSet(), Rv32Board.MODELS, new MachineSpec(ramBytes, GUEST_MAC, ""), host);
        this.random = random;
        this.trouble = trouble;
        host.anchor(0, 0, RATE);
        try {
            board.load(new Rv32Guests(Map.of()).image(GUEST).orElseThrow());
        } catch (BadImageException e) {
            throw new AssertionError(e);
        }
        runUntil("banner", () -> console.toString().equals(
                "server at 10.0.2.15, UDP port 7777, TCP ports 7 (lines) and 80 (HTTP)\n"));
    }


    void host(Host chosen) {
        end = chosen;
    }

    void send(byte[] frame) {
        carry(frame, toGuest::add);
    }

    /** What the guest sends arrives so long after. */
    void delay(long ticks) {
        delayTicks = ticks;
    }

    /** So many frames of the guest do not arrive. */
    void loseNext(int frames) {
        losesNext = frames;
    }

    private void carry(byte[] frame, Consumer<byte[]> receiver) {
        if (random.nextDouble() < trouble) {
            return;
        }
        if (random.nextDouble() < trouble) {
            delayed.add(frame);
            return;
        }
        receiver.accept(frame);
        if (random.nextDouble() < trouble) {
            receiver.accept(frame);
        }
    }

    long now() {
        return host.time(board.machine().step());
    }

    /** How far the guest has come. */
    long step() {
        return board.machine().step();
    }

    /** When the guest wants to be woken if nothing comes, {@code Long.MAX_VALUE} for never. */
    long wakeTime() {
        return board.machine().wakeTime();
    }

    void runUntil(String what, BooleanSupplier holds) {
        long began = now();
        while (!holds.getAsBoolean()) {
            assertThat(now() - began).as("no %s: %s", what, console).isLessThan(WAIT_TICKS_MAX);
            assertThat(board.machine().step()).as("no %s: %s", what, console).isLessThan(STEPS_MAX);
            while (!toGuest.isEmpty() && board.ready(new LogEntry.PacketArrival(toGuest.peek()))) {
                board.deliver(new LogEntry.PacketArrival(toGuest.remove()));
            }
            Stop stop = board.run(board.machine().step() + PORTION);
            boolean quiet = take() && toGuest.isEmpty();
            end.tick(now());
            if (stop == Stop.IDLE && quiet && toGuest.isEmpty() && !holds.getAsBoolean()) {
                sleep();
            }
            assertThat(stop).as(console.toString()).isNotEqualTo(Stop.HALTED);
        }
    }

    /** To when something is due: the guest's timer, a frame on its way, or the host's next look. What was delayed comes. */
    private void sleep() {
        long until = Math.min(board.machine().wakeTime(), now() + HOST_LOOKS_TICKS);
        until = toHost.isEmpty() ? until : Math.min(until, toHost.peek().at());
        host.anchor(board.machine().step(), Math.max(now(), until), RATE);
        delayed.forEach(toGuest::add);
        delayed.clear();
        end.tick(now());
    }

    /** Whether there was nothing. */
    private boolean take() {
        host.takeEvents();
        List<Output> outputs = host.takeOutputs();
        for (Output output : outputs) {
            if (output instanceof Output.Frame && losesNext > 0) {
                losesNext--;
            } else if (output instanceof Output.Frame frame) {
                carry(frame.bytes(), bytes -> toHost.add(new Arriving(now() + delayTicks, bytes)));
            } else {
                console.append(new String(output.bytes(), StandardCharsets.US_ASCII));
            }
        }
        while (!toHost.isEmpty() && toHost.peek().at() <= now()) {
            arrived(toHost.remove().frame());
        }
        return outputs.isEmpty();
    }

    private void arrived(byte[] frame) {
        Arp.decode(frame).filter(arp -> arp.operation() == Arp.REQUEST && arp.targetIp() == HOST_IP).ifPresent(arp ->
                toGuest.add(new Arp(Arp.REPLY, HOST_MAC, HOST_IP, arp.senderMac(), arp.senderIp()).frame(arp.senderMac(), HOST_MAC)));
        end.frame(frame);
    }
}
