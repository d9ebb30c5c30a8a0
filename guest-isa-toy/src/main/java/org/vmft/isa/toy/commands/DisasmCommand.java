package org.vmft.isa.toy.commands;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.isa.toy.ToyImage;
import org.vmft.isa.toy.internal.assembler.Disassembler;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=disasm")
@CommandLine.Command(name = "disasm", description = "Writes a toy image as a source that assembles to the same image.")
public final class DisasmCommand implements Command {
    private static final int IMAGE_BYTES_MAX = 64 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image, such as prog.img.")
    private Path image;

    @Option(names = "-o", paramLabel = "SOURCE", description = "Where the source goes; to the terminal if not given.")
    private Path source;

    @Override
    public Integer call() throws CommandException {
        String text = Disassembler.disassemble(parse());
        if (source == null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(text);
            out.flush();
        } else {
            OutputFile.write(source, text.getBytes(StandardCharsets.US_ASCII));
        }
        return 0;
    }

    private ToyImage parse() throws CommandException {
        try {
            return ToyImage.parse(new Image(image.toString(), InputFile.read(image, IMAGE_BYTES_MAX)), Integer.MAX_VALUE);
        } catch (BadImageException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
