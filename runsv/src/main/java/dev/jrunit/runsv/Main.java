package dev.jrunit.runsv;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.Output;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.jnr.LinuxPosix;
import java.util.List;

/** runsv(8): supervises the one service directory it is given. */
public final class Main {
    /** The command line. */
    public static final OptionTable OPTIONS = new OptionTable(
            "runsv",
            "dir",
            "Starts and monitors a service and optionally an appendant log service.",
            List.of(),
            List.of(Operand.of("dir", Operand.Kind.DIRECTORY, Operand.Count.ONE, "The service directory.")),
            OptionTable.Leniency.UNKNOWN_OPTIONS_ARE_OPERANDS,
            1,
            111);

    private static final int FATAL = 111;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(OPTIONS, Main::run, Invocation.ofProcess("runsv", arguments));
    }

    private static int run(CommandLine line, Invocation invocation) throws PosixException {
        String path = line.operands().get(0);
        String prefix = "runsv " + path + ": ";
        Output stderr = invocation.stderr();
        Posix posix = LinuxPosix.open();
        EventLoop loop =
                new EventLoop(posix, MonotonicClock.SYSTEM, failure -> Launcher.printDefect(failure, prefix, stderr));
        Children children = new Children(posix.processes(), loop);
        try {
            Supervision supervision = Supervision.open(
                    posix, loop, children, openDirectory(posix.files(), path), false, new Supervision.Owner() {
                        @Override
                        public void report(String message) {
                            stderr.print(prefix + message + "\n");
                        }

                        @Override
                        public void ended() {
                            loop.stop(0);
                        }
                    });
            // First, or a TERM that comes early would end runsv and leave its service running.
            loop.onSignal(Signal.TERM, supervision::requestExit);
            supervision.begin();
        } catch (SupervisionException e) {
            stderr.print(prefix + "fatal: " + e.getMessage() + "\n");
            return FATAL;
        }
        posix.processes().restoreDefault(Signal.INT);
        posix.processes().restoreDefault(Signal.HUP);
        return loop.run();
    }

    private static int openDirectory(Files files, String path) throws SupervisionException {
        try {
            return ServiceDirectory.open(files, path);
        } catch (PosixException e) {
            throw new SupervisionException("unable to change to directory", e);
        }
    }
}
