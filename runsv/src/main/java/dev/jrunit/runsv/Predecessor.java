package dev.jrunit.runsv;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.Want;
import dev.jrunit.runsv.machine.Event;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;
import java.util.function.Consumer;

/**
 * The supervision of a service before this one: it was killed, and left its processes and what it wrote down; or it was
 * this very process, before it executed itself anew, and left its descriptors too. Thread: the loop's.
 */
final class Predecessor {
    private static final int STDIN = 0;
    private static final int STDERR = 2;

    private final Posix posix;
    private final Snapshot service;
    private final Snapshot logger;
    /** Null if it was killed. */
    private final Handover handover;

    /**
     * @param service what it knew of the service; null if there was none
     * @param logger and of the logger
     */
    Predecessor(Posix posix, Snapshot service, Snapshot logger, Handover handover) {
        this.posix = posix;
        this.service = service;
        this.logger = logger;
        this.handover = handover;
    }

    private Snapshot of(Role role) {
        return role == Role.SERVICE ? service : logger;
    }

    boolean existed(Role role) {
        return of(role) != null;
    }

    /**
     * What the machine begins with.
     *
     * @param want what is wanted where nobody said anything, or that supervision was about to end
     */
    ServiceState state(Role role, Want want, Moment now) {
        Snapshot left = of(role);
        if (left == null) {
            return ServiceState.initial(role, want, now);
        }
        boolean wasKilledAtItsEnd = handover == null && left.state().want() == Want.EXIT;
        return wasKilledAtItsEnd ? left.state().wanting(want) : left.state();
    }

    // ---- pipes ----

    ServicePipe log() throws PosixException {
        if (handover == null) {
            return inherited(service == null ? null : service.log());
        }
        ServicePipe pipe = kept(handover.log());
        if (logger != null && logger.state().want() == Want.EXIT) {
            pipe.endInput(); // it had been ended before
        }
        return pipe;
    }

    ServicePipe stdout() throws PosixException {
        return handover == null ? inherited(service == null ? null : service.stdout()) : kept(handover.stdout());
    }

    ServicePipe stderr() throws PosixException {
        return handover == null ? inherited(service == null ? null : service.stderr()) : kept(handover.stderr());
    }

    private ServicePipe kept(int reader) throws PosixException {
        return reader == Handover.NONE ? ServicePipe.make(posix) : ServicePipe.kept(posix, reader);
    }

    /** The pipe, if a process that goes on has it still; else a new one. */
    private ServicePipe inherited(FileId id) throws PosixException {
        if (id != null) {
            for (Snapshot left : new Snapshot[] {service, logger}) {
                int pid = left == null ? 0 : left.state().pid();
                for (int descriptor = STDIN; pid > 0 && descriptor <= STDERR; descriptor++) {
                    if (left.isAlive(posix.others()) && id.equals(posix.others().file(pid, descriptor))) {
                        return ServicePipe.ofProcess(posix, id, pid, descriptor);
                    }
                }
            }
        }
        return ServicePipe.make(posix);
    }

    // ---- processes ----

    /**
     * Goes on with the processes of that role.
     *
     * @param directory where they were started
     * @param events what has become of them meanwhile
     * @throws PosixException if nobody can tell whether they are there still
     */
    void resume(Role role, Effects effects, Orphans orphans, FileId directory, Consumer<Event> events)
            throws PosixException {
        Snapshot left = of(role);
        if (left == null) {
            return;
        }
        if (left.attempt() != BootClock.NEVER) {
            ProcessStat found = orphans.find(directory, left.attempt());
            boolean adopted = found != null && effects.adopt(role, found.pid(), found.start());
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
