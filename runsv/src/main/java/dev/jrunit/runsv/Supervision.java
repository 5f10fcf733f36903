package dev.jrunit.runsv;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import dev.jrunit.runsv.machine.Event;
import dev.jrunit.runsv.machine.Moment;
import dev.jrunit.runsv.machine.PairMachine;
import dev.jrunit.runsv.machine.PairState;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.runsv.machine.ServiceState;
import dev.jrunit.svlogd.LineStyle;
import dev.jrunit.svlogd.ServiceOutput;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Supervises one service directory: feeds the machine with what happens and has the effects applied that it answers
 * with.
 *
 * <p>After {@link #open}, failures are warnings: what could not be done is tried again by deadline. Nothing here blocks.
 * Thread: the loop's.
 */
public final class Supervision {
    /** Who started the supervision of a service. */
    public interface Owner {
        /** How the service is called, a byte string. */
        String serviceName();

        /**
         * Something went wrong and is tried again, or was left undone.
         *
         * @param message what runsv(8) would say after the service's name, such as {@code fatal: unable to start ./run:
         *     access denied}; a byte string
         */
        void report(String message);

        /**
         * The service stays down although nobody asked for that; it may be told to start again.
         *
         * @param lastRun how {@code run} ended
         * @param essential whether its directory says that nothing goes on without it
         */
        default void gaveUp(WaitStatus lastRun, boolean essential) {}

        /** Supervision is over and everything is closed. */
        void ended();
    }

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final String ESSENTIAL = "essential";

    private record Pending(Role role, Event event) {}

    private final Posix posix;
    private final EventLoop loop;
    private final Owner owner;
    private final int directory;
    private final Effects effects;
    private final Pipe logPipe;
    private final ServiceOutput output;
    private final Presence service;
    private final Presence logger;
    private final Timer timer;
    private final Deque<Pending> pending = new ArrayDeque<>(2);
    private PairState state;
    private boolean exitRequested;
    private boolean logInputOpen;
    private boolean turning;
    private boolean ended;
    private boolean toldOfGivingUp;

    private Supervision(Hosting hosting, int directory, Owner owner) throws SupervisionException {
        this.posix = hosting.posix();
        this.loop = hosting.loop();
        this.owner = owner;
        this.directory = directory;
        this.timer = loop.timer(this::tick);
        boolean hasLogger = hasLogger();
        Moment now = now();
        state = new PairState(
                ServiceState.initial(Role.SERVICE, initialWant(SuperviseFiles.DOWN), now),
                hasLogger ? ServiceState.initial(Role.LOGGER, initialWant("log/down"), now) : null,
                false);
        Inside inside = new Inside();
        service = new Presence(posix, loop, directory, Role.SERVICE, inside);
        logger = hasLogger ? new Presence(posix, loop, directory, Role.LOGGER, inside) : null;
        logPipe = hasLogger ? makeLogPipe() : null;
        logInputOpen = hasLogger;
        output = openOutput(hosting);
        Programs programs = new Programs(hosting, directory, owner.serviceName(), logPipe, output);
        RulesFiles rules = new RulesFiles(posix, directory, inside);
        effects = new Effects(programs, rules, posix.processes(), hosting.loggers(), inside);
    }

    /**
     * Takes the directory's lock and makes its {@code supervise/}; nothing is started before {@link #begin}.
     *
     * @param directory descriptor of the service directory; closed by this object in the end, also when this fails
     * @throws SupervisionException if the directory cannot be supervised; nothing is left open then
     */
    public static Supervision open(Hosting hosting, int directory, Owner owner) throws SupervisionException {
        Supervision supervision = null;
        try {
            supervision = new Supervision(hosting, directory, owner);
            supervision.service.open();
            if (supervision.logger != null) {
                supervision.logger.open();
            }
            return supervision;
        } catch (SupervisionException e) {
            if (supervision == null) {
                hosting.posix().descriptors().close(directory);
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
                owner.report("warning: ./log: not a directory.");
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

    private ServiceOutput openOutput(Hosting hosting) throws SupervisionException {
        if (hosting.outputStyle() == LineStyle.RAW) {
            return null;
        }
        try {
            return hosting.loggers().output(owner.serviceName(), hosting.outputStyle());
        } catch (PosixException e) {
            closeLogPipe();
            throw new SupervisionException("unable to create output pipes", e);
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

    /**
     * Ends it without regard: what runs is killed, no script and no {@code finish} is started. A logger may still read
     * what is left; called again, this kills the logger too.
     */
    public void hurry() {
        if (logger != null) {
            happened(Role.LOGGER, new Event.Hurry());
        }
        happened(Role.SERVICE, new Event.Hurry());
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
        if (turning || ended) {
            return;
        }
        turning = true;
        try {
            while (!state.exited() && nextPending()) {
                Pending next = pending.poll();
                PairMachine.Step step = PairMachine.step(state, next.role(), next.event(), now());
                state = step.next();
                for (PairMachine.Addressed addressed : step.effects()) {
                    addressed.effect().applyTo(effects, addressed.role());
                }
            }
        } finally {
            turning = false;
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
            close();
            owner.ended();
            return;
        }
        tellOfGivingUp();
        done &= service.update();
        done &= logger == null || logger.update();
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

    private void tellOfGivingUp() {
        boolean gaveUp = state.service().gaveUp() && state.service().phase() == State.DOWN;
        if (gaveUp && !toldOfGivingUp) {
            owner.gaveUp(state.service().runExit(), isEssential());
        }
        toldOfGivingUp = gaveUp;
    }

    private boolean isEssential() {
        try {
            return posix.files().stat(directory, ESSENTIAL) != null;
        } catch (PosixException e) {
            owner.report("warning: unable to stat() ./" + ESSENTIAL + ": "
                    + e.errno().words());
            return false;
        }
    }

    /** Writes what changed below supervise/; false if some of it could not be written. */
    private boolean write() {
        boolean written = service.write();
        return (logger == null || logger.write()) && written;
    }

    private void endLogInput() {
        if (logInputOpen) {
            logInputOpen = false;
            posix.descriptors().close(logPipe.writer());
        }
    }

    private void closeLogPipe() {
        if (logPipe != null) {
            endLogInput();
            posix.descriptors().close(logPipe.reader());
        }
    }

    private void close() {
        ended = true;
        loop.clear(timer);
        service.close();
        if (logger != null) {
            logger.close();
            closeLogPipe();
        }
        if (output != null) {
            output.close(posix.descriptors());
        }
        posix.descriptors().close(directory);
    }

    private Moment now() {
        return new Moment(loop.nanos(), Tai64N.now());
    }

    /** This supervision as its parts see it. */
    private final class Inside implements Presence.Subject, Effects.Outcome {
        @Override
        public ServiceState state(Role role) {
            return state.of(role);
        }

        @Override
        public void commanded(Role role, ControlCommand command) {
            Supervision.this.happened(role, new Event.Command(command));
        }

        @Override
        public void answered(Role role, Event event) {
            pending.add(new Pending(role, event));
        }

        @Override
        public void happened(Role role, Event event) {
            Supervision.this.happened(role, event);
        }

        @Override
        public void statusChanged(Role role) {
            (role == Role.SERVICE ? service : logger).changed();
        }

        @Override
        public void write() {
            Supervision.this.write();
        }

        @Override
        public void endLogInput() {
            Supervision.this.endLogInput();
        }

        @Override
        public void report(String message) {
            owner.report(message);
        }

        @Override
        public void warn(String message) {
            owner.report("warning: " + message);
        }
    }
}
