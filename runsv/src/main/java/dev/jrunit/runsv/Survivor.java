package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.Rules;
import dev.jrunit.runsv.machine.ServiceState;

/**
 * What can be told without {@code supervise/adopt}, should that be gone, damaged or not true any more:
 * {@code supervise/status} names a pid, and a process with it that works in the service's directory is the service. Only a
 * status that a supervisor of this user wrote counts, for the reason that {@link AdoptionFile} gives. Thread: the loop's.
 */
final class Survivor {
    private static final String LOG_STATUS = "log/" + SuperviseFiles.STATUS;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int OTHERS_WRITE = 0022;

    private final Posix posix;
    private final Orphans orphans;
    private final RulesFiles rules;
    private final int directory;
    private final BootClock clock;

    /**
     * @param rules what they say now, for nobody knows what they said when it was started
     * @param directory the service directory
     */
    Survivor(Posix posix, Orphans orphans, RulesFiles rules, int directory, BootClock clock) {
        this.posix = posix;
        this.orphans = orphans;
        this.rules = rules;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * The process of that role and what the status tells of it; null if there is none.
     *
     * @param workplace where it was started
     * @throws PosixException if nobody can tell
     */
    Snapshot find(Role role, FileId workplace, Moment now) throws PosixException {
        ServiceStatus status = status(role == Role.SERVICE ? SuperviseFiles.STATUS : LOG_STATUS);
        int pid = status == null ? 0 : status.pid();
        ProcessStat found = pid <= 0 || pid == posix.processes().pid() ? null : orphans.find(workplace, pid);
        if (found == null) {
            return null;
        }
        ServiceState state = new ServiceState(
                role,
                status.state(),
                pid,
                status.want(),
                false,
                status.paused(),
                status.gotTerm(),
                status.since(),
                clock.nanos(found.start()),
                now.nanos(),
                false,
                false,
                null,
                0,
                null,
                role == Role.SERVICE ? rules.read(Rules.RUNIT) : Rules.RUNIT,
                ServiceState.NEVER,
                false);
        FileId out = role == Role.SERVICE ? output(pid) : null;
        FileId errors = posix.others().ownPipe(pid, STDERR);
        return new Snapshot(
                state,
                StartSpan.of(found),
                0,
                StartSpan.NONE,
                BootClock.NEVER,
                out,
                out,
                errors == null || errors.equals(out) ? null : errors);
    }

    /** The log pipe: open for both, as ours are, or the one that the logger reads from. */
    private FileId output(int pid) throws PosixException {
        FileId own = posix.others().ownPipe(pid, STDOUT);
        if (own != null) {
            return own;
        }
        ServiceStatus logger = status(LOG_STATUS);
        FileId input =
                logger == null || logger.pid() <= 0 ? null : posix.others().file(logger.pid(), STDIN);
        return input != null && input.equals(posix.others().file(pid, STDOUT)) ? input : null;
    }

    private ServiceStatus status(String path) throws PosixException {
        FileStat link = posix.files().statLink(directory, path);
        if (link == null || link.kind() != FileStat.Kind.FILE) {
            return null;
        }
        int file = posix.files().open(directory, path, Open.READ | Open.NO_FOLLOW | Open.NON_BLOCKING, 0);
        try {
            FileStat found = posix.files().stat(file);
            if (found.kind() != FileStat.Kind.FILE
                    || found.ownerUid() != posix.self().effectiveUid()
                    || (found.permissions() & OTHERS_WRITE) != 0
                    || found.links() != 1) {
                return null;
            }
            byte[] bytes = new byte[ServiceStatus.BYTES + 1];
            return ServiceStatus.decode(bytes, posix.descriptors().read(file, bytes, 0, bytes.length));
        } catch (PosixException e) {
            throw new PosixException("read", path, e.errno());
        } finally {
            posix.descriptors().close(file);
        }
    }
}
