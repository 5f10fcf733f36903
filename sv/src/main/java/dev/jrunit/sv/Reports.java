package dev.jrunit.sv;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.SuperviseFiles;
import java.util.function.IntPredicate;

/** Writes what sv has to say of a service, a message a line. Thread: one. */
final class Reports {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private final Output stdout;
    private final Output stderr;
    private final Time time;
    private final IntPredicate isTerminal;

    /** @param isTerminal whether somebody looks at that descriptor */
    Reports(Output stdout, Output stderr, Time time, IntPredicate isTerminal) {
        this.stdout = stdout;
        this.stderr = stderr;
        this.time = time;
        this.isTerminal = isTerminal;
    }

    void print(String line) {
        stdout.print(shown(line, STDOUT) + "\n");
    }

    /** A name is printed as it was typed; but typed it may have been by a shell, of a directory that others may write to. */
    private String shown(String line, int descriptor) {
        String safe = ByteStrings.printable(line);
        return safe.equals(line) || !isTerminal.test(descriptor) ? line : safe;
    }

    /** To standard error, for what is no state of a service: programs take any line of it for one. */
    void warn(String line) {
        stderr.print("warning: " + shown(line, STDERR) + "\n");
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
