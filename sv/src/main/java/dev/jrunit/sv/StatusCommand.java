package dev.jrunit.sv;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.SuperviseFiles;
import java.util.List;

/** {@code sv status}: one line a service, its log service included. Source: sv(8), COMMANDS and EXIT CODES. */
final class StatusCommand {
    private static final int LSB_RUNNING = 0;
    private static final int LSB_FAILED = 1;
    private static final int LSB_NOT_RUNNING = 3;
    private static final int LSB_UNKNOWN = 4;

    private final Reports reports;

    StatusCommand(Reports reports) {
        this.reports = reports;
    }

    /** Reports on all services; returns for how many that failed. */
    int run(List<Service> services) {
        int failures = 0;
        for (int i = 0; i < services.size(); i++) {
            if (report(services.get(i)) != LSB_RUNNING) {
                failures++;
            }
        }
        return failures;
    }

    /** Reports on the service of an init script; returns the exit code. */
    int runAsInitScript(Service service) {
        int failure = report(service);
        return isDown ? LSB_NOT_RUNNING : failure;
    }

    /** Whether the service reported on last was down, whatever its log service did. */
    private boolean isDown;

    private int report(Service service) {
        isDown = false;
        ServiceStatus status;
        try {
            status = service.read();
        } catch (Trouble trouble) {
            reports.print(trouble.line());
            return exitCode(trouble);
        }
        isDown = status.state() == State.DOWN;
        String line = reports.statusLine(service, service.name(), status);
        try {
            Service log = service.log();
            reports.print(log == null ? line : line + "; " + reports.statusLine(log, SuperviseFiles.LOG, log.read()));
            return LSB_RUNNING;
        } catch (Trouble trouble) {
            reports.print(line + "; " + trouble.line());
            return exitCode(trouble);
        }
    }

    private static int exitCode(Trouble trouble) {
        return trouble.kind() == Trouble.Kind.FAIL ? LSB_FAILED : LSB_UNKNOWN;
    }
}
