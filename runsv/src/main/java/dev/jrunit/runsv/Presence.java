package dev.jrunit.runsv;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;

/**
 * What clients meet of a service or its logger: its files below {@code supervise/} kept current, its announcement, and
 * the commands it takes. What fails is warned of once and done at the next {@link #update}. Thread: the loop's.
 */
final class Presence {
    /** Whose presence it is. */
    interface Subject {
        ServiceState state(Role role);

        void commanded(Role role, ControlCommand command);

        void warn(String message);
    }

    private static final int COMMANDS_PER_TURN = 64;

    private final Posix posix;
    private final EventLoop loop;
    private final Role role;
    private final SuperviseDirectory supervise;
    private final AdoptionFile adoptionFile;
    private final Subject subject;
    private final byte[] letter = new byte[1];
    private boolean leaveFailed;
    private boolean unwritten;
    private boolean writeFailed;
    private boolean announced;
    private boolean announceFailed;
    private boolean listening;
    private boolean listenFailed;

    Presence(Posix posix, EventLoop loop, int directory, Role role, Subject subject) {
        this.posix = posix;
        this.loop = loop;
        this.role = role;
        this.subject = subject;
        String prefix = role == Role.SERVICE ? "" : "log/";
        this.supervise = new SuperviseDirectory(posix, directory, prefix);
        this.adoptionFile = new AdoptionFile(posix, directory, prefix);
    }

    /** Takes the lock and makes what is missing. */
    void open() throws SupervisionException {
        supervise.open();
    }

    /** Goes on with what this process has open already. */
    void keep(Handover.Kept kept) {
        supervise.keep(kept);
        announced = kept.ok() != Handover.NONE;
    }

    /** What is open, with the line that tells of the rest. */
    Handover.Kept kept(String line) {
        return supervise.kept(line);
    }

    /** What the supervision before this one has left to adopt; empty if nothing. */
    String left() throws PosixException {
        return adoptionFile.read();
    }

    /** What was left has been adopted, so that the status may be current. */
    void succeed() {
        supervise.succeed();
    }

    /** Leaves that line for whoever adopts what runs; false if it cannot be written. */
    boolean leave(String line) {
        return leave(line, AdoptionFile::write);
    }

    /** The same before a start, which no successor may miss: whatever has become of the file meanwhile. */
    void leaveForStart(String line) {
        leave(line, AdoptionFile::writeAnew);
    }

    private interface Leaving {
        void leave(AdoptionFile file, String line) throws PosixException;
    }

    private boolean leave(String line, Leaving leaving) {
        try {
            leaving.leave(adoptionFile, line);
            leaveFailed = false;
        } catch (PosixException e) {
            if (!leaveFailed) {
                warn(e);
            }
            leaveFailed = true;
        }
        return !leaveFailed;
    }

    /** The status has changed, and is to be written with the next {@link #write}. */
    void changed() {
        unwritten = true;
    }

    /** Writes what changed; false if that is to be tried again. */
    boolean write() {
        if (!unwritten) {
            return true;
        }
        try {
            supervise.write(subject.state(role).status());
            unwritten = false;
            writeFailed = false;
        } catch (PosixException e) {
            if (!writeFailed) {
                warn(e);
            }
            writeFailed = true;
        }
        return !unwritten;
    }

    /** Announces the service, and listens to commands or not; false if some of it is to be tried again. */
    boolean update() {
        boolean isAnnounced = announce();
        return listenIfTaken() && isAnnounced;
    }

    private boolean announce() {
        if (announced) {
            return true;
        }
        try {
            supervise.announce();
            announced = true;
        } catch (PosixException e) {
            if (!announceFailed) {
                warn(e);
            }
            announceFailed = true;
        }
        return announced;
    }

    /** Reads commands only while the machine takes them; the others stay in the FIFO. */
    private boolean listenIfTaken() {
        boolean wanted = subject.state(role).takesCommands();
        if (wanted == listening) {
            return true;
        }
        if (!wanted) {
            stopListening();
            return true;
        }
        try {
            loop.watch(supervise.control(), this::readCommands);
            listening = true;
            listenFailed = false;
        } catch (PosixException e) {
            if (!listenFailed) {
                subject.warn("unable to watch " + SuperviseFiles.CONTROL + ": "
                        + e.errno().words());
            }
            listenFailed = true;
        }
        return listening;
    }

    private void stopListening() {
        if (listening) {
            listening = false;
            loop.unwatch(supervise.control());
        }
    }

    private void readCommands() {
        for (int i = 0; i < COMMANDS_PER_TURN && listening; i++) {
            try {
                if (posix.descriptors().read(supervise.control(), letter, 0, 1) != 1) {
                    return;
                }
            } catch (PosixException e) {
                subject.warn("unable to read " + SuperviseFiles.CONTROL + ": "
                        + e.errno().words());
                return;
            }
            ControlCommand command = ControlCommand.ofLetter(letter[0]);
            if (command != null) {
                subject.commanded(role, command);
            }
        }
    }

    private void warn(PosixException e) {
        subject.warn(
                "unable to " + e.operation() + " " + e.path() + ": " + e.errno().words());
    }

    /** Nothing runs that could be adopted. */
    void leaveNothing() {
        adoptionFile.remove();
    }

    /** Gives up the lock and the FIFOs. */
    void close() {
        stopListening();
        adoptionFile.close();
        supervise.close();
    }
}
