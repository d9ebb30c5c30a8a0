package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmft.isa.toy.ToyImage;

/**
 * Two passes: the first parses every line and gives addresses, the second encodes. Execution begins at the label
 * {@code start}, or at the first byte when there is none.
 */
public final class Assembler {
    /** Largest image: as much RAM as the largest guest has any use for, so that a mistyped {@code .space} is refused. */
    static final int IMAGE_BYTES_MAX = 16 << 20;
    private static final int ERRORS_MAX = 20;
    private static final String ENTRY = "start";

    /** A line of the source that occupies {@code length} bytes from {@code address}. */
    private record Placed(Line line, Statement statement, int address, int length) {}

    private final String file;
    private final Map<Integer, String> errors = new TreeMap<>();
    private final Symbols symbols = new Symbols();
    private final List<Placed> placed = new ArrayList<>();
    private int origin;
    private int address;

    private Assembler(String file) {
        this.file = file;
    }

    /** @param file what error messages and the image call the source */
    public static Assembly assemble(String file, String source) throws AssemblyException {
        return new Assembler(file).assemble(source.lines().toList());
    }

    private Assembly assemble(List<String> source) throws AssemblyException {
        for (int i = 0; i < source.size(); i++) {
            try {
                layOut(Line.parse(i + 1, source.get(i)));
            } catch (LineException e) {
                errors.putIfAbsent(i + 1, e.getMessage());
            }
        }
        Code code = new Code(address - origin);
        for (Placed statement : placed) {
            emit(statement, code);
        }
        if (errors.isEmpty() && address == origin) {
            errors.put(Math.max(1, source.size()), "nothing to assemble");
        }
        int entry = entry(source.size());
        if (!errors.isEmpty()) {
            throw new AssemblyException(messages());
        }
        return new Assembly(new ToyImage(file, origin, entry, code.bytes()), code.instructions());
    }

    private void layOut(Line line) throws LineException {
        if (line.origin().isPresent()) {
            if (address != origin) {
                throw new LineException(".org must come before everything that occupies memory");
            }
            origin = line.origin().get().value(symbols, address, 0, Integer.MAX_VALUE - IMAGE_BYTES_MAX);
            address = origin;
        }
        for (String label : line.labels()) {
            symbols.define(label, address);
        }
        if (line.statement().isEmpty()) {
            return;
        }
        Statement statement = line.statement().get();
        int length = statement.layOut(symbols, address);
        if (length > IMAGE_BYTES_MAX - (address - origin)) {
            throw new LineException("the image is larger than " + IMAGE_BYTES_MAX + " bytes");
        }
        placed.add(new Placed(line, statement, address, length));
        int misaligned = address & statement.alignment() - 1;
        address += length;
        if (misaligned != 0) {
            throw new LineException("address 0x" + Integer.toHexString(address - length) + " is not a multiple of "
                    + statement.alignment() + "; use .align");
        }
    }

    private void emit(Placed placed, Code code) {
        try {
            code.moveTo(placed.address - origin);
            placed.statement.emit(symbols, placed.address, code);
        } catch (LineException e) {
            errors.putIfAbsent(placed.line.number(), e.getMessage());
        }
    }

    private int entry(int lastLine) {
        try {
            return symbols.defines(ENTRY) ? (int) symbols.value(ENTRY) : origin;
        } catch (LineException e) {
            errors.putIfAbsent(lastLine, e.getMessage());
            return origin;
        }
    }

    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        errors.forEach((line, message) -> {
            if (messages.size() < ERRORS_MAX) {
                messages.add(file + ":" + line + ": " + message);
            }
        });
        if (errors.size() > ERRORS_MAX) {
            messages.add(file + ": " + (errors.size() - ERRORS_MAX) + " more errors");
        }
        return messages;
    }
}
