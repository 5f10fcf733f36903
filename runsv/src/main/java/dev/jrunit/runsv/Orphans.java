package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.runsv.machine.Role;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks for a process that a killed supervisor started and did not write down in full: it was the last thing that it did,
 * or the file is lost. Thread: the loop's.
 */
final class Orphans {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;

    private final Posix posix;
    private final OtherProcesses others;
    private final boolean leadSessions;

    /**
     * @param leadSessions whether what is looked for was given a session of its own
     */
    Orphans(Posix posix, boolean leadSessions) {
        this.posix = posix;
        this.others = posix.others();
        this.leadSessions = leadSessions;
    }

    /**
     * The process that was started last and is there still: the first one since then that works where it was started, or,
     * wherever it works by now, has the pipe to the logger where it was given it. Null if there is none.
     *
     * @param directory where it was started
     * @param left what is known of that start
     */
    ProcessStat find(Role role, FileId directory, Snapshot left) throws PosixException {
        Set<Integer> ancestors = ancestors();
        ProcessStat first = null;
        for (int pid : others.pids()) {
            ProcessStat found = ancestors.contains(pid) ? null : others.stat(pid);
            if (found != null
                    && mayBe(found, left.attempt())
                    && isBefore(found, first)
                    && (directory.equals(others.directory(pid)) || hasPipe(role, pid, left))) {
                first = found;
            }
        }
        return first;
    }

    private boolean hasPipe(Role role, int pid, Snapshot left) throws PosixException {
        if (role == Role.LOGGER) {
            return isAt(pid, STDIN, left.log());
        }
        return isAt(pid, STDOUT, left.log()) || isAt(pid, STDOUT, left.stdout());
    }

    private boolean isAt(int pid, int descriptor, FileId pipe) throws PosixException {
        return pipe != null && pipe.equals(others.file(pid, descriptor));
    }

    /** This process, and who started it: a shell, perhaps, that works in the service directory. */
    private Set<Integer> ancestors() throws PosixException {
        Set<Integer> ancestors = new HashSet<>();
        int pid = posix.processes().pid();
        while (pid > 0 && ancestors.add(pid)) {
            ProcessStat stat = others.stat(pid);
            pid = stat == null ? 0 : stat.parent();
        }
        return ancestors;
    }

    /** The process with that pid, if it works in that directory; null otherwise. */
    ProcessStat find(FileId directory, int pid) throws PosixException {
        ProcessStat found = others.stat(pid);
        return found != null && mayBe(found, 0) && directory.equals(others.directory(pid)) ? found : null;
    }

    private boolean mayBe(ProcessStat found, long since) {
        return found.start() >= since && !found.ended() && (!leadSessions || found.session() == found.pid());
    }

    private static boolean isBefore(ProcessStat found, ProcessStat first) {
        return first == null
                || found.start() < first.start()
                || (found.start() == first.start() && found.pid() < first.pid());
    }
}
