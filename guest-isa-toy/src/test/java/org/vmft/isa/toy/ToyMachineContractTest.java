package org.vmft.isa.toy;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.isa.toy.internal.assembler.Assembler;
import org.vmft.testkit.MachineContract;
import org.vmft.testkit.ProgramKind;

class ToyMachineContractTest extends MachineContract {
    private final Map<ProgramKind, Image> images = new EnumMap<>(ProgramKind.class);

    @Override
    protected InstructionSet instructionSet() {
        return new ToyInstructionSet();
    }

    @Override
    protected Image image(ProgramKind kind) throws Exception {
        if (!images.containsKey(kind)) {
            String file = kind.name().toLowerCase(Locale.ROOT) + ".s";
            try (var in = ToyMachineContractTest.class.getResourceAsStream("/contract/" + file)) {
                String source = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                images.put(kind, new Image(file, Assembler.assemble(file, source).image().toFile()));
            }
        }
        return images.get(kind);
    }
}
