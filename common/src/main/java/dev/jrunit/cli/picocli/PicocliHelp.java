package dev.jrunit.cli.picocli;

import dev.jrunit.cli.HelpText;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.posix.ByteStrings;
import picocli.CommandLine;

/** Help as picocli lays it out, without colours. */
public final class PicocliHelp implements HelpText {
    @Override
    public String of(OptionTable table, String calledAs) {
        CommandLine command = new CommandLine(PicocliModel.of(table, ByteStrings.toText(calledAs)));
        return ByteStrings.ofText(command.getUsageMessage(CommandLine.Help.Ansi.OFF));
    }
}
