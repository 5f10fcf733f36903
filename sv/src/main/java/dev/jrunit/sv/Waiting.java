package dev.jrunit.sv;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until a command has taken effect on all services, by looking at their status again and again: every 2 ms at
 * first, every 10 ms later, and never more than half of the time. Thread: one, which sleeps between.
 */
final class Waiting {
    /**
     * runit's sv looks every 420 ms, and gives up when it looks for the first time after the limit. What happens until
     * then it finds, and so do we.
     */
    private static final long GRACE_NANOS = 420_000_000;

    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LAST_PAUSE_NANOS = 10_000_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final long LONGEST_WAIT_SECONDS = 1_000_000_000;

    private final Action action;
    private final Tai64N sentAt;
    private final CheckScripts checks;
    private final Time time;
    private final Reports reports;

    Waiting(Action action, Tai64N sentAt, CheckScripts checks, Time time, Reports reports) {
        this.action = action;
        this.sentAt = sentAt;
        this.checks = checks;
        this.time = time;
        this.reports = reports;
    }

    /**
     * Waits, and reports on each service when it is there, or when time is over.
     *
     * @param startNanos when the time began, by the clock
     * @return for how many services it failed
     */
    int await(List<Service> services, long startNanos, long waitSeconds) {
        long deadlineNanos = startNanos + Math.min(waitSeconds, LONGEST_WAIT_SECONDS) * NANOS_A_SECOND + GRACE_NANOS;
        List<Service> pending = new ArrayList<>(services);
        long pauseNanos = FIRST_PAUSE_NANOS;
        int failures = 0;
        while (true) {
            long lookNanos = time.monotonicNanos();
            boolean isLast = lookNanos - deadlineNanos >= 0;
            List<Service> left = new ArrayList<>(pending.size());
            for (int i = 0; i < pending.size(); i++) {
                Service service = pending.get(i);
                switch (look(service, isLast)) {
                    case REACHED -> {}
                    case FAILED -> failures++;
                    case NOT_YET -> left.add(service);
                }
            }
            if (left.isEmpty()) {
                return failures;
            }
            pending = left;
            long doneNanos = time.monotonicNanos();
            time.sleep(Math.max(0, Math.min(Math.max(pauseNanos, doneNanos - lookNanos), deadlineNanos - doneNanos)));
            pauseNanos = Math.min(2 * pauseNanos, LAST_PAUSE_NANOS);
        }
    }

    private enum Look {
        REACHED,
        FAILED,
        NOT_YET
    }

    private Look look(Service service, boolean isLast) {
        try {
            ServiceStatus status = service.read();
            if (action.goal().isReached(status, sentAt)
                    && (!action.goal().asksCheckScript(status) || checks.isAvailable(service))) {
                reports.print("ok: " + reports.statusLine(service, service.name(), status));
                return Look.REACHED;
            }
            if (!isLast) {
                return Look.NOT_YET;
            }
            giveUp(service, status);
            return Look.FAILED;
        } catch (Trouble trouble) {
            return report(trouble, action, reports) ? Look.REACHED : Look.FAILED;
        }
    }

    private void giveUp(Service service, ServiceStatus status) throws Trouble {
        String line = reports.statusLine(service, service.name(), status);
        if (action.killsAtTimeout()) {
            service.send("k");
            reports.print("kill: " + line);
        } else {
            reports.print("timeout: " + line);
        }
    }

    /** Reports trouble with a service; true if it is just what was asked for. */
    static boolean report(Trouble trouble, Action action, Reports reports) {
        boolean isSuccess = trouble.isRunsvGone() && action.goal() == Goal.RUNSV_GONE;
        reports.print(isSuccess ? trouble.lineAsSuccess() : trouble.line());
        return isSuccess;
    }
}
