package dev.jrunit.svlogd;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Output;
import dev.jrunit.cli.UsageException;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.protocol.Tai64N;

/** svlogd(8): writes its standard input to logs. */
public final class Main {
    private static final int FATAL = 111;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.launch(SvlogdOptions.SVLOGD, Main::run, Invocation.ofProcess("svlogd", arguments));
    }

    private static int run(CommandLine line, Invocation invocation) throws UsageException, PosixException {
        if (line.has(SvlogdOptions.VERSION)) {
            invocation.stderr().print("svlogd (jrunit) " + Launcher.version() + "\n");
            throw new UsageException("");
        }
        LineOptions options = SvlogdOptions.of(line);
        Posix posix = LinuxPosix.open();
        EventLoop loop = new EventLoop(
                posix,
                MonotonicClock.SYSTEM,
                failure -> Launcher.printDefect(failure, "svlogd: warning: ", invocation.stderr()));
        Reports reports = new Told(invocation.stderr(), line.has(SvlogdOptions.VERBOSE));
        Surroundings surroundings = new Surroundings(
                posix,
                MonotonicClock.SYSTEM,
                Tai64N::now,
                new OwnChildren(posix, loop),
                new BackgroundThread(loop, () -> LinuxPosix.openAnother(posix).descriptors()),
                new LineOutput(posix.descriptors(), STDERR),
                new LineOutput(posix.descriptors(), STDOUT),
                new Bytes(),
                new Stamps(),
                posix.self().effectiveUid() == 0);
        LogInputs inputs = new LogInputs(posix, loop, Tai64N::now, false);
        LogDaemon daemon = new LogDaemon(loop, surroundings, inputs, STDIN, reports, loop::stop);
        loop.onSignal(Signal.TERM, daemon::terminate);
        loop.onSignal(Signal.HUP, daemon::reopen);
        loop.onSignal(Signal.ALRM, daemon::rotate);
        String service = serviceName(posix.files());
        for (int i = 0; i < line.operands().size(); i++) {
            daemon.addLog(options, service, Files.HERE, line.operands().get(i));
        }
        if (!daemon.begin()) {
            reports.fatal("no functional log directories.");
            return FATAL;
        }
        return loop.run();
    }

    /** The name of the service that is logged, by where svlogd was started: {@code web} for {@code …/web/log}. */
    static String serviceName(Files files) throws PosixException {
        String path = files.readLink(Files.HERE, "/proc/self/cwd");
        if (path == null) {
            return "";
        }
        String parent = path.endsWith("/log") ? path.substring(0, path.length() - "/log".length()) : path;
        return parent.substring(parent.lastIndexOf('/') + 1);
    }

    /** On standard error, as runit's svlogd. */
    private record Told(Output stderr, boolean verbose) implements Reports {
        @Override
        public void warning(String message) {
            stderr.print("svlogd: warning: " + message + "\n");
        }

        @Override
        public void pausing(String message) {
            stderr.print("svlogd: pausing: " + message + "\n");
        }

        @Override
        public void fatal(String message) {
            stderr.print("svlogd: fatal: " + message + "\n");
        }

        @Override
        public void info(String message) {
            if (verbose) {
                stderr.print("svlogd: info: " + message + "\n");
            }
        }
    }

    /** Processors as children of this process. Most loggers have none, and no thread to wait for one. */
    private static final class OwnChildren implements ProcessorHost {
        private final Posix posix;
        private final EventLoop loop;
        private Children children;

        OwnChildren(Posix posix, EventLoop loop) {
            this.posix = posix;
            this.loop = loop;
        }

        @Override
        public void start(SpawnRequest request, Listener listener) {
            if (children == null) {
                children = new Children(posix, loop);
            }
            try {
                children.spawn(request, listener::exited);
            } catch (PosixException e) {
                listener.started(e);
                return;
            }
            listener.started(null);
        }
    }
}
