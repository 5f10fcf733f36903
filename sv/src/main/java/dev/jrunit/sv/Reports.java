package dev.jrunit.sv;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.SuperviseFiles;

/** Writes what sv has to say of a service, a message a line. Thread: one. */
final class Reports {
    private final Output stdout;
    private final Output stderr;
    private final Time time;

    Reports(Output stdout, Output stderr, Time time) {
        this.stdout = stdout;
        this.stderr = stderr;
        this.time = time;
    }

    void print(String line) {
        stdout.print(line + "\n");
    }

    /** To standard error, for what is no state of a service: programs take any line of it for one. */
    void warn(String line) {
        stderr.print("warning: " + line + "\n");
    }

    /**
     * The report on {@code service}, without a newline.
     *
     * @param calledName what to call it
     */
    String statusLine(Service service, String calledName, ServiceStatus status) {
        return StatusLine.of(calledName, status, hasDownFile(service), time.wallClockSeconds());
    }

    private boolean hasDownFile(Service service) {
        try {
            return service.hasDownFile();
        } catch (PosixException e) {
            warn("unable to stat " + service.name() + "/" + SuperviseFiles.DOWN + ": "
                    + e.errno().words());
            return false;
        }
    }
}
