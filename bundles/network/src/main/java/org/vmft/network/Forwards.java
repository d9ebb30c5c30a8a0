package org.vmft.network;

import java.util.List;

/** The host's ports that lead to guests. */
public record Forwards(List<Forward> udp, List<Forward> tcp) {
    public static final Forwards NONE = new Forwards(List.of(), List.of());

    public Forwards {
        udp = List.copyOf(udp);
        tcp = List.copyOf(tcp);
    }

    boolean none() {
        return udp.isEmpty() && tcp.isEmpty();
    }
}
