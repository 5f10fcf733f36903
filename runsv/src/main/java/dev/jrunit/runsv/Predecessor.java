package dev.jrunit.runsv;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.Want;
import dev.jrunit.runsv.machine.Event;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The supervision of a service before this one: it was killed, and left its processes and what it wrote down; or it was
 * this very process, before it executed itself anew, and left its descriptors too. Thread: the loop's.
 */
final class Predecessor {
    private static final int STDIN = 0;
    private static final int STDERR = 2;

    /**
     * What it left of the service or its logger.
     *
     * @param snapshot what it knew; null if there was none
     * @param started the process that it started last and knew no pid of; null if there is none
     */
    record Left(Snapshot snapshot, ProcessStat started) {
        private static final Left NOTHING = new Left(null, null);

        /** The processes that have its pipes and are there still. */
        private List<Integer> holders(OtherProcesses others) throws PosixException {
            List<Integer> holders = new ArrayList<>(2);
            if (started != null) {
                holders.add(started.pid());
            }
            if (snapshot != null && snapshot.isAlive(others)) {
                holders.add(snapshot.state().pid());
            }
            if (snapshot != null && snapshot.isScriptAlive(others)) {
                holders.add(snapshot.script());
            }
            return holders;
        }
    }

    private final Posix posix;
    private final Left service;
    private final Left logger;
    /** Null if it was killed. */
    private final Handover handover;

    private final Presence.Subject subject;

    private Predecessor(Posix posix, Left service, Left logger, Handover handover, Presence.Subject subject) {
        this.posix = posix;
        this.service = service;
        this.logger = logger == null ? Left.NOTHING : logger;
        this.handover = handover;
        this.subject = subject;
    }

    /**
     * One that was killed.
     *
     * @param logger null if the service has none
     * @param subject hears of output that is lost
     */
    static Predecessor killed(Posix posix, Left service, Left logger, Presence.Subject subject) {
        return new Predecessor(posix, service, logger, null, subject);
    }

    /** This process, before it executed itself anew. */
    static Predecessor executed(Posix posix, Snapshot service, Snapshot logger, Handover handover) {
        return new Predecessor(posix, new Left(service, null), new Left(logger, null), handover, null);
    }

    private Left of(Role role) {
        return role == Role.SERVICE ? service : logger;
    }

    boolean existed(Role role) {
        return of(role).snapshot() != null;
    }

    /**
     * What the machine begins with.
     *
     * @param want what is wanted where nobody said anything, or that supervision was about to end
     */
    ServiceState state(Role role, Want want, Moment now) {
        Snapshot left = of(role).snapshot();
        if (left == null) {
            return ServiceState.initial(role, want, now);
        }
        boolean wasKilledAtItsEnd = handover == null && left.state().want() == Want.EXIT;
        return wasKilledAtItsEnd ? left.state().wanting(want) : left.state();
    }

    // ---- pipes ----

    ServicePipe log() throws PosixException {
        if (handover == null) {
            Left left = known() ? service : logger; // the one that the logger reads, where the service is not known of
            return inherited(left.snapshot() == null ? null : left.snapshot().log());
        }
        ServicePipe pipe = kept(handover.log());
        if (existed(Role.LOGGER) && logger.snapshot().state().want() == Want.EXIT) {
            pipe.endInput(); // it had been ended before
        }
        return pipe;
    }

    ServicePipe stdout() throws PosixException {
        return handover == null ? inherited(known() ? service.snapshot().stdout() : null) : kept(handover.stdout());
    }

    ServicePipe stderr() throws PosixException {
        return handover == null ? inherited(known() ? service.snapshot().stderr() : null) : kept(handover.stderr());
    }

    private boolean known() {
        return existed(Role.SERVICE);
    }

    private ServicePipe kept(int reader) throws PosixException {
        return reader == Handover.NONE ? ServicePipe.make(posix) : ServicePipe.kept(posix, reader);
    }

    /** The pipe, if a process that goes on has it still; else a new one. */
    private ServicePipe inherited(FileId id) throws PosixException {
        if (id == null) {
            return ServicePipe.make(posix);
        }
        OtherProcesses others = posix.others();
        List<Integer> holders = new ArrayList<>(service.holders(others));
        holders.addAll(logger.holders(others));
        for (int pid : holders) {
            for (int descriptor = STDIN; descriptor <= STDERR; descriptor++) {
                if (id.equals(others.file(pid, descriptor))) {
                    return ServicePipe.ofProcess(posix, id, pid, descriptor);
                }
            }
        }
        for (int pid : holders) {
            warnIfHidden(pid);
        }
        return ServicePipe.make(posix);
    }

    /** Every process that has not ended works in some directory: where there is none to be seen, nothing is. */
    private void warnIfHidden(int pid) throws PosixException {
        if (posix.others().directory(pid) == null) {
            ProcessStat found = posix.others().stat(pid);
            if (found != null && !found.ended()) {
                subject.warn("what process " + pid + " writes is not seen until it is started again: "
                        + Errno.EACCES.words());
            }
        }
    }

    // ---- processes ----

    /**
     * Goes on with the processes of that role.
     *
     * @param events what has become of them meanwhile
     * @throws PosixException if nobody can tell whether they are there still
     */
    void resume(Role role, Effects effects, Consumer<Event> events) throws PosixException {
        Snapshot left = of(role).snapshot();
        if (left == null) {
            return;
        }
        if (left.attempt() != BootClock.NEVER) {
            ProcessStat found = of(role).started();
            boolean adopted = found != null && effects.adopt(role, found.pid(), StartSpan.of(found));
            events.accept(adopted ? new Event.Started(found.pid()) : new Event.NoResources());
            return;
        }
        int pid = left.state().pid();
        if (pid != 0 && !resumeProcess(role, left, effects)) {
            events.accept(new Event.Exited(new WaitStatus.Unknown()));
        }
        if (left.state().script() != null && !resumeScript(role, left, effects)) {
            events.accept(new Event.ScriptEnded(false));
        }
    }

    private boolean resumeProcess(Role role, Snapshot left, Effects effects) throws PosixException {
        int pid = left.state().pid();
        return handover == null ? effects.adopt(role, pid, left.start()) : effects.keep(role, pid, left.start());
    }

    private boolean resumeScript(Role role, Snapshot left, Effects effects) throws PosixException {
        if (left.script() == 0) {
            return false;
        }
        return handover == null
                ? effects.adoptScript(role, left.script(), left.scriptStart())
                : effects.keepScript(role, left.script(), left.scriptStart());
    }
}
