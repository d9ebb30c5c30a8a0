package org.vmft.launcher;

import java.util.ArrayList;
import java.util.List;

/** The command line: {@code --verbose} may stand anywhere before {@code --}, the rest belongs to the command. */
record Arguments(boolean verbose, List<String> words) {
    static Arguments parse(String... args) {
        List<String> words = new ArrayList<>();
        boolean verbose = false;
        boolean options = true;
        for (String arg : args) {
            options &= !arg.equals("--");
            if (options && arg.equals("--verbose")) {
                verbose = true;
            } else {
                words.add(arg);
            }
        }
        return new Arguments(verbose, List.copyOf(words));
    }

    boolean asksForHelp() {
        return !words.isEmpty() && (words.get(0).equals("--help") || words.get(0).equals("-h"));
    }

    boolean asksForVersion() {
        return !words.isEmpty() && words.get(0).equals("--version");
    }

    /** Whether the words begin with those of the command's full name. */
    boolean name(String command) {
        List<String> name = List.of(command.split(" "));
        return words.size() >= name.size() && words.subList(0, name.size()).equals(name);
    }

    List<String> after(String command) {
        return words.subList(command.split(" ").length, words.size());
    }
}
