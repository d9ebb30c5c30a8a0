package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Stop;

/** Linux and BusyBox, run without a monitor. */
class LinuxTest {
    @Test
    void bootsToAShellThatRunsACommandAndPowersOff() {
        LinuxGuest guest = new LinuxGuest(LinuxImages.linux(), "console=ttyS0");
        guest.runUntilPrinted("/ # ");
        guest.type("echo 6*7 is $((6*7))\n");
        guest.runUntilPrinted("6*7 is 42");
        guest.type("poweroff\n");
        assertThat(guest.runUntil("power-off", () -> false)).isEqualTo(Stop.HALTED);
        assertThat(guest.board().machine().exitCode()).isZero();
        assertThat(guest.console()).contains("reboot: Power down");
    }

    @Test
    void answersArpPingAndTcp() {
        LinuxGuest guest = server();
        Peer peer = connect(guest);
        guest.send(peer.arpRequest());
        guest.runUntil("ARP reply", () -> peer.answersToArp() == 1);
        for (int sequence = 1; sequence <= 5; sequence++) {
            guest.send(peer.ping(sequence));
        }
        guest.runUntil("replies to ping", () -> peer.answersToPing() == 5);
        guest.send(peer.connect());
        guest.runUntil("SYN-ACK", peer::connected);
        guest.send(peer.say("one\n"));
        guest.runUntil("answer", () -> peer.received().equals("1 one\n"));
        Peer browser = new Peer(40_001, Peer.HTTP);
        guest.network(frame -> browser.receive(frame).forEach(guest::send));
        guest.send(browser.connect());
        guest.runUntil("SYN-ACK", browser::connected);
        guest.send(browser.say("GET / HTTP/1.0\r\n\r\n"));
        guest.runUntil("answer over HTTP", browser::closed);
        assertThat(browser.received()).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\n<!doctype html>");
        assertThat(guest.console()).contains("hwaddr=52:54:00:12:34:56, ipaddr=10.0.2.15");
    }

    private static LinuxGuest server() {
        LinuxGuest guest = new LinuxGuest(LinuxImages.linux(), LinuxGuest.NETWORK);
        guest.runUntilPrinted(LinuxGuest.LISTENING);
        return guest;
    }

    private static Peer connect(LinuxGuest guest) {
        Peer peer = new Peer(40_000, Peer.LINES);
        guest.network(frame -> peer.receive(frame).forEach(guest::send));
        return peer;
    }

    @Test
    void twoBootsWithTheSameInputsAreTheSame() {
        LinuxGuest[] guests = new LinuxGuest[2];
        for (int at = 0; at < guests.length; at++) {
            LinuxGuest guest = server();
            Peer peer = connect(guest);
            guest.send(peer.connect());
            guest.runUntil("SYN-ACK", peer::connected);
            guest.send(peer.say("line\n"));
            guest.runUntil("answer", () -> peer.received().equals("1 line\n"));
            guests[at] = guest;
        }
        assertThat(guests[1].step()).isEqualTo(guests[0].step()).isGreaterThan(10_000_000);
        assertThat(guests[1].console()).isEqualTo(guests[0].console());
        assertThat(guests[1].board().digest()).isEqualTo(guests[0].board().digest());
    }
}
