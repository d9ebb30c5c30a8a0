package org.vmft.demo.internal.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.log.LogFormat;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.vm.VirtualMachines;
import org.vmft.demo.history.Expectation;
import org.vmft.demo.history.HistoryFacts;
import org.vmft.demo.history.HistoryReplay;
import picocli.CommandLine;

/** The part of the demonstration that runs in a process of its own: prints what it found as one line of JSON. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=demo verify")
@CommandLine.Command(name = "demo verify", hidden = true, description = "Replays the logs that the demonstration kept and compares.")
public final class DemoVerifyCommand implements Command {
    private final VirtualMachines machines;
    private final LogFormat format;
    private final List<InstructionSet> instructionSets;

    @CommandLine.Parameters(paramLabel = "DIR", description = "A folder of one run, as demo --keep leaves it.")
    Path folder;

    @Activate
    public DemoVerifyCommand(@Reference VirtualMachines machines, @Reference LogFormat format,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE) List<InstructionSet> instructionSets) {
        this.machines = machines;
        this.format = format;
        this.instructionSets = instructionSets;
    }

    @Override
    public Integer call() throws CommandException {
        try {
            Expectation expected = Expectation.read(folder);
            HistoryReplay replay = new HistoryReplay(machines,
                    name -> instructionSets.stream().filter(isa -> isa.name().equals(name)).findFirst());
            HistoryFacts facts = replay.run(expected, name -> format.open(folder.resolve(name)));
            System.out.println(new ObjectMapper().writeValueAsString(facts));
            return facts.failures().isEmpty() ? 0 : CommandException.FAILURE;
        } catch (IOException e) {
            throw new CommandException(folder + ": " + FileFailure.reason(e));
        }
    }
}
