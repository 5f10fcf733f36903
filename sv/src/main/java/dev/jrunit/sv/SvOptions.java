package dev.jrunit.sv;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import java.util.List;

/** The command lines of sv. Source: sv(8), SYNOPSIS and OPTIONS. */
public final class SvOptions {
    static final Option VERBOSE = Option.flag(
            "v",
            "",
            "If the command is up, down, term, once, cont, or exit, wait up to 7 seconds for it to take effect, and"
                    + " report the status or timeout.");
    static final Option WAIT =
            Option.valued("w", "", "sec", "Wait up to sec seconds instead of 7. This option implies -v.");

    private static final Operand COMMAND = Operand.word(
            "command",
            Action.words(),
            "What to do. Of the commands whose letter is unambiguous the first letter is enough.");

    /** As {@code sv}. */
    public static final OptionTable SV = new OptionTable(
            "sv",
            "[-v] [-w sec] command service ...",
            "Reports the status of services monitored by runsv, and controls them.",
            List.of(VERBOSE, WAIT),
            List.of(
                    COMMAND,
                    Operand.of(
                            "service",
                            Operand.Kind.SERVICE,
                            Operand.Count.AT_LEAST_ONE,
                            "A directory in $SVDIR (/etc/service if it is not set), or a path that begins with a dot or"
                                    + " slash or ends with a slash.")),
            OptionTable.Leniency.STRICT,
            100,
            100);

    private SvOptions() {}

    /** Under any other name: the init script of the service of that name. */
    static OptionTable initScript() {
        return new OptionTable(
                "sv",
                "[-w sec] command",
                "Reports the status of a service monitored by runsv, and controls it.",
                List.of(VERBOSE, WAIT),
                List.of(COMMAND),
                OptionTable.Leniency.SURPLUS_OPERANDS_ARE_IGNORED,
                2,
                151);
    }
}
