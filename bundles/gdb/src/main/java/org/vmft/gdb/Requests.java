package org.vmft.gdb;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.RegisterSet;
import org.vmft.api.debug.RegisterSet.Register;

/** What a debugger asks of a machine that stands still, and what it is answered. What is not known is answered with nothing. */
final class Requests {
    private static final String DONE = "OK";
    private static final String UNKNOWN = "";
    private static final String MALFORMED = "E01";
    private static final String NO_MEMORY = "E0e";
    private static final String NO_ROOM = "E1c";
    private static final String FEATURES = "qXfer:features:read:target.xml:";
    private static final HexFormat HEX = HexFormat.of();

    /** What follows from a request besides its answer. */
    enum Effect { NONE, STEP, CONTINUE, DETACH, KILL, NO_ACKNOWLEDGEMENTS }

    /** Empty text is an answer, too; none at all is given to what makes the machine run, and to kill. */
    record Answer(Optional<String> text, Effect effect) {
        static Answer of(String text) {
            return new Answer(Optional.of(text), Effect.NONE);
        }

        static Answer none(Effect effect) {
            return new Answer(Optional.empty(), effect);
        }
    }

    private final Debuggable machine;
    private final Breakpoints breakpoints;
    private final List<Register> registers;
    private final String target;

    Requests(Debuggable machine, Breakpoints breakpoints) {
        this.machine = machine;
        this.breakpoints = breakpoints;
        registers = machine.registers().registers();
        target = target(machine.registers());
    }

    private static String target(RegisterSet set) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target><architecture>")
                .append(set.architecture()).append("</architecture><feature name=\"").append(set.feature()).append("\">");
        for (int index = 0; index < set.registers().size(); index++) {
            Register register = set.registers().get(index);
            xml.append("<reg name=\"%s\" bitsize=\"%d\" regnum=\"%d\"%s/>".formatted(register.name(), register.bits(), index,
                    index == set.programCounter() ? " type=\"code_ptr\"" : ""));
        }
        return xml.append("</feature></target>").toString();
    }

    /** Any text whatever. */
    Answer answer(String request) {
        try {
            return request.isEmpty() ? Answer.of(UNKNOWN) : known(request);
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return Answer.of(MALFORMED);
        }
    }

    private Answer known(String request) {
        String rest = request.substring(1);
        return switch (request.charAt(0)) {
            case '?' -> Answer.of(breakpoints.stop().orElse("T05"));
            case 'g' -> Answer.of(allRegisters());
            case 'G' -> Answer.of(writeRegisters(rest));
            case 'p' -> Answer.of(readRegister(index(rest)));
            case 'P' -> Answer.of(writeRegister(rest));
            case 'm' -> Answer.of(readMemory(rest));
            case 'M' -> Answer.of(writeMemory(rest));
            case 'Z' -> Answer.of(breakpoint(rest, true));
            case 'z' -> Answer.of(breakpoint(rest, false));
            case 's' -> runs(rest, Effect.STEP);
            case 'c' -> runs(rest, Effect.CONTINUE);
            case 'S' -> Answer.none(Effect.STEP);
            case 'C' -> Answer.none(Effect.CONTINUE);
            case 'H', 'T' -> Answer.of(DONE);
            case 'D' -> new Answer(Optional.of(DONE), Effect.DETACH);
            case 'k' -> Answer.none(Effect.KILL);
            case 'q', 'Q' -> query(request);
            case 'v' -> verbose(request);
            default -> Answer.of(UNKNOWN);
        };
    }

    private Answer query(String request) {
        if (request.startsWith("qSupported")) {
            return Answer.of("PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;vContSupported+".formatted(PacketDecoder.PACKET_BYTES_MAX));
        }
        if (request.startsWith(FEATURES)) {
            return Answer.of(part(target, request.substring(FEATURES.length())));
        }
        return switch (request) {
            case "QStartNoAckMode" -> new Answer(Optional.of(DONE), Effect.NO_ACKNOWLEDGEMENTS);
            case "qAttached" -> Answer.of("1");
            case "qC" -> Answer.of("QC1");
            case "qfThreadInfo" -> Answer.of("m1");
            case "qsThreadInfo" -> Answer.of("l");
            default -> Answer.of(UNKNOWN);
        };
    }

    private Answer verbose(String request) {
        if (request.equals("vCont?")) {
            return Answer.of("vCont;c;C;s;S");
        }
        if (request.startsWith("vCont;")) {
            return switch (Character.toLowerCase(request.charAt("vCont;".length()))) {
                case 's' -> Answer.none(Effect.STEP);
                case 'c' -> Answer.none(Effect.CONTINUE);
                default -> Answer.of(MALFORMED);
            };
        }
        return request.startsWith("vKill") ? new Answer(Optional.of(DONE), Effect.KILL) : Answer.of(UNKNOWN);
    }

    private static String part(String text, String range) {
        long[] numbers = numbers(range);
        int from = (int) Math.min(text.length(), numbers[0]);
        int to = (int) Math.min(text.length(), from + Math.min(numbers[1], PacketDecoder.PACKET_BYTES_MAX - 1));
        return (to == text.length() ? "l" : "m") + text.substring(from, to);
    }

    /** Two hexadecimal numbers with a comma between. */
    private static long[] numbers(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(text);
        }
        return new long[] {number(parts[0]), number(parts[1])};
    }

    private static long number(String hex) {
        long number = Long.parseUnsignedLong(hex, 16);
        if (number < 0) {
            throw new IllegalArgumentException(hex);
        }
        return number;
    }

    private Answer runs(String address, Effect effect) {
        if (!address.isEmpty()) {
            machine.register(machine.registers().programCounter(), number(address));
        }
        return Answer.none(effect);
    }

    private int index(String hex) {
        return (int) Math.min(Integer.MAX_VALUE, number(hex));
    }

    /** Least byte first, as all targets here are. */
    private String hex(int index) {
        long value = machine.register(index);
        byte[] bytes = new byte[registers.get(index).bits() / Byte.SIZE];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (value >>> Byte.SIZE * at);
        }
        return HEX.formatHex(bytes);
    }

    private void set(int index, String hex) {
        byte[] bytes = HEX.parseHex(hex);
        if (bytes.length != registers.get(index).bits() / Byte.SIZE) {
            throw new IllegalArgumentException(hex);
        }
        long value = 0;
        for (int at = bytes.length - 1; at >= 0; at--) {
            value = value << Byte.SIZE | bytes[at] & 0xff;
        }
        machine.register(index, value);
    }

    private String allRegisters() {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < registers.size(); index++) {
            text.append(hex(index));
        }
        return text.toString();
    }

    private String writeRegisters(String values) {
        if (values.length() != allRegisters().length() || !values.matches("[0-9a-fA-F]*")) {
            return MALFORMED;
        }
        int from = 0;
        for (int index = 0; index < registers.size(); index++) {
            int to = from + registers.get(index).bits() / 4;
            set(index, values.substring(from, to));
            from = to;
        }
        return DONE;
    }

    private String readRegister(int index) {
        return index < registers.size() ? hex(index) : MALFORMED;
    }

    private String writeRegister(String assignment) {
        String[] parts = assignment.split("=", -1);
        set(index(parts[0]), parts[1]);
        return DONE;
    }

    private String readMemory(String range) {
        long[] numbers = numbers(range);
        int length = (int) Math.min(numbers[1], PacketDecoder.PACKET_BYTES_MAX / 2);
        byte[] bytes = machine.read(numbers[0], length);
        return bytes.length == 0 && length > 0 ? NO_MEMORY : HEX.formatHex(bytes);
    }

    private String writeMemory(String request) {
        int colon = request.indexOf(':');
        long[] numbers = numbers(request.substring(0, colon));
        byte[] bytes = HEX.parseHex(request.substring(colon + 1));
        if (bytes.length != numbers[1]) {
            return MALFORMED;
        }
        return machine.write(numbers[0], bytes) ? DONE : NO_MEMORY;
    }

    private String breakpoint(String request, boolean set) {
        if (request.length() < 2 || request.charAt(1) != ',') {
            return MALFORMED;
        }
        long[] numbers = numbers(request.substring(2).split(";", 2)[0]);
        int kind = request.charAt(0) - '0';
        if (kind == 0 || kind == 1) {
            if (set) {
                return breakpoints.add(numbers[0]) ? DONE : NO_ROOM;
            }
            breakpoints.remove(numbers[0]);
            return DONE;
        }
        if (kind < 2 || kind > 4) {
            return UNKNOWN;
        }
        Breakpoints.Watch watch = Breakpoints.Watch.values()[kind - 2];
        if (set) {
            return breakpoints.addWatch(watch, numbers[0], numbers[1]) ? DONE : NO_ROOM;
        }
        breakpoints.removeWatch(watch, numbers[0], numbers[1]);
        return DONE;
    }
}
