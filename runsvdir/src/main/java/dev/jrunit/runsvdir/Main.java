package dev.jrunit.runsvdir;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.Output;
import dev.jrunit.cli.QueuedOutput;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.Upgrade;
import java.util.List;

/** runsvdir(8): supervises every service directory in the directory it is given. */
public final class Main {
    private static final Option SESSIONS = Option.flag(
            "P", "", "Give each runsv a session and process group of its own (hosted services always have one).");
    private static final Option ISOLATE =
            Option.flag("", "isolate", "Start a runsv process for each service instead of hosting it in this process.");

    /** The command line. */
    public static final OptionTable OPTIONS = new OptionTable(
            "runsvdir",
            "[-P] dir",
            "Starts and monitors a collection of services.",
            List.of(SESSIONS, ISOLATE),
            List.of(
                    Operand.of(
                            "dir", Operand.Kind.DIRECTORY, Operand.Count.ONE, "The directory of service directories."),
                    Operand.of(
                            "log",
                            Operand.Kind.TEXT,
                            Operand.Count.OPTIONAL,
                            "Accepted for runit's sake; nothing is shown in it.")),
            OptionTable.Leniency.BOTH,
            1,
            111);

    private static final int LEAST_LOG_LENGTH = 7;
    static final int HUNG_UP = 111;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(OPTIONS, Main::run, Invocation.ofProcess("runsvdir", arguments));
    }

    private static int run(CommandLine line, Invocation invocation) throws PosixException {
        String path = line.operands().get(0);
        Posix posix = LinuxPosix.open();
        if (Upgrade.isTest()) {
            return Upgrade.testResult();
        }
        if (line.operands().size() > 1) {
            checkLog(line.operands().get(1), path, invocation.stderr());
        }
        EventLoop loop = new EventLoop(
                posix,
                MonotonicClock.SYSTEM,
                failure -> Launcher.printDefect(failure, "runsvdir " + path + ": warning: ", invocation.stderr()));
        Children children = new Children(posix, loop);
        QueuedOutput stderr = new QueuedOutput(invocation.stderr(), "runsvdir " + path);
        HandoverReader handover = Upgrade.received(posix);
        Reports reports = new Reports(stderr::print, path);
        Supervisor supervisor = line.has(ISOLATE)
                ? new IsolatingSupervisor(
                        posix, loop, new ProcessHost(posix, children, reports, path, line.has(SESSIONS)), reports, path)
                : new HostingSupervisor(posix, loop, children, stderr::print, path);
        if (handover != null) {
            supervisor.resume(handover);
            handover.close();
            Upgrade.listThreadsAtQuit(posix, loop, threads -> stderr.print("runsvdir " + path + ": " + threads));
        }
        Upgrade upgrade = new Upgrade(posix, loop, children, invocation, supervisor, stderr::flush, reports::warn);
        loop.onSignal(Signal.USR1, upgrade::begin);
        supervisor.begin();
        int exitCode = loop.run();
        stderr.close();
        return exitCode;
    }

    private static void checkLog(String log, String path, Output stderr) {
        if (log.length() < LEAST_LOG_LENGTH) {
            String warning = "runsvdir " + path + ": warning: ";
            stderr.print(warning + "log must have at least seven characters.\n");
            stderr.print(warning + "log service disabled.\n");
        }
    }
}
