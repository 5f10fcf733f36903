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
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.upgrade.Upgrade;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

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
        // Of runsvdir it gets any name that a directory has.
        String prefix = "runsv " + ByteStrings.printable(path) + ": ";
        Output stderr = invocation.stderr();
        Upgrade.loadWhatIsNeededLater();
        Posix posix = LinuxPosix.open();
        EventLoop loop =
                new EventLoop(posix, MonotonicClock.SYSTEM, failure -> Launcher.printDefect(failure, prefix, stderr));
        Children children = new Children(posix, loop);
        try {
            Hosting hosting = new Hosting(
                    posix,
                    loop,
                    children,
                    new HostedLoggers(posix, () -> LinuxPosix.openAnother(posix), loop, children),
                    false);
            int directory = openDirectory(posix.files(), path);
            String name = serviceName(posix.files(), path);
            AtomicReference<Supervision> supervision = new AtomicReference<>();
            // First, or a TERM that comes early would end runsv and leave its service running.
            loop.onSignal(Signal.TERM, () -> supervision.get().requestExit());
            supervision.set(Supervision.open(hosting, directory, new Supervision.Owner() {
                @Override
                public String serviceName() {
                    return name;
                }

                @Override
                public void report(String message) {
                    stderr.print(prefix + ByteStrings.printable(message) + "\n");
                }

                @Override
                public void ended() {
                    loop.stop(0);
                }
            }));
            supervision.get().begin();
        } catch (SupervisionException e) {
            stderr.print(prefix + "fatal: " + ByteStrings.printable(e.getMessage()) + "\n");
            return FATAL;
        }
        posix.processes().restoreDefault(Signal.INT);
        posix.processes().restoreDefault(Signal.HUP);
        return loop.run();
    }

    /** The last name of {@code path}; of one that has none, such as {@code .}, of where it leads. */
    private static String serviceName(Files files, String path) {
        String name = lastName(path);
        if (!name.equals(".") && !name.equals("..")) {
            return name;
        }
        try {
            String here = files.readLink(Files.HERE, "/proc/self/cwd");
            return here == null ? name : lastName(name.equals(".") ? here : here.substring(0, here.lastIndexOf('/')));
        } catch (PosixException e) {
            return name;
        }
    }

    private static String lastName(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    private static int openDirectory(Files files, String path) throws SupervisionException {
        try {
            return ServiceDirectory.open(files, path);
        } catch (PosixException e) {
            throw new SupervisionException("unable to change to directory", e);
        }
    }
}
