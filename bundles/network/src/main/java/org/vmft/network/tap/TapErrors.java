package org.vmft.network.tap;

/** One line for each way in which a TAP interface fails, with what helps. Pure. */
final class TapErrors {
    static final int EPERM = 1;
    static final int EBUSY = 16;
    static final int EINVAL = 22;

    private static final int NAME_CHARACTERS_MAX = 15;
    private static final String NAME = "[!-~&&[^/:%]]+";

    private TapErrors() {}

    /** @throws IllegalArgumentException unless Linux would take it for the name of an interface */
    static String name(String text) {
        if (text.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException("expected an interface name of at most " + NAME_CHARACTERS_MAX
                    + " characters, actual " + text.length() + ": \"" + text + "\"");
        }
        if (!text.matches(NAME) || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("expected the name of an interface, actual \"" + text + "\"");
        }
        return text;
    }

    static String device(String name, boolean exists, boolean permitted, String otherwise) {
        return "tap " + name + ": " + (!exists ? "there is no /dev/net/tun: load the kernel's module tun, or give the container that device"
                : !permitted ? "no permission to read and write /dev/net/tun (EACCES)" : otherwise);
    }

    static String attaching(String name, int errno) {
        return "tap " + name + ": " + switch (errno) {
            case EPERM -> "it is not this user's, or is not there and only root may make it (EPERM): "
                    + "ip tuntap add dev " + name + " mode tap user NAME";
            case EBUSY -> "another process has it open (EBUSY)";
            case EINVAL -> "there is an interface of that name, but it is no TAP with one queue (EINVAL)";
            default -> "TUNSETIFF failed with errno " + errno;
        };
    }

    /** Why it cannot be written, which the kernel calls EIO, or read. */
    static String using(String name, boolean present, boolean up, String otherwise) {
        return "tap " + name + ": " + (!present ? "the interface was removed"
                : !up ? "the interface is down (EIO): ip link set " + name + " up" : otherwise);
    }
}
