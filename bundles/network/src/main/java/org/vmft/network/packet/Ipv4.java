package org.vmft.network.packet;

/** IPv4 addresses as integers, first byte highest. */
public final class Ipv4 {
    private Ipv4() {}

    /** @throws IllegalArgumentException unless it is four decimal numbers up to 255, with dots between them */
    public static int parse(String text) {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        for (String part : parts) {
            if (parts.length != 4 || !part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException("expected an IPv4 address, actual \"" + text + "\"");
            }
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }
}
