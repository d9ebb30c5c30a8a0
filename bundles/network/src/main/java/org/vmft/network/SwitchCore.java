package org.vmft.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Ethernet;

/**
 * A learning Ethernet switch that fences stale ports. Pure: no threads, no clock, no I/O; whoever calls it carries out
 * what it returns before the next call.
 *
 * <p>Fencing: a port bound to a tag that yields to another port's is closed, its addresses are forgotten, and its
 * frames are dropped from then on. The highest tag of each virtual machine is remembered, so that a stale port cannot
 * come back when the survivor is away for a moment. A port that was never bound is unfenced.
 */
public final class SwitchCore {
    /** One address learnt per guest or host on a small network; the one not heard of for longest is forgotten first. */
    static final int ADDRESSES_MAX = 4096;
    /** Virtual machines whose highest tag is remembered; of those without a port, the one not bound for longest is forgotten first. */
    static final int TAGS_MAX = 4096;

    private static final class Port {
        FenceTag tag;
    }

    private final Map<Integer, Port> ports = new TreeMap<>();
    private final Map<Long, Integer> portOf = new Recent();
    /** Bound most recently last. */
    private final Map<String, FenceTag> highest = new LinkedHashMap<>();
    private long carried;
    private long malformed;
    private long fenced;

    public void open(int port) {
        if (ports.putIfAbsent(port, new Port()) != null) {
            throw new IllegalArgumentException("port " + port + ": already open");
        }
    }

    /** Idempotent. */
    public void close(int port) {
        if (ports.remove(port) != null) {
            portOf.values().removeIf(learnt -> learnt == port);
        }
    }

    /** Ports on which this frame, received on {@code port}, has to leave. Empty when it is dropped. */
    public List<Integer> frame(int port, byte[] frame) {
        if (!ports.containsKey(port)) {
            fenced++;
            return List.of();
        }
        if (!Ethernet.wellFormed(frame) || Ethernet.etherType(frame) == FenceFrame.ETHER_TYPE) {
            malformed++;
            return List.of();
        }
        portOf.put(Ethernet.source(frame), port);
        long destination = Ethernet.destination(frame);
        if (Ethernet.linkLocal(destination)) {
            return List.of();
        }
        carried++;
        Integer learnt = Ethernet.multicast(destination) ? null : portOf.get(destination);
        if (learnt != null) {
            return learnt == port ? List.of() : List.of(learnt);
        }
        List<Integer> others = new ArrayList<>(ports.size());
        for (int other : ports.keySet()) {
            if (other != port) {
                others.add(other);
            }
        }
        return others;
    }

    /**
     * Binds a port. The ports returned are closed here already; their connections and what is queued to and from them
     * must go before the next frame is carried. {@code port} itself is among them when its tag is stale.
     */
    public List<Integer> bind(int port, FenceTag tag) {
        Port binding = ports.get(port);
        if (binding == null) {
            fenced++;
            return List.of();
        }
        FenceTag seen = highest.get(tag.vm());
        if (seen != null && tag.yieldsTo(seen)) {
            close(port);
            return List.of(port);
        }
        highest.remove(tag.vm());
        highest.put(tag.vm(), tag);
        binding.tag = tag;
        forgetOne();
        List<Integer> stale = new ArrayList<>();
        ports.forEach((number, other) -> {
            if (other.tag != null && other.tag.yieldsTo(tag)) {
                stale.add(number);
            }
        });
        stale.forEach(this::close);
        return stale;
    }

    private void forgetOne() {
        if (highest.size() > TAGS_MAX) {
            Set<String> present = ports.values().stream().flatMap(port -> Optional.ofNullable(port.tag).stream())
                    .map(FenceTag::vm).collect(Collectors.toSet());
            highest.keySet().stream().filter(vm -> !present.contains(vm)).findFirst().ifPresent(highest::remove);
        }
    }

    /** The highest tag that was bound for this virtual machine. */
    public Optional<FenceTag> highest(String vm) {
        return Optional.ofNullable(highest.get(vm));
    }

    /** What the port is bound to; empty when unfenced or closed. */
    public Optional<FenceTag> tag(int port) {
        return Optional.ofNullable(ports.get(port)).map(open -> open.tag);
    }

    /** Frames taken and not dropped. */
    public long carried() {
        return carried;
    }

    /** Frames dropped for their form: length, sender address, or a private type that is never carried. */
    public long malformed() {
        return malformed;
    }

    /** Frames and bindings dropped because their port is closed. */
    public long fenced() {
        return fenced;
    }

    /** Keeps the addresses most recently put or read. */
    private static final class Recent extends LinkedHashMap<Long, Integer> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > ADDRESSES_MAX;
        }
    }
}
