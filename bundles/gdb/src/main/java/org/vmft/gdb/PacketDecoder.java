package org.vmft.gdb;

import java.util.Optional;

/** From bytes to packets. Acknowledgements and whatever else stands between packets are skipped. */
final class PacketDecoder {
    /** Content of a packet, as told to the debugger; a longer one is dropped. */
    static final int PACKET_BYTES_MAX = 4096;

    /** What has come. */
    sealed interface Event {
        record Packet(String content) implements Event {}

        /** A packet whose checksum is wrong. */
        record Garbled() implements Event {}

        /** A packet that is longer than agreed. */
        record TooLong() implements Event {}

        /** Ctrl-C. */
        record Interrupt() implements Event {}
    }

    private enum State { BETWEEN, CONTENT, FIRST_DIGIT, SECOND_DIGIT }

    private static final int INTERRUPT = 3;
    private static final int HEX = 16;

    private final StringBuilder content = new StringBuilder();
    private State state = State.BETWEEN;
    private boolean tooLong;
    private int sum;
    private int expected;

    Optional<Event> take(int next) {
        switch (state) {
            case BETWEEN -> {
                if (next == INTERRUPT) {
                    return Optional.of(new Event.Interrupt());
                }
                if (next == '$') {
                    begin();
                }
            }
            case CONTENT -> {
                if (next == '$') {
                    begin();
                } else if (next == '#') {
                    state = State.FIRST_DIGIT;
                } else {
                    add(next);
                }
            }
            case FIRST_DIGIT -> {
                expected = Character.digit(next, HEX);
                state = State.SECOND_DIGIT;
            }
            case SECOND_DIGIT -> {
                state = State.BETWEEN;
                return Optional.of(end(Character.digit(next, HEX)));
            }
        }
        return Optional.empty();
    }

    private void begin() {
        content.setLength(0);
        sum = 0;
        tooLong = false;
        state = State.CONTENT;
    }

    private void add(int next) {
        sum += next;
        if (content.length() < PACKET_BYTES_MAX) {
            content.append((char) next);
        } else {
            tooLong = true;
        }
    }

    private Event end(int digit) {
        if (expected < 0 || digit < 0 || (sum & 0xff) != expected * HEX + digit) {
            return new Event.Garbled();
        }
        return tooLong ? new Event.TooLong() : new Event.Packet(content.toString());
    }

    /** A packet with this content, as it is sent. */
    static String framed(String content) {
        return "$" + content + "#" + "%02x".formatted(content.chars().sum() & 0xff);
    }
}
