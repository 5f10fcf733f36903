package dev.jrunit.cli;

/**
 * One option of a tool.
 *
 * @param letters its short forms, each one character (a digit may be one too); empty if it has none
 * @param longName its long form without the dashes; empty if it has none
 * @param argument the name of its argument as help prints it; empty if it takes none
 * @param repeatable whether giving it more than once means more than giving it once
 * @param help one sentence or more of plain text
 */
public record Option(String letters, String longName, String argument, boolean repeatable, String help) {
    // Written out, as in FileId: what a record gets by itself costs the first caller many milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof Option that && that.letters.equals(letters) && that.longName.equals(longName);
    }

    @Override
    public int hashCode() {
        return 31 * letters.hashCode() + longName.hashCode();
    }

    /** Prints what the tool takes, and exits 0. */
    public static final Option HELP = flag("", "help", "Print this help and exit.");

    /** Prints the version, and exits 0. */
    public static final Option VERSION = flag("", "version", "Print the version and exit.");

    /** An option without an argument. */
    public static Option flag(String letters, String longName, String help) {
        return new Option(letters, longName, "", false, help);
    }

    /** An option with an argument. */
    public static Option valued(String letters, String longName, String argument, String help) {
        return new Option(letters, longName, argument, false, help);
    }

    /** The same option, repeatable. */
    public Option repeated() {
        return new Option(letters, longName, argument, true, help);
    }

    public boolean takesArgument() {
        return !argument.isEmpty();
    }
}
