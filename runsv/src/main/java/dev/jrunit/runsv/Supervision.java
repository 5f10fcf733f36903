package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import dev.jrunit.runsv.machine.Effect;
import dev.jrunit.runsv.machine.Event;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.PairMachine;
import dev.jrunit.runsv.machine.PairState;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Supervises one service directory: feeds the machine with what happens and applies the effects it answers with.
 *
 * <p>After {@link #open}, failures are warnings: what could not be done is tried again by deadline. Nothing here blocks.
 * Thread: the loop's.
 */
public final class Supervision implements Effect.Handler {
    /** Who started the supervision of a service. */
    public interface Owner {
        /**
         * Something went wrong and is tried again, or was left undone.
         *
         * @param message what runsv(8) would say after the service's name, such as {@code fatal: unable to start ./run:
         *     access denied}; a byte string
         */
        void report(String message);

        /** Supervision is over and everything is closed. */
        void ended();
    }

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final int COMMANDS_PER_TURN = 64;

    private record Pending(Role role, Event event) {}

    private final Posix posix;
    private final EventLoop loop;
    private final Owner owner;
    private final int directory;
    private final Programs programs;
    private final Pipe logPipe;
    private final RoleShell service;
    private final RoleShell logger;
    private final Timer timer;
    private final Deque<Pending> pending = new ArrayDeque<>(2);
    private PairState state;
    private boolean exitRequested;
    private boolean logInputOpen;
    private boolean draining;
    private boolean ended;

    /** What one of the two roles has of its own. */
    private final class RoleShell {
        final Role role;
        final SuperviseDirectory supervise;
        boolean unwritten;
        boolean writeFailed;
        boolean announced;
        boolean announceFailed;
        boolean listening;
        boolean listenFailed;

        RoleShell(Role role, String prefix) {
            this.role = role;
            this.supervise = new SuperviseDirectory(posix, directory, prefix);
        }

        void control() {
            for (int i = 0; i < COMMANDS_PER_TURN && listening; i++) {
                byte[] letter = new byte[1];
                try {
                    if (posix.descriptors().read(supervise.control(), letter, 0, 1) != 1) {
                        return;
                    }
                } catch (PosixException e) {
                    warn("unable to read " + SuperviseFiles.CONTROL + ": "
                            + e.errno().words());
                    return;
                }
                ControlCommand command = ControlCommand.ofLetter(letter[0]);
                if (command != null) {
                    happened(role, new Event.Command(command));
                }
            }
        }

        /** Tells clients of this service, once its files are there; false if that is to be tried again. */
        boolean announce() {
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

        /**
         * Reads commands only while the machine takes them; the others stay in the FIFO. False if that is to be tried
         * again.
         */
        boolean listenIfTaken() {
            boolean wanted = !ended && state.of(role).takesCommands();
            if (wanted == listening) {
                return true;
            }
            if (!wanted) {
                listening = false;
                loop.unwatch(supervise.control());
                return true;
            }
            try {
                loop.watch(supervise.control(), this::control);
                listening = true;
                listenFailed = false;
            } catch (PosixException e) {
                if (!listenFailed) {
                    warn("unable to watch " + SuperviseFiles.CONTROL + ": "
                            + e.errno().words());
                }
                listenFailed = true;
            }
            return listening;
        }

        /** Writes what changed below supervise/; false if that is to be tried again. */
        boolean write() {
            if (!unwritten) {
                return true;
            }
            try {
                supervise.write(state.of(role).status());
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
    }

    private Supervision(Posix posix, EventLoop loop, Children children, int directory, boolean newSessions, Owner owner)
            throws SupervisionException {
        this.posix = posix;
        this.loop = loop;
        this.owner = owner;
        this.directory = directory;
        this.timer = loop.timer(this::tick);
        boolean hasLogger = hasLogger();
        Moment now = now();
        state = new PairState(
                ServiceState.initial(Role.SERVICE, initialWant(SuperviseFiles.DOWN), now),
                hasLogger ? ServiceState.initial(Role.LOGGER, initialWant("log/down"), now) : null,
                false);
        service = new RoleShell(Role.SERVICE, "");
        logger = hasLogger ? new RoleShell(Role.LOGGER, "log/") : null;
        logPipe = hasLogger ? makeLogPipe() : null;
        logInputOpen = hasLogger;
        programs = new Programs(children, posix.files(), directory, logPipe, newSessions);
    }

    /**
     * Takes the directory's lock and makes its {@code supervise/}; nothing is started before {@link #begin}.
     *
     * @param directory descriptor of the service directory; closed by this object in the end, also when this fails
     * @param newSessions whether each process leads a session and process group of its own
     * @throws SupervisionException if the directory cannot be supervised; nothing is left open then
     */
    public static Supervision open(
            Posix posix, EventLoop loop, Children children, int directory, boolean newSessions, Owner owner)
            throws SupervisionException {
        Supervision supervision = null;
        try {
            supervision = new Supervision(posix, loop, children, directory, newSessions, owner);
            supervision.service.supervise.open();
            if (supervision.logger != null) {
                supervision.logger.supervise.open();
            }
            return supervision;
        } catch (SupervisionException e) {
            if (supervision == null) {
                posix.descriptors().close(directory);
            } else {
                supervision.close();
            }
            throw e;
        }
    }

    private boolean hasLogger() throws SupervisionException {
        try {
            FileStat log = posix.files().stat(directory, SuperviseFiles.LOG);
            if (log != null && !log.isDirectory()) {
                warn("./log: not a directory.");
            }
            return log != null && log.isDirectory();
        } catch (PosixException e) {
            throw new SupervisionException("unable to stat() ./log", e);
        }
    }

    private Want initialWant(String downFile) throws SupervisionException {
        try {
            return posix.files().stat(directory, downFile) == null ? Want.UP : Want.DOWN;
        } catch (PosixException e) {
            throw new SupervisionException("unable to stat() ./" + downFile, e);
        }
    }

    private Pipe makeLogPipe() throws SupervisionException {
        try {
            return posix.descriptors().pipe();
        } catch (PosixException e) {
            throw new SupervisionException("unable to create log pipe", e);
        }
    }

    /** Starts what is wanted up, the logger first, and announces the service to its clients. */
    public void begin() {
        if (logger != null) {
            pending.add(new Pending(Role.LOGGER, new Event.Begin()));
        }
        happened(Role.SERVICE, new Event.Begin());
    }

    /** Wants the service down and supervision over, as TERM to runsv(8) does. */
    public void requestExit() {
        exitRequested = true;
        turn();
    }

    /** Whether {@link Owner#ended} was called. */
    public boolean hasEnded() {
        return ended;
    }

    private void tick() {
        happened(Role.SERVICE, new Event.Tick());
        if (logger != null) {
            happened(Role.LOGGER, new Event.Tick());
        }
    }

    private void happened(Role role, Event event) {
        pending.add(new Pending(role, event));
        turn();
    }

    /** Steps until nothing is pending, then tells the outside: files, deadline, what is listened to. */
    private void turn() {
        if (draining || ended) {
            return;
        }
        draining = true;
        try {
            while (!state.exited() && nextPending()) {
                Pending next = pending.poll();
                PairMachine.Step step = PairMachine.step(state, next.role(), next.event(), now());
                state = step.next();
                for (PairMachine.Addressed addressed : step.effects()) {
                    addressed.effect().applyTo(this, addressed.role());
                }
            }
        } finally {
            draining = false;
        }
        settle();
    }

    private boolean nextPending() {
        if (pending.isEmpty() && exitRequested && state.service().takesCommands()) {
            exitRequested = false;
            pending.add(new Pending(Role.SERVICE, new Event.Command(ControlCommand.EXIT)));
        }
        return !pending.isEmpty();
    }

    private void settle() {
        boolean done = write();
        if (state.exited()) {
            end();
            return;
        }
        done &= reach(service);
        done &= logger == null || reach(logger);
        long wake = state.wakeNanos();
        if (!done) {
            wake = Math.min(wake, loop.nanos() + RETRY_NANOS);
        }
        if (wake == ServiceState.NEVER) {
            loop.clear(timer);
        } else {
            loop.set(timer, wake);
        }
    }

    private static boolean reach(RoleShell shell) {
        boolean announced = shell.announce();
        return shell.listenIfTaken() && announced;
    }

    /** Writes what changed below supervise/; false if some of it could not be written. */
    private boolean write() {
        boolean written = service.write();
        return (logger == null || logger.write()) && written;
    }

    private void end() {
        close();
        owner.ended();
    }

    private void close() {
        ended = true;
        loop.clear(timer);
        close(service);
        if (logger != null) {
            close(logger);
            endLogInput();
            posix.descriptors().close(logPipe.reader());
        }
        posix.descriptors().close(directory);
    }

    private void close(RoleShell shell) {
        if (shell.listening) {
            shell.listening = false;
            loop.unwatch(shell.supervise.control());
        }
        shell.supervise.close();
    }

    private Moment now() {
        return new Moment(loop.nanos(), Tai64N.now());
    }

    private void warn(String message) {
        owner.report("warning: " + message);
    }

    private void warn(PosixException e) {
        warn("unable to " + e.operation() + " " + e.path() + ": " + e.errno().words());
    }

    // ---- effects ----

    @Override
    public void startRun(Role role) {
        try {
            int pid = programs.startRun(role, new ProcessListener(role));
            pending.add(new Pending(role, new Event.Started(pid)));
        } catch (PosixException e) {
            notStarted(role, role == Role.LOGGER ? "log/./run" : "./run", e);
        }
    }

    @Override
    public void startFinish(Role role, WaitStatus runExit) {
        try {
            if (!programs.hasFinish()) {
                pending.add(new Pending(role, new Event.NoFinish()));
                return;
            }
            int pid = programs.startFinish(runExit, new ProcessListener(role));
            pending.add(new Pending(role, new Event.Started(pid)));
        } catch (PosixException e) {
            notStarted(role, "./finish", e);
        }
    }

    private void notStarted(Role role, String program, PosixException e) {
        owner.report("fatal: unable to start " + program + ": " + e.errno().words());
        boolean noResources = e.is(Errno.EAGAIN) || e.is(Errno.ENOMEM) || e.is(Errno.EMFILE) || e.is(Errno.ENFILE);
        pending.add(new Pending(role, noResources ? new Event.NoResources() : new Event.NotExecutable()));
    }

    private final class ProcessListener implements Children.Listener {
        private final Role role;

        ProcessListener(Role role) {
            this.role = role;
        }

        @Override
        public void exited(WaitStatus status) {
            happened(role, new Event.Exited(status));
        }
    }

    @Override
    public void runScript(Role role, ControlCommand command) {
        String script = null;
        try {
            script = programs.script(command);
            if (script != null) {
                write(); // the script may look
                programs.startScript(
                        script, status -> happened(Role.SERVICE, new Event.ScriptEnded(status.isSuccess())));
                return;
            }
        } catch (PosixException e) {
            warn("unable to run control/" + (char) command.letter() + ": "
                    + e.errno().words());
        }
        pending.add(new Pending(role, new Event.ScriptEnded(false)));
    }

    @Override
    public void send(Role role, int pid, Signal signal) {
        try {
            posix.processes().kill(pid, signal);
        } catch (PosixException e) {
            warn("unable to send " + signal + " to " + pid + ": " + e.errno().words());
        }
    }

    @Override
    public void publish(Role role) {
        (role == Role.SERVICE ? service : logger).unwritten = true;
    }

    @Override
    public void endLogInput() {
        if (logInputOpen) {
            logInputOpen = false;
            posix.descriptors().close(logPipe.writer());
        }
    }

    @Override
    public void exit() {
        // Seen in the state after this turn.
    }
}
