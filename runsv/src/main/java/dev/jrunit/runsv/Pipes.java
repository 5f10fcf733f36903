package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.PosixException;
import dev.jrunit.svlogd.LineStyle;

/**
 * Where a service's output and errors go. Thread: the loop's.
 *
 * @param log joins the service to its logger; null if there is no logger
 * @param stdout what is not logged, on its way to this process's standard output; null if that is written to directly
 * @param stderr the same for errors
 */
record Pipes(ServicePipe log, ServicePipe stdout, ServicePipe stderr) {
    /** The pipes of a service, those of its predecessor where they are; the loggers' thread reads what it has to. */
    static Pipes open(Hosting hosting, String service, boolean hasLogger, Predecessor from)
            throws SupervisionException {
        ServicePipe log = null;
        ServicePipe stdout = null;
        ServicePipe stderr = null;
        try {
            log = hasLogger ? from.log() : null;
            if (hosting.outputStyle() != LineStyle.RAW) {
                stdout = from.stdout();
                stderr = from.stderr();
                hosting.loggers().output(service, hosting.outputStyle(), stdout.reader(), stderr.reader());
            }
            return new Pipes(log, stdout, stderr);
        } catch (PosixException e) {
            new Pipes(log, stdout, stderr).close();
            throw new SupervisionException("unable to create pipes", e);
        }
    }

    static FileId id(ServicePipe pipe) {
        return pipe == null ? null : pipe.id();
    }

    static int reader(ServicePipe pipe) {
        return pipe == null ? Handover.NONE : pipe.reader();
    }

    void close() {
        close(log);
        close(stdout);
        close(stderr);
    }

    private static void close(ServicePipe pipe) {
        if (pipe != null) {
            pipe.close();
        }
    }
}
