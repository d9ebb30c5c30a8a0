package org.vmft.isa.toy.commands;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import org.vmft.isa.toy.internal.assembler.Assembler;
import org.vmft.isa.toy.internal.assembler.Assembly;
import org.vmft.isa.toy.internal.assembler.AssemblyException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(service = Command.class, scope = ServiceScope.PROTOTYPE, property = Command.NAME_PROPERTY + "=asm")
@CommandLine.Command(name = "asm", description = "Assembles a program for the toy instruction set.")
public final class AsmCommand implements Command {
    private static final String SOURCE_SUFFIX = ".s";
    private static final String IMAGE_SUFFIX = ".img";
    private static final int SOURCE_BYTES_MAX = 4 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "The program, such as prog.s.")
    private Path source;

    @Option(names = "-o", paramLabel = "IMAGE", description = "Where the image goes; beside the source if not given.")
    private Path image;

    @Option(names = "--list", description = "Print addresses, encodings and instructions.")
    private boolean list;

    @Override
    public Integer call() throws CommandException {
        byte[] text = InputFile.read(source, SOURCE_BYTES_MAX);
        Path target = image == null ? besideSource() : image;
        if (target.toAbsolutePath().normalize().equals(source.toAbsolutePath().normalize())) {
            throw new CommandException(target + ": the image would replace its source", CommandException.USAGE);
        }
        Assembly assembly = assemble(new String(text, StandardCharsets.UTF_8));
        OutputFile.write(target, assembly.image().toFile());
        if (list) {
            spec.commandLine().getOut().print(assembly.listing());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private Assembly assemble(String text) throws CommandException {
        try {
            return Assembler.assemble(source.toString(), text);
        } catch (AssemblyException e) {
            if (e.errors().size() == 1) {
                throw new CommandException(e.errors().get(0));
            }
            PrintWriter err = spec.commandLine().getErr();
            e.errors().forEach(err::println);
            err.flush();
            throw new CommandException(source + ": not assembled");
        }
    }

    private Path besideSource() {
        String name = source.getFileName().toString();
        String stem = name.endsWith(SOURCE_SUFFIX) ? name.substring(0, name.length() - SOURCE_SUFFIX.length()) : name;
        return source.resolveSibling(stem + IMAGE_SUFFIX);
    }
}
