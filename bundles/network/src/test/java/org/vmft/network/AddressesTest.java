package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.network.packet.Ipv4;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "localhost:65535", "[::1]:80", "unix:/tmp/switch", "unix:relative"})
    void streamAddressIsPrintedAsItWasWritten(String text) {
        assertThat(StreamAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":80", "host:", "host:65536", "host:-1", "host:1x", "::1:80", "unix:", "unix:/a\0b"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> StreamAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.2", "10.0.2.256", "10.0.2.", "10.0.2.1.1", "a.b.c.d", "010.0.2.1", ""})
    void badIpv4AddressIsRefused(String text) {
        assertThatThrownBy(() -> Ipv4.parse(text)).hasMessage("expected an IPv4 address, actual \"" + text + "\"");
    }

    @Test
    void ipv4AddressIsBigEndian() {
        assertThat(Ipv4.parse("10.0.2.255")).isEqualTo(0x0a0002ff);
        assertThat(Ipv4.parse("192.168.1.1")).isEqualTo(0xc0a80101);
    }

    @Test
    void forwardIsParsed() {
        assertThat(Forward.parse("0:10.0.2.15:7")).isEqualTo(new Forward(0, "10.0.2.15", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:10.0.2.15", "x:10.0.2.15:7", "70000:10.0.2.15:7", "1:10.0.2.15:0", "1:10.0.2.2:7",
        "1:10.0.2.0:7", "1:10.0.2.255:7", "1:10.0.3.1:7", "1:guest:7"})
    void badForwardIsRefused(String text) {
        assertThatThrownBy(() -> Forward.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ");
    }

    @Test
    void announcementsAreAsTheRfcsSay() {
        assertThat(HexFormat.of().formatHex(Announcement.rarp(0x5254_0012_3456L))).isEqualTo("ffffffffffff" + "525400123456"
                + "8035" + "0001" + "0800" + "06" + "04" + "0003" + "525400123456" + "00000000" + "525400123456" + "00000000"
                + "00".repeat(18));
        assertThat(HexFormat.of().formatHex(Announcement.inquiry(0x5254_0012_3456L))).isEqualTo("ffffffffffff" + "02766d667401"
                + "8035" + "0001" + "0800" + "06" + "04" + "0003" + "02766d667401" + "00000000" + "525400123456" + "00000000"
                + "00".repeat(18));
        assertThat(HexFormat.of().formatHex(Announcement.gratuitousArp(0x5254_0012_3456L, 0x0a00020f))).isEqualTo("ffffffffffff"
                + "525400123456" + "0806" + "0001" + "0800" + "06" + "04" + "0001" + "525400123456" + "0a00020f" + "000000000000"
                + "0a00020f" + "00".repeat(18));
    }
}
