package dev.jrunit.svlogd;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;

/** One logger that is no process: it takes the signals that a process would. Thread: the host's loop's. */
public final class HostedLogger {
    private static final int FATAL = 111;

    /** What it begins with; the two descriptors are its own. */
    record Start(int base, String logDirectory, int input, String service) {}

    private final HostedLoggers.LogThread thread;
    private final HostedLoggers.Listener listener;
    private final Start start;
    /** The logger's thread alone. */
    private LogDaemon daemon;

    private WaitStatus end = new WaitStatus.Exited(0);
    private boolean ended;
    /** Whether a signal has told it to end: then it ends for good, also while all are suspended. */
    private boolean told;
    /** Whether it was sent STOP and no CONT since. */
    private boolean paused;
    /** Whether it is coming to rest only because all are suspended. */
    private boolean released;
    /** Whether it does not log for now, with everything written that was read. */
    private boolean suspended;
    /** To be called when it is; null if nobody waits for that. */
    private Runnable whenSuspended;

    HostedLogger(
            HostedLoggers.LogThread thread,
            HostedLoggers.Request request,
            int base,
            int input,
            HostedLoggers.Listener listener) {
        this.thread = thread;
        this.listener = listener;
        this.start = new Start(base, request.logDirectory(), input, request.service());
        thread.loop().post(this::begin);
    }

    private void begin() {
        if (thread.enter(this)) {
            log();
        } else {
            suspended = true;
        }
    }

    private void log() {
        Reports reports = new ToListener();
        try {
            daemon = thread.open(start, reports, this::ended);
            if (daemon == null) {
                ended(FATAL);
            } else if (paused) {
                daemon.pause(true);
            }
        } catch (PosixException e) {
            reports.fatal("unable to read the log pipe: " + e.errno().words());
            ended(FATAL);
        }
    }

    /** Ends as at TERM, but begins again with {@link #resume}; tells when all is written. On the logger's thread. */
    void suspend(Runnable whenSuspended) {
        if (daemon == null) {
            whenSuspended.run();
            return;
        }
        this.whenSuspended = whenSuspended;
        released = true;
        daemon.release();
    }

    /** Goes on, at once or when it has come to rest. */
    void resume() {
        whenSuspended = null;
        if (suspended) {
            suspended = false;
            log();
        }
    }

    /** On the logger's thread. */
    private void ended(int exitCode) {
        daemon = null;
        boolean goesOn = released && exitCode == 0 && !told;
        released = false;
        if (!goesOn) {
            endForGood(exitCode);
        } else if (whenSuspended == null) {
            log();
        } else {
            suspended = true;
        }
        if (whenSuspended != null) {
            Runnable waiting = whenSuspended;
            whenSuspended = null;
            waiting.run(); // after the host was told of an end: it is to know that when it hands over
        }
    }

    private void endForGood(int exitCode) {
        ended = true;
        thread.leave(this);
        thread.close(start.input());
        thread.close(start.base());
        WaitStatus status = exitCode == 0 ? end : new WaitStatus.Exited(exitCode);
        thread.tellHost(() -> listener.ended(status));
    }

    /** Does what svlogd does on that signal; one that it does not know ends it, as it would a process. */
    public void send(Signal signal) {
        thread.loop().post(() -> take(signal));
    }

    private void take(Signal signal) {
        if (ended) {
            return;
        }
        switch (signal) {
            case STOP, CONT -> paused = signal == Signal.STOP;
            case TERM -> told = true;
            case INT, QUIT, KILL, USR1, USR2, PIPE -> {
                told = true;
                end = new WaitStatus.Signaled(signal.number(), false);
            }
            case HUP, ALRM, CHLD -> {
                // These change nothing that has to be known here.
            }
        }
        if (daemon != null) {
            pass(signal);
        } else if (told) {
            ended(0);
        }
    }

    private void pass(Signal signal) {
        switch (signal) {
            case TERM -> daemon.terminate();
            case HUP -> daemon.reopen();
            case ALRM -> daemon.rotate();
            case STOP, CONT -> daemon.pause(paused);
            case INT, QUIT, KILL, USR1, USR2, PIPE -> daemon.kill();
            case CHLD -> {
                // Nothing to a logger.
            }
        }
    }

    /** What the logger says, told on the host's loop. */
    private final class ToListener implements Reports {
        private void tell(String message) {
            thread.tellHost(() -> listener.report(message));
        }

        @Override
        public void warning(String message) {
            tell("warning: log: " + message);
        }

        @Override
        public void pausing(String message) {
            tell("warning: log: pausing: " + message);
        }

        @Override
        public void fatal(String message) {
            tell("fatal: log: " + message);
        }

        @Override
        public void info(String message) {
            // There is no -v to ask for it.
        }
    }
}
