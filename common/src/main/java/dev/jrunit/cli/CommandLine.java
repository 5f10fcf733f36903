package dev.jrunit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of one call, sorted into options and operands by the rules of getopt(3): options come before the first
 * operand, letters may be put together ({@code -vw5}), an argument is the rest of its letters or the next one, and
 * {@code --} ends the options. A long option takes its argument after {@code =} or as the next one.
 */
public final class CommandLine {
    private final List<Option> options = new ArrayList<>(4);
    private final List<String> values = new ArrayList<>(4);
    private List<String> operands = List.of();

    private final OptionTable table;
    private final String[] arguments;
    private int next;

    private CommandLine(OptionTable table, String[] arguments) {
        this.table = table;
        this.arguments = arguments;
    }

    /**
     * Sorts {@code arguments}, without the program's name.
     *
     * @throws UsageException if an option is unknown or lacks its argument, or operands are missing or too many; the
     *     last two are no matter when {@link Option#HELP} or {@link Option#VERSION} is given
     */
    public static CommandLine parse(OptionTable table, String[] arguments) throws UsageException {
        CommandLine line = new CommandLine(table, arguments);
        line.takeOptions();
        line.takeOperands();
        return line;
    }

    public boolean has(Option option) {
        return options.contains(option);
    }

    /** How often the option was given. */
    public int count(Option option) {
        int count = 0;
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).equals(option)) {
                count++;
            }
        }
        return count;
    }

    /** The argument of the last occurrence of the option; null if it was not given. */
    public String value(Option option) {
        int last = options.lastIndexOf(option);
        return last < 0 ? null : values.get(last);
    }

    /** The options in the order in which they were given. */
    public List<Option> options() {
        return options;
    }

    /** The arguments of {@link #options}, one each; empty for an option that takes none. */
    public List<String> values() {
        return values;
    }

    public List<String> operands() {
        return operands;
    }

    private void takeOptions() throws UsageException {
        if (table.leniency() == OptionTable.Leniency.OPERANDS_ONLY) {
            boolean isAnswered = arguments.length == 1
                    && (arguments[0].equals("--" + Option.HELP.longName())
                            || arguments[0].equals("--" + Option.VERSION.longName()));
            if (!isAnswered) {
                return;
            }
        }
        while (next < arguments.length) {
            String argument = arguments[next];
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                return;
            }
            if (argument.equals("--")) {
                next++;
                return;
            }
            boolean taken = argument.charAt(1) == '-' ? takeLong(argument) : takeCluster(argument);
            if (!taken) {
                return;
            }
        }
    }

    private boolean takeLong(String argument) throws UsageException {
        int equals = argument.indexOf('=');
        String longName = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        Option option = table.byLongName(longName);
        if (option == null) {
            if (table.leniency().unknownOptionsAreOperands()) {
                return false;
            }
            throw new UsageException("unknown option -- " + longName);
        }
        next++;
        if (option.takesArgument()) {
            add(option, equals < 0 ? nextArgument(longName) : argument.substring(equals + 1));
        } else if (equals < 0) {
            add(option, "");
        } else {
            throw new UsageException("option takes no argument -- " + longName);
        }
        return true;
    }

    private boolean takeCluster(String argument) throws UsageException {
        for (int i = 1; i < argument.length(); i++) {
            char letter = argument.charAt(i);
            Option option = table.byLetter(letter);
            if (option == null) {
                if (i == 1 && table.leniency().unknownOptionsAreOperands()) {
                    return false;
                }
                throw new UsageException("illegal option -- " + letter);
            }
            if (option.takesArgument()) {
                next++;
                String rest = argument.substring(i + 1);
                add(option, rest.isEmpty() ? nextArgument(String.valueOf(letter)) : rest);
                return true;
            }
            add(option, "");
        }
        next++;
        return true;
    }

    private String nextArgument(String optionName) throws UsageException {
        if (next == arguments.length) {
            throw new UsageException("option requires an argument -- " + optionName);
        }
        return arguments[next++];
    }

    private void add(Option option, String value) {
        options.add(option);
        values.add(value);
    }

    private void takeOperands() throws UsageException {
        int count = arguments.length - next;
        List<String> rest = new ArrayList<>(count);
        for (int i = next; i < arguments.length; i++) {
            rest.add(arguments[i]);
        }
        operands = rest;
        if (has(Option.HELP) || has(Option.VERSION)) {
            return;
        }
        if (count < table.leastOperands()) {
            throw new UsageException("");
        }
        if (count > table.mostOperands() && !table.leniency().surplusOperandsAreIgnored()) {
            throw new UsageException("");
        }
    }
}
