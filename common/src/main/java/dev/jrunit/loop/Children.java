package dev.jrunit.loop;

import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Processes;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.posix.WaitStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Starts children and tells of their ends on the loop's thread, and of the ends of processes that were adopted. A thread
 * of its own reaps every child of this process, orphans that came to it included; nothing else may wait for a child.
 */
public final class Children {
    /** Hears of the end of one child. */
    public interface Listener {
        void exited(WaitStatus status);
    }

    private static final int INIT = 1;
    private static final long LOOK_FOR_ORPHANS_MILLIS = 1_000;

    private final Posix posix;
    private final Processes processes;
    private final EventLoop loop;
    private final Map<Integer, Listener> listeners = new HashMap<>();
    private final Map<Integer, Adopted> adopted = new HashMap<>();
    /** How those ended that were reaped, until it is told; no child is reaped while this is locked. */
    private final Map<Integer, WaitStatus> ended = new HashMap<>();

    private final Semaphore started = new Semaphore(0);
    private volatile boolean orphansCome;
    private final Heap heap = new Heap();

    public Children(Posix posix, EventLoop loop) {
        this.posix = posix;
        this.processes = posix.processes();
        this.loop = loop;
        this.orphansCome = processes.pid() == INIT;
        processes.restoreDefault(Signal.CHLD); // where it is ignored, ends are lost
        Thread reaper = new Thread(null, this::reap, "reaper", 128 * 1024);
        reaper.setDaemon(true);
        reaper.start();
    }

    /** Orphans among this process's descendants come here, as they do to process 1 anyway, and are reaped. */
    public void adoptOrphans() throws PosixException {
        if (!orphansCome) {
            posix.init().adoptOrphans();
            orphansCome = true;
            started.release();
        }
    }

    /** Starts a child; {@code listener} hears of its end, never before this method has returned its pid. */
    public int spawn(SpawnRequest request, Listener listener) throws PosixException {
        int pid;
        synchronized (ended) {
            pid = processes.spawn(request);
            tellOfFormer(pid);
        }
        adopted.remove(pid); // one of the same pid has ended, then
        expect(pid, listener);
        return pid;
    }

    /** A child that was reaped leaves its pid to the next one, even while its own end is still on its way. */
    private void tellOfFormer(int pid) {
        Listener former = listeners.remove(pid);
        WaitStatus status = ended.remove(pid);
        if (former != null) {
            loop.post(() -> former.exited(status == null ? new WaitStatus.Unknown() : status));
        }
    }

    /**
     * Hears of the end of a child that this process had before it executed itself anew; to be called before the loop runs.
     */
    public void expect(int pid, Listener listener) {
        listeners.put(pid, listener);
        started.release();
    }

    /**
     * Hears of the end of a process that this one knew before it executed itself anew: a child, or one that it had adopted.
     * To be called before the loop runs.
     *
     * @param start see {@link #adopt}; of a child it need not be known
     * @return false if there is no such process any more; {@code listener} is not called then
     * @throws PosixException if nobody can tell
     */
    public boolean keep(int pid, StartSpan start, Listener listener) throws PosixException {
        if (!isChild(pid)) {
            return adopt(pid, start, listener);
        }
        expect(pid, listener);
        return true;
    }

    /** One that was reaped already, and whose end is not told yet, counts. */
    private boolean isChild(int pid) throws PosixException {
        synchronized (ended) {
            ProcessStat found = ended.containsKey(pid) ? null : posix.others().stat(pid);
            return found == null ? ended.containsKey(pid) : found.parent() == processes.pid();
        }
    }

    /**
     * Hears of the end of a process that somebody else started.
     *
     * @param start when
     * @return false if there is no such process any more; {@code listener} is not called then
     * @throws PosixException if nobody can tell, as for want of descriptors
     */
    public boolean adopt(int pid, StartSpan start, Listener listener) throws PosixException {
        ProcessStat found = posix.others().stat(pid);
        if (found == null || !start.contains(found)) {
            return false;
        }
        if (found.parent() == processes.pid()) {
            expect(pid, listener); // an orphan that came here: it is reaped here
            return true;
        }
        Adopted process = new Adopted(posix, loop, found, status -> {
            adopted.remove(pid);
            listener.exited(status);
        });
        if (!process.begin()) {
            return false;
        }
        adopted.put(pid, process);
        return true;
    }

    /** Nobody is to hear of that process any more, if it was adopted. */
    public void abandon(int pid) {
        Adopted process = adopted.remove(pid);
        if (process != null) {
            process.abandon();
        }
    }

    /** Sends a signal to a child or an adopted process; false if it has ended. */
    public boolean send(int pid, Signal signal) throws PosixException {
        Adopted process = adopted.get(pid);
        if (process != null) {
            return process.send(signal);
        }
        synchronized (ended) { // one that is not reaped has its pid still
            return !ended.containsKey(pid) && processes.kill(pid, signal);
        }
    }

    /** Sends a signal, of any number, to a child; false if it has ended. */
    public boolean sendNumber(int pid, int number) throws PosixException {
        synchronized (ended) {
            return !ended.containsKey(pid) && posix.init().signal(pid, number);
        }
    }

    private void reap() {
        try {
            while (true) {
                int pid = processes.awaitEnd();
                if (pid == 0) {
                    awaitChild();
                    continue;
                }
                if (reap(pid)) {
                    loop.post(() -> deliver(pid));
                }
            }
        } catch (PosixException | InterruptedException e) {
            loop.post(() -> {
                throw new IllegalStateException("children can no longer be waited for", e);
            });
        }
    }

    /** Until this process may have a child again. Nothing tells of an orphan that comes: it is looked for. */
    private void awaitChild() throws InterruptedException {
        if (orphansCome) {
            started.tryAcquire(LOOK_FOR_ORPHANS_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            started.acquire();
        }
        started.drainPermits();
    }

    /** False if there is nothing to tell: that child was one whose start failed. */
    private boolean reap(int pid) throws PosixException {
        synchronized (ended) {
            WaitStatus status = processes.reap(pid);
            if (status != null) {
                ended.put(pid, status);
            }
            return status != null;
        }
    }

    private void deliver(int pid) {
        WaitStatus status;
        synchronized (ended) {
            status = ended.remove(pid);
        }
        Listener listener = status == null ? null : listeners.remove(pid);
        if (listener != null) {
            listener.exited(status);
        }
        heap.settle();
    }

    /**
     * Tells of every end that is known, and then does something while no child is reaped: those that end meanwhile are
     * left to the program that this process executes.
     */
    public void whileNoneIsReaped(Runnable action) {
        synchronized (ended) {
            while (!ended.isEmpty()) {
                deliver(ended.keySet().iterator().next());
            }
            action.run();
        }
    }
}
