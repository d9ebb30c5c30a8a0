package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HardwareAddressTest {
    private static final String OWN = "fe5400123456";
    private static final String OTHER = "fe5400123457";
    private static final HardwareAddress ADDRESS = new HardwareAddress(0xfe54_0012_3456L);

    @Test
    void acceptsWhatIsForItAndForGroups() {
        assertThat(ADDRESS.accepts(frame(OWN, OTHER))).isTrue();
        assertThat(ADDRESS.accepts(frame("ffffffffffff", OTHER))).isTrue();
        assertThat(ADDRESS.accepts(frame("333300000001", OTHER))).isTrue();
    }

    @Test
    void acceptsNothingForOthersAndNoPieceOfAFrame() {
        assertThat(ADDRESS.accepts(frame(OTHER, OTHER))).isFalse();
        assertThat(ADDRESS.accepts(HexFormat.of().parseHex(OWN + OTHER + "08"))).isFalse();
        assertThat(ADDRESS.isDoubtedBy(HexFormat.of().parseHex(OTHER + OWN + "08"))).isFalse();
    }

    @Test
    void acceptsNothingThatAnotherHostSaidInItsName() {
        assertThat(ADDRESS.isDoubtedBy(frame("ffffffffffff", OWN))).isTrue();
        assertThat(ADDRESS.accepts(frame("ffffffffffff", OWN))).isFalse();
        assertThat(ADDRESS.isDoubtedBy(frame(OWN, OTHER))).isFalse();
    }

    @Test
    void isDoubtedByWhoAsksForIt() {
        assertThat(ADDRESS.isDoubtedBy(rarp("8035", "0003", OWN))).isTrue();
        assertThat(ADDRESS.isDoubtedBy(rarp("8035", "0003", OTHER))).isFalse();
        assertThat(ADDRESS.isDoubtedBy(rarp("8035", "0004", OWN))).isFalse();
        assertThat(ADDRESS.isDoubtedBy(rarp("0806", "0003", OWN))).isFalse();
    }

    private static byte[] rarp(String type, String operation, String target) {
        return HexFormat.of().parseHex("ffffffffffff" + OTHER + type + "000108000604" + operation + OTHER + "00000000" + target + "00000000");
    }

    private static byte[] frame(String destination, String source) {
        return HexFormat.of().parseHex(destination + source + "0800" + "00".repeat(46));
    }
}
