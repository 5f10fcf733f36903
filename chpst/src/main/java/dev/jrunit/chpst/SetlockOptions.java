package dev.jrunit.chpst;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import java.util.List;

/** The command line under the name setlock. The last of -n and -N counts, and the last of -x and -X. */
final class SetlockOptions {
    static final Option WAIT = Option.flag("n", "", "Wait until the lock is free.");
    static final Option AT_ONCE = Option.flag("N", "", "Fail at once if another process holds the lock.");
    static final Option SILENT = Option.flag("x", "", "Exit 0 without a word if the lock cannot be had.");
    static final Option LOUD = Option.flag("X", "", "Say so and exit 111 if the lock cannot be had.");

    static final OptionTable TABLE = new OptionTable(
            "setlock",
            "[ -nNxX ] file program [ arg ... ]",
            "Runs a program that holds a lock.",
            List.of(WAIT, AT_ONCE, SILENT, LOUD),
            List.of(
                    Operand.of("file", Operand.Kind.FILE, Operand.Count.ONE, "The file to lock."),
                    ChpstOptions.PROGRAM,
                    ChpstOptions.ARGUMENTS),
            OptionTable.Leniency.STRICT,
            100,
            111);

    private SetlockOptions() {}
}
