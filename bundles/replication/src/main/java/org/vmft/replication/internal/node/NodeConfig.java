package org.vmft.replication.internal.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vmft.api.machine.MachineSpec;
import org.vmft.replication.internal.ReplicaConfig;

/**
 * The configuration of one replica on a node, checked. Keys, with their defaults:
 * <ul>
 * <li>{@code vm}: name of the virtual machine; {@code node} (node): name of the node, for people
 * <li>{@code boot} (false): boot the virtual machine here, else join whoever runs it; {@code force} (false): with boot,
 *     an operator takes responsibility that no earlier incarnation still runs
 * <li>{@code guest} or {@code image} and {@code isa}: with boot, a guest that comes with an instruction set, or a file;
 *     {@code isa} also chooses between guests of one name
 * <li>{@code initrd}: with boot, file of an initial RAM disk, in place of the guest's own
 * <li>{@code ram}, {@code bootArguments} (what the guest needs; 1M and none for a file), {@code mac}
 *     (02:00:00:00:00:01): with boot, the machine
 * <li>{@code listen} (127.0.0.1:0): where other replicas reach this one; {@code peers}: where they may be found
 * <li>{@code suspicionMillis} (500): silence after which a peer is suspected
 * <li>{@code record}: folder for the replica's log
 * </ul>
 */
public record NodeConfig(String node, boolean boot, boolean force, GuestConfig guest, ReplicaConfig replica,
        Optional<Path> record) {
    public static final String PID = "org.vmft.replica";

    /** @throws IllegalArgumentException for a bad value, naming the key */
    public static NodeConfig of(Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        boolean boot = keys.flag("boot");
        Optional<String> image = keys.text("image");
        Optional<String> guest = keys.text("guest");
        List<String> peers = keys.list("peers");
        if (boot && image.isPresent() == guest.isPresent()) {
            throw new IllegalArgumentException("guest, image: expected one of the two to boot, actual "
                    + (image.isPresent() ? "both" : "none"));
        }
        if (image.isPresent() && keys.text("isa").isEmpty()) {
            throw new IllegalArgumentException("isa: expected the instruction set of the image, actual none");
        }
        if (!boot && peers.isEmpty()) {
            throw new IllegalArgumentException("peers: expected at least one to join, actual none");
        }
        ReplicaConfig replica = new ReplicaConfig(vm(keys), keys.text("listen").orElse("127.0.0.1:0"), peers,
                keys.number("suspicionMillis", 500) * 1_000_000L);
        GuestConfig booted = new GuestConfig(keys.text("isa"), guest, image.map(Path::of), keys.text("initrd").map(Path::of),
                keys.text("ram").map(NodeConfig::ram), mac(keys.text("mac").orElse("02:00:00:00:00:01")),
                keys.text("bootArguments"));
        return new NodeConfig(keys.text("node").orElse("node"), boot, keys.flag("force"), booted, replica,
                keys.text("record").map(Path::of));
    }

    private static String vm(Keys keys) {
        String vm = keys.text("vm").orElse("");
        if (!vm.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("vm: expected 1 to 64 letters, digits, '.', '_' or '-', actual \"" + vm
                    + "\"");
        }
        return vm;
    }

    private static int ram(String text) {
        try {
            return MachineSpec.parseRam(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ram: " + e.getMessage(), e);
        }
    }

    private static long mac(String text) {
        if (!text.matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
            throw new IllegalArgumentException("mac: expected six hexadecimal bytes separated by colons, actual \""
                    + text + "\"");
        }
        long mac = Long.parseLong(text.replace(":", ""), 16);
        if ((mac >>> 40 & 1) != 0) {
            throw new IllegalArgumentException("mac: expected a unicast address, actual \"" + text + "\"");
        }
        return mac;
    }

    /** Typed access that names the key of a bad value. */
    private record Keys(Map<String, ?> properties) {
        Optional<String> text(String key) {
            return Optional.ofNullable(properties.get(key)).map(Object::toString).filter(text -> !text.isEmpty());
        }

        boolean flag(String key) {
            String text = text(key).orElse("false");
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(key + ": expected true or false, actual \"" + text + "\"");
            }
            return text.equals("true");
        }

        int number(String key, int otherwise) {
            String text = text(key).orElse(Integer.toString(otherwise));
            if (!text.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(key + ": expected a number, actual \"" + text + "\"");
            }
            return Integer.parseInt(text);
        }

        List<String> list(String key) {
            Object value = properties.get(key);
            return value instanceof String[] several ? List.of(several) : text(key).map(List::of).orElse(List.of());
        }
    }
}
