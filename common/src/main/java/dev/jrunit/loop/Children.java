package dev.jrunit.loop;

import dev.jrunit.posix.ChildExit;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Processes;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Starts children and tells of their ends on the loop's thread. A thread of its own reaps every child of this process,
 * orphans that came to it included; nothing else may wait for a child.
 */
public final class Children {
    /** Hears of the end of one child. */
    public interface Listener {
        void exited(WaitStatus status);
    }

    private final Processes processes;
    private final EventLoop loop;
    private final Map<Integer, Listener> listeners = new HashMap<>();
    private final Semaphore started = new Semaphore(0);

    public Children(Processes processes, EventLoop loop) {
        this.processes = processes;
        this.loop = loop;
        processes.restoreDefault(Signal.CHLD); // where it is ignored, ends are lost
        Thread reaper = new Thread(null, this::reap, "reaper", 128 * 1024);
        reaper.setDaemon(true);
        reaper.start();
    }

    /** Starts a child; {@code listener} hears of its end, never before this method has returned its pid. */
    public int spawn(SpawnRequest request, Listener listener) throws PosixException {
        int pid = processes.spawn(request);
        listeners.put(pid, listener);
        started.release();
        return pid;
    }

    private void reap() {
        try {
            while (true) {
                ChildExit exit = processes.awaitChild();
                if (exit == null) {
                    started.acquire();
                    started.drainPermits();
                } else {
                    loop.post(() -> deliver(exit));
                }
            }
        } catch (PosixException | InterruptedException e) {
            loop.post(() -> {
                throw new IllegalStateException("children can no longer be waited for", e);
            });
        }
    }

    private void deliver(ChildExit exit) {
        Listener listener = listeners.remove(exit.pid());
        if (listener != null) {
            listener.exited(exit.status());
        }
    }
}
