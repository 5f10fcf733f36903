package dev.jrunit.runsvdir;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;

/** A runsv process for each service, which supervises it alone: TERM leaves them running. */
final class IsolatingSupervisor implements Supervisor {
    private final Posix posix;
    private final EventLoop loop;
    private final Services services;
    private final ScanDirectory scan;

    IsolatingSupervisor(Posix posix, EventLoop loop, ServiceHost host, Reports reports, String path)
            throws PosixException {
        this.posix = posix;
        this.loop = loop;
        this.services = new Services(loop, host);
        this.scan = new ScanDirectory(posix, loop, services, reports, path);
    }

    @Override
    public void resume(HandoverReader from) {
        services.resume(from);
    }

    @Override
    public void begin() throws PosixException {
        loop.post(scan::begin);
        loop.onSignal(Signal.TERM, () -> loop.stop(0));
        loop.onSignal(Signal.HUP, () -> {
            services.requestExits();
            loop.stop(Main.HUNG_UP);
        });
        posix.processes().restoreDefault(Signal.INT);
    }

    @Override
    public String obstacle() {
        return null;
    }

    @Override
    public void suspend(Runnable whenSuspended) {
        loop.post(whenSuspended);
    }

    @Override
    public void handOver(HandoverWriter to) throws PosixException {
        services.handOver(to);
    }

    @Override
    public void resume() {
        // Nothing was stopped.
    }
}
