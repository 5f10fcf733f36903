package dev.jrunit.loop;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;

/**
 * A process that another one started, until it has ended. The kernel tells when; how it ended can be seen until the parent
 * has heard of it, and, with a kernel of 6.15 or newer, from then on. Thread: the loop's.
 */
final class Adopted {
    private static final int NONE = -1;
    /** Where the kernel gives no descriptor of a process, it is looked for so often. */
    private static final long LOOK_NANOS = 100_000_000L;

    private static final long ASK_NANOS = 5_000_000L;
    /** A parent that has not heard of the end by then is none that asks. */
    private static final int MOST_QUESTIONS = 20;

    private final EventLoop loop;
    private final OtherProcesses others;
    private final Descriptors descriptors;
    private final Posix posix;
    private final ProcessStat identity;
    private final Children.Listener listener;
    private final Timer timer;
    private int watch = NONE;
    private boolean isWatched;
    private int questions;

    Adopted(Posix posix, EventLoop loop, ProcessStat identity, Children.Listener listener) {
        this.posix = posix;
        this.loop = loop;
        this.others = posix.others();
        this.descriptors = posix.descriptors();
        this.identity = identity;
        this.listener = listener;
        this.timer = loop.timer(this::lookOrAsk);
    }

    /**
     * Begins to watch.
     *
     * @return false if the process is not there any more
     * @throws PosixException if nobody can tell; nothing is open then
     */
    boolean begin() throws PosixException {
        try {
            watch = others.watch(identity.pid());
            loop.watch(watch, this::ended);
            isWatched = true;
        } catch (PosixException e) {
            close();
            loop.set(timer, loop.nanos() + LOOK_NANOS);
        }
        boolean isThere = false;
        try {
            isThere = isThere(); // after it was opened: nobody else can have that pid from then on
        } finally {
            if (!isThere) {
                abandon();
            }
        }
        return isThere;
    }

    /** Nobody is to hear of it any more. */
    void abandon() {
        if (watch != NONE && isWatched) {
            loop.unwatch(watch);
        }
        loop.clear(timer);
        close();
    }

    /** Whether that pid is this process still; one whose end nobody has heard of counts. */
    private boolean isThere() throws PosixException {
        ProcessStat now = others.stat(identity.pid());
        return now != null && now.start() == identity.start();
    }

    boolean send(Signal signal) throws PosixException {
        if (watch != NONE) {
            return others.send(watch, signal);
        }
        return isThere() && posix.processes().kill(identity.pid(), signal);
    }

    private void ended() {
        isWatched = false;
        loop.unwatch(watch);
        ask();
    }

    private void lookOrAsk() {
        if (watch != NONE) {
            ask();
            return;
        }
        if (mayRun()) {
            loop.set(timer, loop.nanos() + LOOK_NANOS);
        } else {
            listener.exited(new WaitStatus.Unknown());
        }
    }

    private boolean mayRun() {
        try {
            ProcessStat now = others.stat(identity.pid());
            return now != null && now.start() == identity.start() && !now.ended();
        } catch (PosixException e) {
            return true;
        }
    }

    private void ask() {
        WaitStatus status;
        try {
            status = others.end(watch, identity);
        } catch (PosixException e) {
            status = new WaitStatus.Unknown();
        }
        if (status == null && ++questions < MOST_QUESTIONS) {
            loop.set(timer, loop.nanos() + ASK_NANOS);
            return;
        }
        close();
        listener.exited(status == null ? new WaitStatus.Unknown() : status);
    }

    private void close() {
        if (watch != NONE) {
            descriptors.close(watch);
            watch = NONE;
        }
    }
}
