package dev.jrunit.cli;

/** Writes the help of a tool from its table. */
public interface HelpText {
    /**
     * The whole text, a byte string.
     *
     * @param calledAs the tool's name in the usage line
     */
    String of(OptionTable table, String calledAs);
}
