package dev.jrunit.sv;

import dev.jrunit.posix.ChildExit;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Runs the {@code ./check} scripts beside the waiting, so that one that hangs holds up no other service and not the
 * time limit either. A script that says no is asked again, after 50 ms at first, later as often as runit's sv does.
 * Thread: one; a second one waits for the children.
 */
final class CheckScripts {
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LAST_PAUSE_NANOS = 420_000_000;
    private static final int MOST_AT_ONCE = 16;

    private final Posix posix;
    private final Time time;
    private final Reports reports;
    private final Map<Service, Script> scripts = new HashMap<>();
    private final Map<Integer, Script> running = new HashMap<>();
    private final ConcurrentLinkedQueue<ChildExit> ended = new ConcurrentLinkedQueue<>();
    private final Semaphore children = new Semaphore(0);
    private Thread reaper;
    private int noOutput = -1;

    CheckScripts(Posix posix, Time time, Reports reports) {
        this.posix = posix;
        this.time = time;
        this.reports = reports;
    }

    /** What is known of one service's script. */
    private static final class Script {
        boolean isAvailable;
        boolean isRunning;
        boolean hasWarned;
        long nextStartNanos;
        long pauseNanos = FIRST_PAUSE_NANOS;
    }

    /**
     * Whether the service is available by its script: it has none, or its last run succeeded. A script that is not yet
     * known to say so is started as a side effect, so ask again.
     */
    boolean isAvailable(Service service) {
        takeResults();
        Script script = scripts.get(service);
        if (script == null) {
            script = new Script();
            script.nextStartNanos = time.monotonicNanos();
            scripts.put(service, script);
        }
        if (!script.isAvailable
                && !script.isRunning
                && running.size() < MOST_AT_ONCE
                && time.monotonicNanos() - script.nextStartNanos >= 0) {
            start(service, script);
        }
        return script.isAvailable;
    }

    /** Ends the scripts that still run: nobody waits for them any more. */
    void stop() {
        takeResults();
        for (Integer pid : running.keySet()) {
            try {
                posix.processes().kill(pid, Signal.TERM);
            } catch (PosixException e) {
                // Under another user by now; it will end by itself.
            }
        }
    }

    private void start(Service service, Script script) {
        String path = service.name() + "/check";
        try {
            FileStat stat = posix.files().stat(Files.HERE, service.path() + "/check");
            if (stat == null) {
                script.isAvailable = true;
                return;
            }
        } catch (PosixException e) {
            warnOnce(script, "unable to stat " + path + ": " + e.errno().words());
            return;
        }
        try {
            script.isRunning = true;
            running.put(spawn(service), script);
        } catch (PosixException e) {
            // As runit does: a script that cannot be run says nothing against the service.
            script.isRunning = false;
            script.isAvailable = true;
            warnOnce(script, "unable to run " + path + ": " + e.errno().words());
        }
    }

    private int spawn(Service service) throws PosixException {
        if (noOutput < 0) {
            // runit closes standard output. Not open for writing is the same to a script, and descriptor 1 stays taken.
            noOutput = posix.files().open(Files.HERE, "/dev/null", Open.READ, 0);
        }
        int pid = posix.processes()
                .spawn(new SpawnRequest(
                        "./check",
                        List.of("./check"),
                        null,
                        Files.HERE,
                        service.path(),
                        SpawnRequest.INHERIT,
                        noOutput,
                        false));
        children.release();
        if (reaper == null) {
            reaper = new Thread(this::reap, "check scripts");
            reaper.setDaemon(true);
            reaper.start();
        }
        return pid;
    }

    private void reap() {
        try {
            while (true) {
                children.acquire();
                ChildExit exit = posix.processes().awaitChild();
                if (exit != null) {
                    ended.add(exit);
                }
            }
        } catch (InterruptedException | PosixException e) {
            // Then no script ends any more, and the time limit speaks.
        }
    }

    private void takeResults() {
        for (ChildExit exit = ended.poll(); exit != null; exit = ended.poll()) {
            Script script = running.remove(exit.pid());
            if (script == null) {
                continue;
            }
            script.isRunning = false;
            script.isAvailable = exit.status().isSuccess();
            script.nextStartNanos = time.monotonicNanos() + script.pauseNanos;
            script.pauseNanos = Math.min(2 * script.pauseNanos, LAST_PAUSE_NANOS);
        }
    }

    private void warnOnce(Script script, String line) {
        if (!script.hasWarned) {
            script.hasWarned = true;
            reports.warn(line);
        }
    }
}
