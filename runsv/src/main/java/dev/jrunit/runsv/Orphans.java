package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;

/**
 * Looks for a process that a killed supervisor started and did not write down in full: it was the last thing that it did,
 * or the file is lost. Thread: the loop's.
 */
final class Orphans {
    private final OtherProcesses others;
    private final boolean leadSessions;

    /**
     * @param leadSessions whether what is looked for was given a session of its own
     */
    Orphans(OtherProcesses others, boolean leadSessions) {
        this.others = others;
        this.leadSessions = leadSessions;
    }

    /**
     * The first process that was started in a directory since that time and is there still; null if there is none.
     *
     * @param since in hundredths of a second since the boot
     */
    ProcessStat find(FileId directory, long since) throws PosixException {
        ProcessStat first = null;
        for (int pid : others.pids()) {
            ProcessStat found = others.stat(pid);
            if (found != null
                    && mayBe(found, since)
                    && directory.equals(others.directory(pid))
                    && isBefore(found, first)) {
                first = found;
            }
        }
        return first;
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
