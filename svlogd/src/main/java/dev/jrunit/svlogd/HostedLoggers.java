package dev.jrunit.svlogd;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loggers that are no processes: all of this process's are served by one thread of their own, so that a slow disk never
 * holds up the loop that supervises. The thread is there from the first logger on. Thread: the host's loop's, but for
 * what is said to be the logger's.
 */
public final class HostedLoggers {
    /** Who started a logger; called on the host's loop. */
    public interface Listener {
        /** It has something to say, such as {@code warning: unable to lock directory: log: temporary failure}. */
        void report(String message);

        /** It ended, as a process would have; nothing of it is open any more. */
        void ended(WaitStatus status);
    }

    /**
     * What to start a logger with.
     *
     * @param serviceDirectory descriptor of the service directory; copied
     * @param logDirectory the log directory's path from there
     * @param input the reading end of the log pipe; opened once more
     * @param service the service's name, a byte string
     */
    public record Request(int serviceDirectory, String logDirectory, int input, String service) {}

    private final Posix posix;
    private final Supplier<Posix> another;
    private final EventLoop host;
    private final Children children;
    private final ThreadFactory threads;
    private final Function<EventLoop, Background> background;
    private LogThread thread;

    /**
     * No logger yet.
     *
     * @param another makes a posix layer for the loggers' thread
     */
    public HostedLoggers(Posix posix, Supplier<Posix> another, EventLoop host, Children children) {
        this(
                posix,
                another,
                host,
                children,
                work -> new Thread(null, work, "loggers", 256 * 1024),
                loop -> new BackgroundThread(loop, () -> another.get().descriptors()));
    }

    /** The same on another thread than its own. */
    HostedLoggers(
            Posix posix,
            Supplier<Posix> another,
            EventLoop host,
            Children children,
            ThreadFactory threads,
            Function<EventLoop, Background> background) {
        this.posix = posix;
        this.another = another;
        this.host = host;
        this.children = children;
        this.threads = threads;
        this.background = background;
    }

    /** Starts a logger; {@code listener} is not called before this returns. */
    public HostedLogger start(Request request, Listener listener) throws PosixException {
        int input = again(request.input());
        try {
            int base = posix.files().open(request.serviceDirectory(), ".", Open.HANDLE | Open.DIRECTORY, 0);
            try {
                return new HostedLogger(thread(), request, base, input, listener);
            } catch (PosixException e) {
                posix.descriptors().close(base);
                throw e;
            }
        } catch (PosixException e) {
            posix.descriptors().close(input);
            throw e;
        }
    }

    private LogThread thread() throws PosixException {
        if (thread == null) {
            thread = new LogThread();
        }
        thread.begin();
        return thread;
    }

    /**
     * Has the lines of a service without a logger come out in that style, until nobody can write to its two pipes.
     *
     * @param service its name, a byte string
     * @param stdout the reading end of the pipe that it has as standard output; opened once more
     * @param stderr the same for standard error
     */
    public void output(String service, LineStyle style, int stdout, int stderr) throws PosixException {
        LogThread reading = thread();
        int output = again(stdout);
        int errors;
        try {
            errors = again(stderr);
        } catch (PosixException e) {
            posix.descriptors().close(output);
            throw e;
        }
        reading.read(output, service, style, false);
        reading.read(errors, service, style, true);
    }

    /** A pipe opened once more can be read without waiting, and its flags are no other reader's. */
    private int again(int reader) throws PosixException {
        return posix.files().open(Files.HERE, "/proc/self/fd/" + reader, Open.READ | Open.NON_BLOCKING, 0);
    }

    /** Calls {@code whenWritten} when all that services wrote by {@link #output} has come out, and they are gone. */
    public void awaitOutputs(Runnable whenWritten) {
        if (thread == null) {
            host.post(whenWritten);
        } else {
            thread.awaitOutputs(() -> host.post(whenWritten));
        }
    }

    /**
     * Ends all loggers and outputs for now, with everything written that was read; those that are started meanwhile wait
     * too. For a process that executes itself anew, and goes on with the same pipes.
     *
     * @param whenSuspended called when none has anything left that is not written
     */
    public void suspend(Runnable whenSuspended) {
        if (thread == null) {
            host.post(whenSuspended);
        } else {
            thread.suspend(() -> host.post(whenSuspended));
        }
    }

    /** Goes on, for nothing came of that. */
    public void resume() {
        if (thread != null) {
            thread.resume();
        }
    }

    /** The thread that serves them, and what they share. */
    final class LogThread {
        private final Posix own = another.get();
        private final EventLoop loop;
        private final LogInputs inputs;
        private final Surroundings surroundings;
        private final Surroundings ofErrors;
        private final NamedLines lines;
        private final Set<HostedLogger> loggers = new LinkedHashSet<>();
        private boolean begun;
        private boolean suspended;
        private int notWritten;

        LogThread() throws PosixException {
            boolean isRoot = posix.self().effectiveUid() == 0; // of the host, whose thread this is still
            loop = new EventLoop(
                    own,
                    MonotonicClock.SYSTEM,
                    failure -> host.post(() -> {
                        throw new IllegalStateException("a logger failed", failure);
                    }));
            inputs = new LogInputs(own, loop, Tai64N::now, true);
            surroundings = new Surroundings(
                    own,
                    MonotonicClock.SYSTEM,
                    Tai64N::now,
                    this::startProcessor,
                    background.apply(loop),
                    output(2),
                    output(1),
                    new Bytes(),
                    new Stamps(),
                    isRoot);
            ofErrors = surroundings.withStdout(surroundings.stderr());
            lines = new NamedLines(loop, inputs, own.descriptors());
        }

        private LineOutput output(int descriptor) {
            return new LineOutput(own.descriptors(), withoutWaiting(own.files(), descriptor));
        }

        /** Begins, if it has not; whoever needs it tries again where no thread can be had. */
        void begin() throws PosixException {
            if (begun) {
                return;
            }
            Thread thread = threads.newThread(this::run);
            thread.setDaemon(true);
            try {
                thread.start();
                begun = true;
            } catch (OutOfMemoryError e) { // or there may be no more processes
                throw new PosixException("clone", "", Errno.EAGAIN);
            }
        }

        private void run() {
            try {
                loop.run();
            } catch (PosixException e) {
                host.post(() -> {
                    throw new IllegalStateException("the loggers' thread ended", e);
                });
            }
        }

        EventLoop loop() {
            return loop;
        }

        void tellHost(Runnable action) {
            host.post(action);
        }

        /** A logger on this thread, with its log open; null if that cannot be opened. */
        LogDaemon open(HostedLogger.Start start, Reports reports, LogDaemon.Owner owner) throws PosixException {
            LogDaemon daemon = new LogDaemon(loop, surroundings, inputs, start.input(), reports, owner);
            daemon.addLog(null, start.service(), start.base(), start.logDirectory());
            return daemon.begin() ? daemon : null;
        }

        /** A logger begins; false if it is to wait, for all are suspended. */
        boolean enter(HostedLogger logger) {
            loggers.add(logger);
            return !suspended;
        }

        void leave(HostedLogger logger) {
            loggers.remove(logger);
        }

        void suspend(Runnable whenSuspended) {
            loop.post(() -> {
                suspended = true;
                notWritten = loggers.size() + 1;
                Runnable oneIsWritten = () -> {
                    notWritten--;
                    if (notWritten == 0) {
                        whenSuspended.run();
                    }
                };
                for (HostedLogger logger : new ArrayList<>(loggers)) {
                    logger.suspend(oneIsWritten);
                }
                lines.suspend(oneIsWritten);
            });
        }

        void resume() {
            loop.post(() -> {
                suspended = false;
                for (HostedLogger logger : new ArrayList<>(loggers)) {
                    logger.resume();
                }
                lines.resume();
            });
        }

        /** Reads a pipe of a service's. */
        void read(int reader, String service, LineStyle style, boolean isErrors) {
            loop.post(() -> {
                try {
                    lines.read(reader, style, service, isErrors ? ofErrors : surroundings);
                } catch (PosixException e) {
                    host.post(() -> {
                        throw new IllegalStateException("the output of a service cannot be read", e);
                    });
                }
            });
        }

        void awaitOutputs(Runnable whenWritten) {
            loop.post(() -> lines.awaitEnds(whenWritten));
        }

        void close(int descriptor) {
            own.descriptors().close(descriptor);
        }

        private void startProcessor(SpawnRequest request, ProcessorHost.Listener listener) {
            host.post(() -> {
                PosixException failure = null;
                try {
                    children.spawn(request, status -> loop.post(() -> listener.exited(status)));
                } catch (PosixException e) {
                    failure = e;
                }
                PosixException reason = failure;
                loop.post(() -> listener.started(reason));
            });
        }
    }

    /**
     * {@code descriptor}, in a way that does not wait where it is a pipe: whoever reads it may be stuck. A file opened
     * once more would be written from its start.
     */
    private static int withoutWaiting(Files files, int descriptor) {
        try {
            if (files.stat(descriptor).kind() == FileStat.Kind.FIFO) {
                return files.open(Files.HERE, "/proc/self/fd/" + descriptor, Open.WRITE | Open.NON_BLOCKING, 0);
            }
        } catch (PosixException e) {
            // Somebody else's pipe, or none at all: as it is, then.
        }
        return descriptor;
    }
}
