package dev.jrunit.sv;

import dev.jrunit.posix.Posix;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/** All commands but status: tells every service, then waits for all of them where asked. Thread: one. */
final class SendCommand {
    private final Action action;
    private final Reports reports;
    private final Time time;

    SendCommand(Action action, Reports reports, Time time) {
        this.action = action;
        this.reports = reports;
        this.time = time;
    }

    /** Does it without waiting; returns for how many services it failed. */
    int run(List<Service> services) {
        return send(services, new ArrayList<>(services.size()));
    }

    /**
     * Does it, waits until it has taken effect or {@code waitSeconds} are over, and reports.
     *
     * @return for how many services it failed
     */
    int runAndWait(List<Service> services, Posix posix, long waitSeconds) {
        long startNanos = time.monotonicNanos();
        Tai64N sentAt = time.wallClock();
        List<Service> told = new ArrayList<>(services.size());
        int failures = send(services, told);
        CheckScripts checks = new CheckScripts(posix, time, reports);
        try {
            return failures + new Waiting(action, sentAt, checks, time, reports).await(told, startNanos, waitSeconds);
        } finally {
            checks.stop();
        }
    }

    /**
     * Sends the action to each service and reports the trouble.
     *
     * @param told takes the services that there is something to wait for
     * @return for how many that failed
     */
    private int send(List<Service> services, List<Service> told) {
        if (action.sendsNothing()) {
            told.addAll(services);
            return 0;
        }
        int failures = 0;
        for (int i = 0; i < services.size(); i++) {
            Service service = services.get(i);
            try {
                String bytes = action.bytesFor(service.read());
                if (!bytes.isEmpty()) {
                    service.send(bytes);
                }
                told.add(service);
            } catch (Trouble trouble) {
                failures += Waiting.report(trouble, action, reports) ? 0 : 1;
            }
        }
        return failures;
    }
}
