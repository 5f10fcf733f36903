package dev.jrunit.runsv;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.StartSpan;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;

/**
 * Words what a supervision leaves to the one after it, and understands what the one before has left: a line for the
 * service and one for its logger. Thread: the loop's.
 */
final class Testament {
    private final Posix posix;
    private final OtherProcesses others;
    private final int directory;
    private final Snapshot.Place place;
    private final BootClock clock;
    /** Whose start has not been answered; null if nobody's. */
    private Role attempting;

    private long attempt;

    Testament(Posix posix, EventLoop loop, int directory) throws PosixException {
        this.posix = posix;
        this.others = posix.others();
        this.directory = directory;
        this.place = new Snapshot.Place(
                others.origin(), posix.files().stat(directory).id());
        this.clock = BootClock.of(others, loop);
    }

    /** Null if the line is none, or of another place or time. */
    Snapshot read(Role role, String line) {
        return Snapshot.decode(line, place, role, clock);
    }

    /** What the files of that role tell of a process that no line tells of; null if there is none. */
    Snapshot survivor(Role role, Orphans orphans, RulesFiles files, Moment now) throws PosixException {
        return new Survivor(posix, orphans, files, directory, clock).find(role, directory(role), now);
    }

    /** From now on a start may have happened that nobody knows the pid of. */
    void attempting(Role role) {
        attempting = role;
        attempt = others.now();
    }

    /** Every start has been answered, and the state tells what came of it. */
    void answered() {
        attempting = null;
    }

    /** The line for what is so now; a hosted logger is no process that could be adopted. */
    String line(ServiceState state, Effects effects, Pipes pipes) {
        Role role = state.role();
        boolean isHosted = role == Role.LOGGER && effects.hasHostedLogger();
        boolean hasScript = role == Role.SERVICE && effects.script() != 0;
        return new Snapshot(
                        isHosted ? state.withoutProcess() : state,
                        effects.start(role),
                        hasScript ? effects.script() : 0,
                        hasScript ? effects.scriptStart() : StartSpan.NONE,
                        role == attempting ? attempt : BootClock.NEVER,
                        Pipes.id(pipes.log()),
                        Pipes.id(pipes.stdout()),
                        Pipes.id(pipes.stderr()))
                .encode(place, clock);
    }

    /** Where the process of that role is started. */
    FileId directory(Role role) throws PosixException {
        FileStat log = role == Role.LOGGER ? posix.files().stat(directory, SuperviseFiles.LOG) : null;
        return log == null ? place.directory() : log.id();
    }
}
