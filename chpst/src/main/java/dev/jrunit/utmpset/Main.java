package dev.jrunit.utmpset;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.Output;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.jnr.LinuxPosix;
import java.util.List;

/** utmpset(8): logs a line out. */
public final class Main {
    private static final Option WTMP = Option.flag("w", "", "Write an empty record for line to the wtmp file too.");

    /** The command line. */
    public static final OptionTable OPTIONS = new OptionTable(
            "utmpset",
            "[-w] line",
            "Notes in the accounting of logins that nobody is logged in on a line any more.",
            List.of(WTMP),
            List.of(Operand.of("line", Operand.Kind.TEXT, Operand.Count.ONE, "The terminal below /dev, such as tty5.")),
            OptionTable.Leniency.SURPLUS_OPERANDS_ARE_IGNORED,
            1,
            111);

    private static final int FATAL = 111;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(
                OPTIONS,
                (line, invocation) -> run(line, invocation.stderr(), LinuxPosix.open(), UtmpLayout.ofThisMachine()),
                Invocation.ofProcess("utmpset", arguments));
    }

    static int run(CommandLine line, Output stderr, Posix posix, UtmpLayout layout) {
        String terminal = line.operands().get(0);
        String complaint = layout.complaintAbout(terminal);
        if (complaint != null) {
            stderr.print("utmpset: fatal: bad line: " + terminal + ": " + complaint + "\n");
            return FATAL;
        }
        LoginFiles files = new LoginFiles(posix, layout);
        long nowSeconds = System.currentTimeMillis() / 1000;
        try {
            if (!files.clearUtmp(terminal, nowSeconds)) {
                return warned(stderr, terminal, "utmp", "no such entry");
            }
        } catch (PosixException e) {
            stderr.print("utmpset: fatal: unable to " + e.operation() + " " + LoginFiles.UTMP + ": "
                    + e.errno().words() + "\n");
            return FATAL;
        }
        try {
            if (line.has(WTMP)) {
                files.appendToWtmp(terminal, nowSeconds);
            }
            return 0;
        } catch (PosixException e) {
            return warned(stderr, terminal, "wtmp", e.errno().words());
        }
    }

    private static int warned(Output stderr, String terminal, String file, String reason) {
        stderr.print("utmpset: warning: unable to logout line " + terminal + " in " + file + ": " + reason + "\n");
        return FATAL;
    }
}
