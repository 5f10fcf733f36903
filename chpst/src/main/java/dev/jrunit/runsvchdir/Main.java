package dev.jrunit.runsvchdir;

import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.jnr.LinuxPosix;
import java.util.List;

/** runsvchdir(8): changes the services directory. */
public final class Main {
    /** The command line. */
    public static final OptionTable OPTIONS = new OptionTable(
            "runsvchdir",
            "dir",
            "Changes the services directory of runsvdir.",
            List.of(),
            List.of(Operand.of(
                    "dir",
                    Operand.Kind.DIRECTORY,
                    Operand.Count.ONE,
                    "The new services directory: a name in $RUNSVDIR (/etc/runit/runsvdir if it is not set), or a path"
                            + " that begins with a slash.")),
            OptionTable.Leniency.OPERANDS_ONLY,
            1,
            111);

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(
                OPTIONS,
                (line, invocation) -> {
                    Posix posix = LinuxPosix.open();
                    return new Switch(posix.files(), posix.processes().environment(), invocation)
                            .to(line.operands().get(0));
                },
                Invocation.ofProcess("runsvchdir", arguments));
    }
}
