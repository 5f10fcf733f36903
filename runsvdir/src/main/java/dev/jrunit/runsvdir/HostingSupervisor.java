package dev.jrunit.runsvdir;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.jnr.LinuxPosix;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.function.Consumer;

/** All services in this process: it ends when they have been stopped. */
final class HostingSupervisor implements Supervisor {
    private final EventLoop loop;
    private final HostedLoggers loggers;
    private final HostedServices services;

    /** @param messages takes what is to be printed to standard error */
    HostingSupervisor(Posix posix, EventLoop loop, Children children, Consumer<String> messages, String path)
            throws PosixException {
        this.loop = loop;
        this.loggers = new HostedLoggers(posix, () -> LinuxPosix.openAnother(posix), loop, children);
        Hosting hosting = new Hosting(posix, loop, children, loggers, true);
        this.services = new HostedServices(hosting, messages, path, (name, lastRun) -> {});
    }

    @Override
    public void resume(HandoverReader from) {
        services.resume(from);
    }

    @Override
    public void begin() throws PosixException {
        loop.post(services::begin);
        loop.onSignal(Signal.TERM, () -> stop(0));
        loop.onSignal(Signal.INT, () -> stop(0));
        loop.onSignal(Signal.HUP, () -> stop(Main.HUNG_UP));
    }

    private void stop(int exitCode) {
        services.stop(() -> loop.stop(exitCode));
    }

    @Override
    public String obstacle() {
        return services.obstacle();
    }

    @Override
    public void suspend(Runnable whenSuspended) {
        loggers.suspend(whenSuspended);
    }

    @Override
    public void handOver(HandoverWriter to) throws PosixException {
        services.handOver(to);
    }

    @Override
    public void resume() {
        loggers.resume();
    }
}
