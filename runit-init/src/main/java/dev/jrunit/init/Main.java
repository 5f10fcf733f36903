package dev.jrunit.init;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.QueuedOutput;
import dev.jrunit.cli.UsageException;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.Upgrade;

/** runit-init: boots a container or a machine. Source: runit-init(8), runit(8). */
public final class Main {
    private static final int FAILED = 1;
    private static final int REQUEST_FAILED = 111;
    private static final int INIT = 1;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(InitOptions.RUNIT_INIT, Main::run, Invocation.ofProcess("runit-init", arguments));
    }

    private static int run(CommandLine line, Invocation invocation) throws PosixException, UsageException {
        Posix posix = LinuxPosix.open();
        if (Upgrade.isTest()) {
            return Upgrade.testResult();
        }
        Settings settings = InitOptions.settings(line, posix.processes().environment());
        QueuedOutput stderr = new QueuedOutput(invocation.stderr(), "runit-init");
        Messages messages = new Messages(stderr::print, settings.quiet());
        int exitCode = run(posix, line, settings, messages, invocation, stderr::flush);
        stderr.close();
        return exitCode;
    }

    private static int run(
            Posix posix,
            CommandLine line,
            Settings settings,
            Messages messages,
            Invocation invocation,
            Runnable lastWords)
            throws PosixException {
        boolean isFirst = posix.processes().pid() == INIT;
        if (!isFirst && InitOptions.isRequest(line)) {
            return request(posix, settings, line.operands().get(0), messages);
        }
        if (!Signals.areBlocked(posix)) {
            messages.fatal("signals are not blocked: env of coreutils 8.31 or newer is needed, and missing here");
            return FAILED;
        }
        EventLoop loop = new EventLoop(
                posix,
                MonotonicClock.SYSTEM,
                failure -> Launcher.printDefect(failure, "runit-init: warning: ", invocation.stderr()));
        Children children = new Children(posix, loop);
        HandoverReader handover = Upgrade.received(posix);
        HostedLoggers loggers = new HostedLoggers(posix, () -> LinuxPosix.openAnother(posix), loop, children);
        FirstProcess process = isForMachine(posix, line, settings, children, handover)
                ? new Computer(posix, loop, children, settings.etc(), messages)
                : new Container(posix, loop, children, loggers, settings, messages);
        Upgrade upgrade = new Upgrade(posix, loop, children, invocation, process, lastWords, messages::warning);
        Signals.listen(posix, loop, number -> {
            if (number == Signals.USR1 && process.isUpgradedBySignal()) {
                upgrade.begin();
            } else {
                process.signalled(number);
            }
        });
        if (handover == null) {
            loop.post(process::begin);
        } else {
            process.resume(handover);
            handover.close();
        }
        return loop.run();
    }

    private static boolean isForMachine(
            Posix posix, CommandLine line, Settings settings, Children children, HandoverReader handover)
            throws PosixException {
        if (handover != null) {
            return handover.begins(Computer.STAGE);
        }
        boolean isFirst = posix.processes().pid() == INIT;
        return isFirst && InitOptions.isForMachine(line) && isMachine(posix, settings.etc(), children);
    }

    /** A machine has a program for its first stage; an image made for my_init may have one that is never run. */
    private static boolean isMachine(Posix posix, String etc, Children children) throws PosixException {
        Programs programs = new Programs(posix, children);
        return programs.isExecutable(etc + "/runit/1")
                && programs.executables(etc + "/my_init.d").isEmpty();
    }

    /** Tells the first process of this machine to switch it off (0) or to start it again (6). */
    private static int request(Posix posix, Settings settings, String what, Messages messages) {
        try {
            Requests requests = new Requests(posix, settings.etc());
            requests.set(Requests.RESTART, what.equals(InitOptions.RESTART));
            requests.set(Requests.STOP, true);
            posix.init().signal(INIT, Signals.CONT);
            return 0;
        } catch (PosixException e) {
            messages.fatal(e.getMessage());
            return REQUEST_FAILED;
        }
    }
}
