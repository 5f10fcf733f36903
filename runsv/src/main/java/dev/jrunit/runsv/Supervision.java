package dev.jrunit.runsv;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
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
import dev.jrunit.runsv.machine.Rules;
import dev.jrunit.runsv.machine.ServiceState;
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
    private final Inside inside = new Inside();
    private final Presence service;
    private final Presence logger;
    private final Timer timer;
    private final Deque<Pending> pending = new ArrayDeque<>(2);
    /** What effects answered: comes before all that is pending. */
    private final Deque<Pending> answers = new ArrayDeque<>(2);

    private final Testament testament;
    private final Orphans orphans;
    private final RulesFiles rules;

    // There from the moment on in which the directory is this object's.
    private PairState state;
    private Pipes pipes;
    private Effects effects;

    private boolean exitRequested;
    private boolean turning;
    private boolean ended;
    private boolean toldOfGivingUp;

    private Supervision(Hosting hosting, int directory, boolean hasLogger, Owner owner) throws SupervisionException {
        this.posix = hosting.posix();
        this.loop = hosting.loop();
        this.owner = owner;
        this.directory = directory;
        this.timer = loop.timer(this::tick);
        this.orphans = new Orphans(posix, hosting.newSessions());
        this.rules = new RulesFiles(posix, directory, inside);
        this.service = new Presence(posix, loop, directory, Role.SERVICE, inside);
        this.logger = hasLogger ? new Presence(posix, loop, directory, Role.LOGGER, inside) : null;
        try {
            this.testament = new Testament(posix, loop, directory);
        } catch (PosixException e) {
            throw new SupervisionException("unable to " + e.operation() + " " + e.path(), e);
        }
    }

    /**
     * Takes the directory's lock, makes its {@code supervise/}, and adopts what a supervisor that was killed has left
     * running; nothing is started before {@link #begin}.
     *
     * @param directory descriptor of the service directory; closed by this object in the end, also when this fails
     * @throws SupervisionException if the directory cannot be supervised; nothing is left open then
     */
    public static Supervision open(Hosting hosting, int directory, Owner owner) throws SupervisionException {
        Opening opening = new Opening() {
            @Override
            public boolean hasLogger() throws SupervisionException {
                return ServiceDirectory.hasLogger(hosting.posix().files(), directory, owner::report);
            }

            @Override
            public Predecessor open(Supervision supervision) throws SupervisionException {
                return supervision.take();
            }
        };
        return open(hosting, directory, owner, opening);
    }

    /**
     * Goes on with a service that this process supervised before it executed itself anew; nothing happens before
     * {@link #begin}, which must come before the loop runs.
     *
     * @throws SupervisionException as above; the service's processes go on then, and its descriptors are closed
     */
    public static Supervision resume(Hosting hosting, Handover handover, Owner owner) throws SupervisionException {
        Opening opening = new Opening() {
            @Override
            public boolean hasLogger() {
                return handover.logger() != null; // whatever has become of log/ meanwhile
            }

            @Override
            public Predecessor open(Supervision supervision) {
                return supervision.keep(handover);
            }
        };
        return open(hosting, handover.directory(), owner, opening);
    }

    /** Makes the directory a supervision's own. */
    private interface Opening {
        boolean hasLogger() throws SupervisionException;

        Predecessor open(Supervision supervision) throws SupervisionException;
    }

    private static Supervision open(Hosting hosting, int directory, Owner owner, Opening opening)
            throws SupervisionException {
        Supervision supervision = null;
        try {
            supervision = new Supervision(hosting, directory, opening.hasLogger(), owner);
            supervision.succeed(hosting, opening.open(supervision));
            return supervision;
        } catch (SupervisionException e) {
            if (supervision == null) {
                hosting.posix().descriptors().close(directory);
            } else {
                supervision.abandon();
                supervision.close();
            }
            throw e;
        }
    }

    private Predecessor take() throws SupervisionException {
        service.open();
        if (logger != null) {
            logger.open();
        }
        try {
            return Predecessor.killed(
                    posix, left(Role.SERVICE, service), logger == null ? null : left(Role.LOGGER, logger), inside);
        } catch (PosixException e) {
            throw new SupervisionException("unable to " + e.operation() + " " + e.path(), e);
        }
    }

    /** What the line tells, unless the status knows of a process that lives and the line does not. */
    private Predecessor.Left left(Role role, Presence presence) throws PosixException {
        Snapshot line = testament.read(role, presence.left());
        if (line != null && line.attempt() != BootClock.NEVER) {
            return new Predecessor.Left(line, orphans.find(role, testament.directory(role), line));
        }
        if (line != null && line.isAlive(posix.others())) {
            return new Predecessor.Left(line, null);
        }
        Snapshot found = testament.survivor(role, orphans, rules, now());
        return new Predecessor.Left(found == null ? line : found, null);
    }

    private Predecessor keep(Handover handover) {
        exitRequested = handover.exitRequested();
        service.keep(handover.service());
        Snapshot ofLogger = null;
        if (logger != null) {
            logger.keep(handover.logger());
            ofLogger = testament.read(Role.LOGGER, handover.logger().line());
        }
        return Predecessor.executed(
                posix, testament.read(Role.SERVICE, handover.service().line()), ofLogger, handover);
    }

    private void succeed(Hosting hosting, Predecessor before) throws SupervisionException {
        Moment now = now();
        state = new PairState(
                before.state(Role.SERVICE, initialWant(SuperviseFiles.DOWN), now),
                logger == null ? null : before.state(Role.LOGGER, initialWant("log/down"), now),
                false);
        pipes = Pipes.open(hosting, owner.serviceName(), logger != null, before);
        Programs programs = new Programs(hosting, directory, owner.serviceName(), pipes);
        effects = new Effects(programs, rules, hosting, inside);
        if (logger != null) {
            resume(before, Role.LOGGER, logger);
        }
        resume(before, Role.SERVICE, service);
    }

    private Want initialWant(String downFile) throws SupervisionException {
        return ServiceDirectory.initialWant(posix.files(), directory, downFile);
    }

    /** A service that may run still is not started: rather none is than two. */
    private void resume(Predecessor before, Role role, Presence presence) throws SupervisionException {
        try {
            if (before.existed(role)) {
                presence.succeed();
                before.resume(role, effects, event -> pending.add(new Pending(role, event)));
            }
            pending.add(new Pending(role, new Event.Begin()));
        } catch (PosixException e) {
            throw new SupervisionException("unable to adopt processes: " + e.path(), e);
        }
    }

    /** Starts what is wanted up and does not run yet, the logger first, and announces the service to its clients. */
    public void begin() {
        turn();
    }

    /**
     * What a supervision in this process needs to go on with once the process has executed itself anew. Nothing has
     * changed here; hosted loggers must have ended by then.
     */
    public Handover handOver() {
        return new Handover(
                directory,
                service.kept(line(Role.SERVICE)),
                logger == null ? null : logger.kept(line(Role.LOGGER)),
                Pipes.reader(pipes.log()),
                Pipes.reader(pipes.stdout()),
                Pipes.reader(pipes.stderr()),
                exitRequested);
    }

    private String line(Role role) {
        return testament.line(state.of(role), effects, pipes);
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
                Pending next = answers.isEmpty() ? pending.poll() : answers.poll();
                PairMachine.Step step = PairMachine.step(state, next.role(), next.event(), now());
                state = step.next();
                for (PairMachine.Addressed addressed : step.effects()) {
                    addressed.effect().applyTo(effects, addressed.role());
                }
                if (answers.isEmpty()) {
                    testament.answered();
                }
                if (next.event() instanceof Event.Started) {
                    leave(next.role()); // before anything else is started, and this one forgotten should this
                    // process die
                }
            }
        } finally {
            turning = false;
        }
        settle();
    }

    private boolean nextPending() {
        if (pending.isEmpty()
                && answers.isEmpty()
                && exitRequested
                && state.service().takesCommands()) {
            exitRequested = false;
            pending.add(new Pending(Role.SERVICE, new Event.Command(ControlCommand.EXIT)));
        }
        return !pending.isEmpty() || !answers.isEmpty();
    }

    private void settle() {
        boolean done = write();
        if (state.exited()) {
            leaveNothing();
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

    /** Writes what changed below supervise/, for successors first; false if some of it could not be written. */
    private boolean write() {
        boolean left = leave(Role.SERVICE);
        left &= logger == null || leave(Role.LOGGER);
        boolean written = service.write();
        return (logger == null || logger.write()) && written && left;
    }

    private boolean leave(Role role) {
        return (role == Role.SERVICE ? service : logger).leave(line(role));
    }

    /** What was adopted is not this object's any more. */
    private void abandon() {
        if (effects != null) {
            effects.abandon(state.service().pid());
            effects.abandon(effects.script());
            effects.abandon(logger == null ? 0 : state.logger().pid());
        }
    }

    private void close() {
        ended = true;
        loop.clear(timer);
        service.close();
        if (logger != null) {
            logger.close();
        }
        if (pipes != null) {
            pipes.close();
        }
        posix.descriptors().close(directory);
    }

    private void leaveNothing() {
        service.leaveNothing();
        if (logger != null) {
            logger.leaveNothing();
        }
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
            answers.add(new Pending(role, event));
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
        public Rules rules() {
            return state.service().rules();
        }

        @Override
        public void attempting(Role role) {
            testament.attempting(role);
            (role == Role.SERVICE ? service : logger).leaveForStart(line(role));
        }

        @Override
        public void write() {
            Supervision.this.write();
        }

        @Override
        public void endLogInput() {
            pipes.log().endInput();
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
