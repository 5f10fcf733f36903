package dev.jrunit.runsvdir;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.function.Consumer;

/**
 * The services of a directory, supervised in this process: what runsvdir is for whoever has a loop of its own. Thread:
 * the loop's.
 */
public final class HostedServices {
    /** Hears of services that end for good. */
    public interface Listener {
        /**
         * A service that is essential stays down although nobody asked for that.
         *
         * @param name a byte string
         * @param lastRun how its {@code run} ended
         */
        void essentialEnded(String name, WaitStatus lastRun);
    }

    private final Services services;
    private final ScanDirectory scan;

    /**
     * Nothing is looked at before {@link #begin}.
     *
     * @param stderr where messages go, a line each; must not wait
     * @param path the directory of service directories, a byte string; it need not exist yet
     */
    public HostedServices(Hosting hosting, Consumer<String> stderr, String path, Listener listener)
            throws PosixException {
        Reports reports = new Reports(stderr, path);
        services = new Services(hosting.loop(), new InProcessHost(hosting, reports, path, listener));
        scan = new ScanDirectory(hosting.posix(), hosting.loop(), services, reports, path);
    }

    /** Why this process cannot execute itself anew now; null if it can. */
    public String obstacle() {
        return services.isStopping() ? "services are being stopped" : null;
    }

    /** Leaves all services to the program that this process executes; loggers must be suspended by then. */
    public void handOver(HandoverWriter to) throws PosixException {
        services.handOver(to);
    }

    /** Goes on with the services that were handed over; to be called before the loop runs and before {@link #begin}. */
    public void resume(HandoverReader from) {
        services.resume(from);
    }

    /** Starts what is there, and from then on whatever comes. */
    public void begin() {
        scan.begin();
    }

    /**
     * Stops all services, with their loggers, and looks for no more; {@code whenStopped} is called when the last is
     * gone. Called again, it kills what is left, the more so with each call.
     */
    public void stop(Runnable whenStopped) {
        scan.end();
        services.stopAll(whenStopped);
    }
}
