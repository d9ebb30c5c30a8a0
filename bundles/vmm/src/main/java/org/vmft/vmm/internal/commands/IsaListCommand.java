package org.vmft.vmm.internal.commands;

import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.vmft.api.command.Command;
import org.vmft.api.machine.InstructionSet;
import picocli.CommandLine;

/** Lists the instruction sets that are present now; the launcher has waited for the plug-ins. */
@Component(property = Command.NAME_PROPERTY + "=isa list")
@CommandLine.Command(name = "isa list", description = "Lists the guest instruction sets: name and semantics version.")
public final class IsaListCommand implements Command {
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<InstructionSet> instructionSets;

    @Activate
    public IsaListCommand() {}

    @Override
    public Integer call() {
        instructionSets.stream()
                .sorted(Comparator.comparing(InstructionSet::name))
                .forEach(isa -> System.out.println(isa.name() + " " + isa.semantics()));
        return 0;
    }
}
