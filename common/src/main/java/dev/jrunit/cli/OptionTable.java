package dev.jrunit.cli;

import java.util.List;

/**
 * Everything about the command line of one tool: the only source for the parser, help, completion and man pages.
 * Immutable. {@link Option#HELP} and {@link Option#VERSION} belong to every table without being listed.
 *
 * @param name the tool's own name
 * @param synopsis what follows the name in the usage line
 * @param summary what the tool does, in one sentence
 * @param options in the order in which help prints them
 * @param operands in their order; only the last may be more than one
 * @param leniency what the parser lets pass
 * @param usageStatus the exit code for wrong usage
 * @param fatalStatus the exit code when something else makes the tool give up
 */
public record OptionTable(
        String name,
        String synopsis,
        String summary,
        List<Option> options,
        List<Operand> operands,
        Leniency leniency,
        int usageStatus,
        int fatalStatus) {
    /** What a tool of runit lets pass where others complain. */
    public enum Leniency {
        /** Unknown options and surplus operands are wrong usage. */
        STRICT,
        /** An argument that begins with an unknown option is the first operand: the tool knows no getopt. */
        UNKNOWN_OPTIONS_ARE_OPERANDS,
        /** Operands after the last one in the table are not looked at. */
        SURPLUS_OPERANDS_ARE_IGNORED,
        /** Both of the above. */
        BOTH,
        /**
         * No argument is an option, {@code --} neither, and surplus ones are not looked at; help and version are
         * answered where they stand alone.
         */
        OPERANDS_ONLY;

        boolean unknownOptionsAreOperands() {
            return this == UNKNOWN_OPTIONS_ARE_OPERANDS || this == BOTH;
        }

        boolean surplusOperandsAreIgnored() {
            return this == SURPLUS_OPERANDS_ARE_IGNORED || this == BOTH || this == OPERANDS_ONLY;
        }
    }

    /** The usage message as runit's tools print it: one line and an empty one. */
    public String usage(String calledAs) {
        return "usage: " + calledAs + " " + synopsis + "\n\n";
    }

    /** The option with that short form; null if there is none. */
    Option byLetter(char letter) {
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            if (option.letters().indexOf(letter) >= 0) {
                return option;
            }
        }
        return null;
    }

    /** The option with that long form; null if there is none. */
    Option byLongName(String longName) {
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            if (option.longName().equals(longName) && !longName.isEmpty()) {
                return option;
            }
        }
        if (longName.equals(Option.HELP.longName())) {
            return Option.HELP;
        }
        return longName.equals(Option.VERSION.longName()) ? Option.VERSION : null;
    }

    int leastOperands() {
        int least = 0;
        for (int i = 0; i < operands.size(); i++) {
            least += operands.get(i).count().least();
        }
        return least;
    }

    int mostOperands() {
        int most = 0;
        for (int i = 0; i < operands.size(); i++) {
            int more = operands.get(i).count().most();
            if (more == Integer.MAX_VALUE) {
                return more;
            }
            most += more;
        }
        return most;
    }
}
