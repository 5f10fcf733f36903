package dev.jrunit.runsvdir;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.svlogd.HostedLoggers;
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
    private static final int HUNG_UP = 111;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(OPTIONS, Main::run, Invocation.ofProcess("runsvdir", arguments));
    }

    private static int run(CommandLine line, Invocation invocation) throws PosixException {
        String path = line.operands().get(0);
        Reports reports = new Reports(invocation.stderr(), path);
        if (line.operands().size() > 1) {
            checkLog(line.operands().get(1), reports);
        }
        Posix posix = LinuxPosix.open();
        EventLoop loop = new EventLoop(
                posix,
                MonotonicClock.SYSTEM,
                failure -> Launcher.printDefect(failure, "runsvdir " + path + ": warning: ", invocation.stderr()));
        Children children = new Children(posix.processes(), loop);
        boolean isolate = line.has(ISOLATE);
        ServiceHost host = isolate
                ? new ProcessHost(posix, children, reports, path, line.has(SESSIONS))
                : new InProcessHost(hosting(posix, loop, children), reports, path);
        Services services = new Services(loop, host);
        ScanDirectory scan = new ScanDirectory(posix, loop, services, reports, path);
        loop.post(scan::begin);
        if (isolate) {
            loop.onSignal(Signal.TERM, () -> loop.stop(0));
            loop.onSignal(Signal.HUP, () -> {
                services.requestExits();
                loop.stop(HUNG_UP);
            });
            posix.processes().restoreDefault(Signal.INT);
        } else {
            loop.onSignal(Signal.TERM, () -> stop(scan, services, loop, 0));
            loop.onSignal(Signal.INT, () -> stop(scan, services, loop, 0));
            loop.onSignal(Signal.HUP, () -> stop(scan, services, loop, HUNG_UP));
        }
        int exitCode = loop.run();
        reports.close();
        return exitCode;
    }

    private static Hosting hosting(Posix posix, EventLoop loop, Children children) {
        HostedLoggers loggers = new HostedLoggers(posix, () -> LinuxPosix.openAnother(posix), loop, children);
        return new Hosting(posix, loop, children, loggers, true);
    }

    private static void stop(ScanDirectory scan, Services services, EventLoop loop, int exitCode) {
        scan.end();
        services.stopAll(() -> loop.stop(exitCode));
    }

    private static void checkLog(String log, Reports reports) {
        if (log.length() < LEAST_LOG_LENGTH) {
            reports.warn("log must have at least seven characters.");
            reports.warn("log service disabled.");
        }
    }
}
