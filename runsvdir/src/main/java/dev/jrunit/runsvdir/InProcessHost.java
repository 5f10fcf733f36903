package dev.jrunit.runsvdir;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.runsv.Handover;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.runsv.ServiceDirectory;
import dev.jrunit.runsv.Supervision;
import dev.jrunit.runsv.SupervisionException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;

/** Hosts the runsv of every service in this process, on this loop. Each service leads a session of its own. */
final class InProcessHost implements ServiceHost {
    /** Kept free for what the services that run already need: a file to write, a directory to read. */
    private static final int RESERVED_DESCRIPTORS = 32;

    private final Posix posix;
    private final Hosting hosting;
    private final Reports reports;
    private final String scanPath;
    private final HostedServices.Listener services;
    private final long mostDescriptors;

    InProcessHost(Hosting hosting, Reports reports, String scanPath, HostedServices.Listener services)
            throws PosixException {
        this.posix = hosting.posix();
        this.hosting = hosting;
        this.reports = reports;
        this.scanPath = scanPath;
        this.services = services;
        posix.processes().raiseDescriptorLimit();
        long soft = posix.processes().descriptorLimit().soft();
        this.mostDescriptors = soft < 0 ? Long.MAX_VALUE : soft;
    }

    @Override
    public Hosted start(String name, FileId id, Listener listener) throws NotStarted {
        try {
            Supervision supervision = open(name, id, listener);
            supervision.begin();
            return new HostedSupervision(supervision);
        } catch (PosixException e) {
            reports.ofService(
                    name, "fatal: unable to change to directory: " + e.errno().words());
        } catch (SupervisionException e) {
            reports.ofService(name, "fatal: " + e.getMessage());
        }
        throw new NotStarted();
    }

    private record HostedSupervision(Supervision supervision) implements Hosted {
        @Override
        public void requestExit() {
            supervision.requestExit();
        }

        @Override
        public void hurry() {
            supervision.hurry();
        }

        @Override
        public boolean hasEnded() {
            return supervision.hasEnded();
        }

        @Override
        public void handOver(HandoverWriter to) throws PosixException {
            supervision.handOver().write(to);
        }
    }

    @Override
    public Hosted resume(String name, HandoverReader from, Listener listener) throws NotStarted {
        try {
            Supervision supervision = Supervision.resume(hosting, Handover.read(from), owner(name, listener));
            supervision.begin();
            return new HostedSupervision(supervision);
        } catch (SupervisionException e) {
            reports.ofService(name, "fatal: " + e.getMessage());
            throw new NotStarted();
        }
    }

    private Supervision open(String name, FileId id, Listener listener)
            throws PosixException, SupervisionException, NotStarted {
        String path = scanPath + "/" + name;
        int directory = ServiceDirectory.open(posix.files(), path);
        if (!posix.files().stat(directory).id().equals(id)) {
            posix.descriptors().close(directory); // replaced since it was seen: the next look will tell
            throw new NotStarted();
        }
        if (directory > mostDescriptors - RESERVED_DESCRIPTORS) {
            posix.descriptors().close(directory);
            throw new PosixException("open", path, Errno.EMFILE);
        }
        return Supervision.open(hosting, directory, owner(name, listener));
    }

    private Supervision.Owner owner(String name, Listener listener) {
        return new Supervision.Owner() {
            @Override
            public String serviceName() {
                return name;
            }

            @Override
            public void report(String message) {
                reports.ofService(name, message);
            }

            @Override
            public void gaveUp(WaitStatus lastRun, boolean essential) {
                if (essential) {
                    services.essentialEnded(name, lastRun);
                }
            }

            @Override
            public void ended() {
                hosting.loop().post(listener::ended);
            }
        };
    }
}
