package dev.jrunit.runsv.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens, in whatever order, these things hold; the seed is in the test's name. */
class RandomSequencesTest {
    private static final int STEPS = 20_000;
    private static final long SECOND = 1_000_000_000L;
    private static final int[] CODES = {0, 0, 1, 111, 125, 125, 255};

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void invariantsHold(long seed) {
        World world = new World(new Random(seed), seed % 2 == 0);
        for (int i = 0; i < STEPS; i++) {
            world.somethingHappens();
        }
        world.settlesUp();
    }

    /** Processes and files as the effects make them; it checks each effect against what it knows. */
    private static final class World implements Effect.Handler {
        private record Pending(Role role, Event event) {}

        private final Random random;
        private final boolean hasLogger;
        private final Deque<Pending> pending = new ArrayDeque<>();
        private final Map<Role, Integer> livePids = new EnumMap<>(Role.class);
        private final Map<Role, Boolean> isFinish = new EnumMap<>(Role.class);
        private final Map<Role, Long> lastRunStart = new EnumMap<>(Role.class);
        private final Map<Role, Long> lastQuickEnd = new EnumMap<>(Role.class);
        private final Map<Role, ServiceStatus> published = new EnumMap<>(Role.class);
        private boolean scriptRuns;
        private boolean hurried;
        private Rules rules = Rules.RUNIT;
        /** Whether the optional files or finish have said no to another start, and nobody has asked for one since. */
        private boolean mayNotStart;
        /** When the service was told to end and go on, to stay down; -1 if it was not, or that was taken back. */
        private long stoppedNanos = -1;

        private boolean killWanted;
        private boolean inputOpen;
        private int exits;
        private int nextPid = 100;
        private long nanos;
        private PairState state;

        World(Random random, boolean hasLogger) {
            this.random = random;
            this.hasLogger = hasLogger;
            reset();
        }

        private void reset() {
            assertTrue(livePids.isEmpty(), "nothing lives when supervision ends");
            assertFalse(scriptRuns);
            exits = 0;
            hurried = false;
            mayNotStart = false;
            rules = Rules.RUNIT;
            ranOut();
            inputOpen = true;
            published.clear();
            lastRunStart.clear();
            lastQuickEnd.clear();
            state = new PairState(
                    ServiceState.initial(Role.SERVICE, random.nextBoolean() ? Want.UP : Want.DOWN, now()),
                    hasLogger ? ServiceState.initial(Role.LOGGER, Want.UP, now()) : null,
                    false);
            if (hasLogger) {
                pending.add(new Pending(Role.LOGGER, new Event.Begin()));
            }
            happened(Role.SERVICE, new Event.Begin());
        }

        private Moment now() {
            return new Moment(nanos, Tai64N.ofUnix(nanos / SECOND, (int) (nanos % SECOND)));
        }

        void somethingHappens() {
            Role role = hasLogger && random.nextInt(3) == 0 ? Role.LOGGER : Role.SERVICE;
            if (random.nextInt(300) == 0) {
                hurry();
            }
            if (state.exited()) {
                reset();
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> command(role);
                case 2 -> exit(role);
                case 3 -> endScript();
                case 4 -> nanos += random.nextInt(700_000_000);
                default -> tick();
            }
            if (state.exited()) {
                reset();
            }
        }

        private void hurry() {
            hurried = true;
            happened(Role.SERVICE, new Event.Hurry());
            if (hasLogger && !state.exited()) {
                happened(Role.LOGGER, new Event.Hurry());
            }
        }

        private void command(Role role) {
            if (state.of(role).takesCommands()) {
                ControlCommand[] all = ControlCommand.values();
                ControlCommand command = all[random.nextInt(all.length)];
                // Seldom enough that services live for a while.
                if (command != ControlCommand.EXIT || random.nextInt(10) == 0) {
                    if (role == Role.SERVICE) {
                        noteCommand(command);
                    }
                    happened(role, new Event.Command(command));
                }
            }
        }

        private void noteCommand(ControlCommand command) {
            killWanted |= command == ControlCommand.KILL;
            if (command == ControlCommand.UP || command == ControlCommand.ONCE) {
                mayNotStart = false;
                stoppedNanos = -1;
            }
        }

        private void ranOut() {
            stoppedNanos = -1;
            killWanted = false;
        }

        private void exit(Role role) {
            Integer pid = livePids.remove(role);
            if (pid == null) {
                return;
            }
            if (role == Role.LOGGER || isFinish.get(role)) {
                noteEnd(role);
            }
            WaitStatus status = random.nextBoolean()
                    ? new WaitStatus.Exited(CODES[random.nextInt(CODES.length)])
                    : new WaitStatus.Signaled(1 + random.nextInt(15), random.nextInt(5) == 0);
            if (role == Role.SERVICE && isFinish.get(role)) {
                mayNotStart |= status.exitCode() == 125;
            } else if (role == Role.SERVICE) {
                noteEndOfRun(status.isSuccess());
            }
            happened(role, new Event.Exited(status));
        }

        private void noteEndOfRun(boolean success) {
            ranOut();
            mayNotStart |=
                    rules.restart() == Rules.Restart.NEVER || (rules.restart() == Rules.Restart.ON_FAILURE && success);
        }

        private void noteEnd(Role role) {
            if (nanos - lastRunStart.get(role) < SECOND) {
                lastQuickEnd.put(role, nanos);
            }
        }

        private void endScript() {
            if (scriptRuns) {
                scriptRuns = false;
                happened(Role.SERVICE, new Event.ScriptEnded(random.nextBoolean()));
            }
        }

        private void tick() {
            if (state.wakeNanos() <= nanos) {
                happened(Role.SERVICE, new Event.Tick());
                if (hasLogger && !state.exited()) {
                    happened(Role.LOGGER, new Event.Tick());
                }
            }
        }

        private void happened(Role role, Event event) {
            pending.add(new Pending(role, event));
            while (!pending.isEmpty() && !state.exited()) {
                Pending next = pending.poll();
                PairMachine.Step step = PairMachine.step(state, next.role(), next.event(), now());
                state = step.next();
                for (PairMachine.Addressed addressed : step.effects()) {
                    addressed.effect().applyTo(this, addressed.role());
                }
            }
            pending.clear();
            checkState(Role.SERVICE);
            if (hasLogger) {
                checkState(Role.LOGGER);
            }
        }

        private void checkState(Role role) {
            ServiceState of = state.of(role);
            assertEquals(published.get(role), of.status(), "what was published last is the state");
            assertEquals(livePids.getOrDefault(role, 0), of.pid(), "the pid is the living process");
            if (of.phase() == State.DOWN) {
                assertEquals(0, of.pid());
                assertFalse(of.gotTerm());
            }
            if (of.gaveUp()) {
                assertEquals(Want.DOWN, of.want(), "who has given up stays down");
            }
            if (of.killNanos() != ServiceState.NEVER) {
                assertEquals(State.RUN, of.phase(), "only run is to be killed");
                assertNotEquals(Want.UP, of.want());
                assertTrue(of.wakeNanos() <= of.killNanos(), "it is woken for that");
            }
        }

        /** Left alone, with up wanted, every service runs in the end. */
        void settlesUp() {
            if (hurried) {
                return;
            }
            while (!state.service().takesCommands()) {
                endScript();
            }
            noteCommand(ControlCommand.UP);
            happened(Role.SERVICE, new Event.Command(ControlCommand.UP));
            for (int i = 0; i < 200 && state.service().phase() != State.RUN; i++) {
                endScript();
                if (state.service().gaveUp() && state.service().takesCommands()) {
                    noteCommand(ControlCommand.UP);
                    happened(Role.SERVICE, new Event.Command(ControlCommand.UP));
                }
                if (isFinish.getOrDefault(Role.SERVICE, false)) {
                    exit(Role.SERVICE);
                }
                nanos += SECOND / 2;
                tick();
                if (state.exited()) {
                    return;
                }
            }
            assertEquals(State.RUN, state.service().phase());
        }

        @Override
        public void startRun(Role role) {
            assertFalse(livePids.containsKey(role), "never two processes of one service");
            assertFalse(hurried && role == Role.SERVICE, "nothing is started in a hurry");
            assertFalse(scriptRuns && role == Role.SERVICE, "nothing is started while a script runs");
            assertFalse(mayNotStart && role == Role.SERVICE, "nothing is started that has said no");
            if (role == Role.SERVICE) {
                rules = randomRules();
                pending.add(new Pending(role, new Event.Ruled(rules)));
            }
            Long quickEnd = lastQuickEnd.get(role);
            assertTrue(quickEnd == null || nanos - quickEnd >= SECOND, "a quick end is followed by a pause");
            switch (random.nextInt(12)) {
                case 0 -> pending.add(new Pending(role, new Event.NoResources()));
                case 1 -> {
                    lastRunStart.put(role, nanos);
                    lastQuickEnd.put(role, nanos);
                    if (role == Role.SERVICE) {
                        noteEndOfRun(false);
                    }
                    pending.add(new Pending(role, new Event.NotExecutable()));
                }
                default -> {
                    lastRunStart.put(role, nanos);
                    started(role, false);
                }
            }
        }

        private Rules randomRules() {
            Rules.Restart[] restarts = Rules.Restart.values();
            Rules.Restart restart = restarts[random.nextInt(restarts.length)];
            return new Rules(restart, random.nextBoolean() ? Rules.NO_LIMIT : random.nextInt(3) * SECOND);
        }

        @Override
        public void startFinish(Role role, WaitStatus runExit) {
            assertEquals(Role.SERVICE, role, "a logger has no finish");
            assertFalse(hurried);
            assertFalse(livePids.containsKey(role));
            switch (random.nextInt(4)) {
                case 0 -> {
                    noteEnd(role);
                    pending.add(new Pending(role, new Event.NoFinish()));
                }
                case 1 -> pending.add(new Pending(role, new Event.NoResources()));
                default -> started(role, true);
            }
        }

        private void started(Role role, boolean finish) {
            livePids.put(role, nextPid);
            isFinish.put(role, finish);
            pending.add(new Pending(role, new Event.Started(nextPid++)));
        }

        @Override
        public void runScript(Role role, ControlCommand command) {
            assertEquals(Role.SERVICE, role, "a logger has no scripts");
            assertFalse(scriptRuns, "one script at a time");
            assertFalse(hurried);
            if (random.nextInt(3) == 0) {
                scriptRuns = true;
            } else {
                pending.add(new Pending(role, new Event.ScriptEnded(false)));
            }
        }

        @Override
        public void killScript(Role role) {
            assertTrue(hurried);
            // It may have been asked for and be missing; it ends like any other.
        }

        @Override
        public void send(Role role, int pid, Signal signal) {
            assertNotEquals(0, pid);
            assertEquals(livePids.get(role), pid, "signals go to the living process alone");
            assertTrue(!isFinish.get(role) || (hurried && signal == Signal.KILL), "finish gets no signals");
            if (role == Role.SERVICE) {
                checkKill(signal);
            }
        }

        private void checkKill(Signal signal) {
            boolean isToStayDown = state.service().want() != Want.UP;
            if (signal == Signal.CONT && isToStayDown && stoppedNanos < 0) {
                stoppedNanos = nanos;
            }
            if (signal == Signal.KILL && !hurried && !killWanted) {
                assertTrue(isToStayDown && rules.killAfterNanos() >= 0, "KILL is asked for");
                assertTrue(stoppedNanos >= 0 && nanos - stoppedNanos >= rules.killAfterNanos(), "not before its time");
                stoppedNanos = -1;
            }
        }

        @Override
        public void publish(Role role) {
            published.put(role, state.of(role).status());
        }

        @Override
        public void endLogInput() {
            assertTrue(inputOpen || state.logger() != null);
            assertEquals(State.DOWN, state.service().phase(), "the service ends before its logger's input");
            inputOpen = false;
        }

        @Override
        public void exit() {
            assertEquals(0, exits++, "exit comes once");
            assertTrue(livePids.isEmpty(), "exit comes when nothing lives");
            assertTrue(!hasLogger || !inputOpen, "the logger's input has ended before");
        }
    }
}
