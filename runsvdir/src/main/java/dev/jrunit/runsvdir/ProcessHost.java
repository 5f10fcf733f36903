package dev.jrunit.runsvdir;

import dev.jrunit.loop.Children;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.List;

/** Runs a runsv process for each service, as runit does: started in the scan directory with the service's bare name. */
final class ProcessHost implements ServiceHost {
    private static final String RUNSV = "runsv";
    private static final String HOME_PROPERTY = "jrunit.home";

    private final Posix posix;
    private final Children children;
    private final Reports reports;
    private final String scanPath;
    private final boolean newSessions;
    private final String program;

    ProcessHost(Posix posix, Children children, Reports reports, String scanPath, boolean newSessions) {
        this.posix = posix;
        this.children = children;
        this.reports = reports;
        this.scanPath = scanPath;
        this.newSessions = newSessions;
        String home = System.getProperty(HOME_PROPERTY);
        this.program = home == null ? "runsv" : home + "/bin/runsv";
    }

    @Override
    public Hosted start(String name, FileId id, Listener listener) throws NotStarted {
        try {
            int directory = posix.files().open(Files.HERE, scanPath, Open.HANDLE | Open.DIRECTORY, 0);
            try {
                return spawn(name, directory, listener);
            } finally {
                posix.descriptors().close(directory);
            }
        } catch (PosixException e) {
            reports.warn("unable to start runsv " + name, e);
            throw new NotStarted();
        }
    }

    private Hosted spawn(String name, int directory, Listener listener) throws PosixException {
        SpawnRequest request = new SpawnRequest(
                program,
                List.of("runsv", name),
                null,
                directory,
                null,
                SpawnRequest.INHERIT,
                SpawnRequest.INHERIT,
                newSessions);
        RunsvProcess process = new RunsvProcess(listener);
        process.pid = children.spawn(request, status -> process.exited());
        return process;
    }

    @Override
    public Hosted resume(String name, HandoverReader from, Listener listener) {
        RunsvProcess process = new RunsvProcess(listener);
        process.pid = Integer.parseInt(from.next(RUNSV).get(1));
        children.expect(process.pid, status -> process.exited());
        return process;
    }

    private final class RunsvProcess implements Hosted {
        private final Listener listener;
        private int pid;

        RunsvProcess(Listener listener) {
            this.listener = listener;
        }

        void exited() {
            pid = 0;
            listener.ended();
        }

        @Override
        public void requestExit() {
            if (pid == 0) {
                return;
            }
            try {
                children.send(pid, Signal.TERM);
            } catch (PosixException e) {
                reports.warn("unable to send TERM to runsv " + pid, e);
            }
        }

        @Override
        public boolean hasEnded() {
            return pid == 0;
        }

        @Override
        public void handOver(HandoverWriter to) {
            to.line(RUNSV + " " + pid);
        }

        /** A process of its own knows only TERM. */
        @Override
        public void hurry() {
            requestExit();
        }
    }
}
