package org.vmft.isa.toy.internal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vmft.isa.toy.ToyImage;
import org.vmft.isa.toy.internal.code.Instruction;

/**
 * Two passes: the first parses every line and gives addresses, the second encodes. Execution begins at the label
 * {@code start}, or at the first byte when there is none.
 */
public final class Assembler {
    /** Largest image: as much RAM as the largest guest has any use for, so that a mistyped {@code .space} is refused. */
    static final int IMAGE_BYTES_MAX = 16 << 20;
    private static final int ERRORS_MAX = 20;
    private static final String ENTRY = "start";

    /** A statement, the number of its line, and the address at which it begins. */
    private record Placed(int line, Statement statement, int address) {}

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
                layOut(Line.split(i + 1, source.get(i)));
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
        Optional<Expression> newOrigin = line.origin();
        if (newOrigin.isPresent()) {
            if (address != origin) {
                throw new LineException(".org must come before everything that occupies memory");
            }
            origin = newOrigin.get().value(symbols, address, 0, Integer.MAX_VALUE - IMAGE_BYTES_MAX);
            address = origin;
        }
        for (String label : line.labels()) {
            symbols.define(label, address);
        }
        Optional<Statement> statement = line.statement();
        if (statement.isPresent()) {
            place(line.number(), statement.get());
        }
    }

    private void place(int line, Statement statement) throws LineException {
        int length = statement.layOut(symbols, address);
        if (length > IMAGE_BYTES_MAX - (address - origin)) {
            throw new LineException("the image is larger than " + IMAGE_BYTES_MAX + " bytes");
        }
        placed.add(new Placed(line, statement, address));
        boolean misaligned = (address & statement.alignment() - 1) != 0;
        address += length;
        if (misaligned) {
            throw new LineException("address 0x" + Integer.toHexString(address - length) + " is not a multiple of "
                    + statement.alignment() + "; use .align");
        }
    }

    private void emit(Placed placed, Code code) {
        try {
            code.moveTo(placed.address - origin);
            placed.statement.emit(symbols, placed.address, code);
        } catch (LineException e) {
            errors.putIfAbsent(placed.line, e.getMessage());
        }
    }

    private int entry(int lastLine) {
        int entry = symbols.find(ENTRY).orElse((long) origin).intValue();
        if (entry % Instruction.BYTES != 0) {
            errors.putIfAbsent(lastLine, "execution would begin at 0x" + Integer.toHexString(entry)
                    + ", which is not a multiple of " + Instruction.BYTES);
        }
        return entry;
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
