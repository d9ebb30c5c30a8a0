package org.vmft.launcher;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** A command that is present: its full name, and the annotated object that runs it. */
record FoundCommand(String name, Object command) {
    /** The one with the longest name that the words begin with: {@code log dump} rather than {@code log}. */
    static Optional<FoundCommand> asked(Collection<FoundCommand> present, Arguments arguments) {
        return present.stream().filter(found -> arguments.name(found.name)).max(Comparator.comparingInt(found -> found.name.length()));
    }

    /** What to say when there is none: which begin with this word, or, when none does, which there are at all. */
    static String absent(Collection<FoundCommand> present, String word) {
        List<String> names = present.stream().map(FoundCommand::name).sorted().toList();
        List<String> longer = names.stream().filter(name -> name.startsWith(word + " ")).toList();
        return longer.isEmpty() ? "no command '" + word + "'; there are: " + String.join(", ", names)
                : "'" + word + "' alone is no command; there " + (longer.size() == 1 ? "is: " : "are: ") + String.join(", ", longer);
    }

    String description() {
        CommandLine.Command annotation = annotation();
        return annotation == null ? "" : String.join(" ", annotation.description());
    }

    /** Whether it is for other commands rather than for people. */
    boolean hidden() {
        CommandLine.Command annotation = annotation();
        return annotation != null && annotation.hidden();
    }

    private CommandLine.Command annotation() {
        return command.getClass().getAnnotation(CommandLine.Command.class);
    }
}
