package dev.jrunit.runsv.machine;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;
import java.util.List;

/**
 * The table of events and states of one supervised process: a method an event. Pure; any thread. Source: runsv(8).
 */
public final class ServiceMachine {
    /** A start follows the one before it by at least this much, or comes this long after a quick end. */
    static final long PACING_NANOS = 1_000_000_000L;

    private static final WaitStatus NOT_EXECUTED = new WaitStatus.Exited(111);
    /** What {@code finish} exits with when there is no use in another start. */
    private static final WaitStatus NO_USE = new WaitStatus.Exited(125);

    /** What a step yields: the next state, and the effects in the order in which to apply them. */
    public record Step(ServiceState next, List<Effect> effects) {}

    private ServiceMachine() {}

    /** The next state after {@code event}, and whatever has come due. */
    public static Step step(ServiceState state, Event event, Moment now) {
        Draft draft = new Draft(state, now);
        event.apply(draft);
        killWhatIsDue(draft);
        startWhatIsDue(draft);
        return new Step(draft.freeze(), draft.effects);
    }

    private static void killWhatIsDue(Draft draft) {
        if (draft.now.nanos() >= draft.killNanos) {
            draft.killNanos = ServiceState.NEVER;
            draft.send(Signal.KILL);
        }
    }

    private static void startWhatIsDue(Draft draft) {
        if (draft.mayRetryFinish()) {
            draft.retryFinish = false;
            draft.effects.add(new Effect.StartFinish(draft.runExit));
        }
        if (draft.mayStart()) {
            draft.runScript(ControlCommand.UP);
        }
    }

    static void begin(Draft draft) {
        draft.publish();
    }

    // ---- commands ----

    static void command(Draft draft, ControlCommand command) {
        switch (command) {
            case UP -> want(draft, Want.UP);
            case DOWN -> {
                want(draft, Want.DOWN);
                stop(draft);
            }
            case EXIT -> {
                if (draft.role == Role.SERVICE) {
                    want(draft, Want.EXIT);
                    stop(draft);
                }
            }
            case ONCE -> {
                want(draft, Want.DOWN);
                draft.killNanos = ServiceState.NEVER;
                draft.startOnce = draft.phase == State.DOWN;
            }
            case TERM -> stop(draft);
            case PAUSE, CONT, KILL, HUP, ALARM, INTERRUPT, QUIT, USR1, USR2 -> signal(draft, command);
        }
    }

    private static void want(Draft draft, Want want) {
        draft.want = want;
        draft.startOnce = false;
        draft.gaveUp = false;
        if (want == Want.UP) {
            draft.killNanos = ServiceState.NEVER;
        }
        draft.publish();
    }

    /** TERM, and what follows it when the service is to stay down: see {@link #afterTerm}. */
    private static void stop(Draft draft) {
        if (draft.isRunning()) {
            draft.runScript(ControlCommand.TERM);
        }
    }

    private static void signal(Draft draft, ControlCommand command) {
        if (draft.isRunning()) {
            draft.runScript(command);
        } else {
            notePause(draft, command);
        }
    }

    /** STOP and CONT leave their mark even where nothing runs that could take them. */
    private static void notePause(Draft draft, ControlCommand command) {
        if (command == ControlCommand.PAUSE || command == ControlCommand.CONT) {
            draft.paused = command == ControlCommand.PAUSE;
            draft.publish();
        }
    }

    // ---- scripts ----

    static void scriptEnded(Draft draft, boolean handled) {
        ControlCommand command = draft.script;
        boolean processLives = draft.isRunning() && draft.pid == draft.scriptPid;
        if (command == ControlCommand.UP && !draft.hurried) {
            draft.effects.add(new Effect.StartRun()); // the script stays pending until that is answered
            return;
        }
        draft.script = null;
        switch (command) {
            case TERM -> afterTerm(draft, handled, processLives);
            case DOWN, EXIT -> {
                // All was said by the script that came before.
            }
            case UP, ONCE, KILL, PAUSE, CONT, HUP, ALARM, INTERRUPT, QUIT, USR1, USR2 -> {
                if (processLives && !handled) {
                    draft.send(signalFor(command));
                }
                notePause(draft, command);
            }
        }
    }

    private static void afterTerm(Draft draft, boolean handled, boolean processLives) {
        if (processLives && !handled) {
            draft.send(Signal.TERM);
            draft.gotTerm = true;
            draft.publish();
        }
        if (draft.want == Want.UP) {
            return;
        }
        if (processLives) {
            draft.send(Signal.CONT);
            limitEnd(draft);
        }
        draft.runScript(draft.want == Want.DOWN ? ControlCommand.DOWN : ControlCommand.EXIT);
    }

    private static void limitEnd(Draft draft) {
        if (draft.rules.killAfterNanos() >= 0 && draft.killNanos == ServiceState.NEVER) {
            draft.killNanos = draft.now.nanos() + draft.rules.killAfterNanos();
        }
    }

    private static Signal signalFor(ControlCommand command) {
        return switch (command) {
            case TERM, DOWN, EXIT -> Signal.TERM;
            case KILL -> Signal.KILL;
            case PAUSE -> Signal.STOP;
            case CONT, UP, ONCE -> Signal.CONT;
            case HUP -> Signal.HUP;
            case ALARM -> Signal.ALRM;
            case INTERRUPT -> Signal.INT;
            case QUIT -> Signal.QUIT;
            case USR1 -> Signal.USR1;
            case USR2 -> Signal.USR2;
        };
    }

    // ---- processes ----

    static void started(Draft draft, int pid) {
        draft.pid = pid;
        draft.gotTerm = false;
        draft.paused = false;
        if (draft.phase == State.DOWN) {
            draft.phase = State.RUN;
            noteStart(draft);
        }
        draft.publish();
    }

    private static void noteStart(Draft draft) {
        draft.script = null;
        draft.startOnce = false;
        draft.since = draft.now.stamp();
        draft.startedNanos = draft.now.nanos();
    }

    static void notExecutable(Draft draft) {
        if (draft.phase == State.FINISH) {
            finished(draft);
            return;
        }
        noteStart(draft);
        exited(draft, NOT_EXECUTED);
    }

    /** Nothing was tried, so nothing has failed: what was to be started stays owed. */
    static void noResources(Draft draft) {
        draft.earliestStartNanos = draft.now.nanos() + PACING_NANOS;
        if (draft.phase == State.FINISH) {
            draft.retryFinish = true;
        } else {
            draft.script = null;
        }
    }

    static void exited(Draft draft, WaitStatus status) {
        draft.pid = 0;
        draft.gotTerm = false;
        draft.killNanos = ServiceState.NEVER;
        if (draft.phase == State.FINISH && status.equals(NO_USE)) {
            giveUp(draft);
        }
        if (draft.phase == State.FINISH || draft.role == Role.LOGGER || draft.hurried) {
            finished(draft);
            return;
        }
        draft.phase = State.FINISH;
        draft.runExit = status;
        if (!draft.rules.restartsAfter(status.isSuccess())) {
            giveUp(draft);
        }
        draft.publish();
        draft.effects.add(new Effect.StartFinish(status));
    }

    private static void giveUp(Draft draft) {
        if (draft.want == Want.UP) {
            draft.want = Want.DOWN;
            draft.gaveUp = true;
        }
    }

    static void finished(Draft draft) {
        boolean quick = draft.now.nanos() - draft.startedNanos < PACING_NANOS;
        draft.phase = State.DOWN;
        draft.pid = 0;
        draft.since = draft.now.stamp();
        draft.earliestStartNanos = quick ? draft.now.nanos() + PACING_NANOS : draft.now.nanos();
        draft.publish();
    }

    static void drain(Draft draft) {
        // One that was told to end may leave lines in the pipe.
        draft.startOnce = draft.want == Want.UP && (draft.phase == State.DOWN || draft.gotTerm);
        draft.want = Want.EXIT;
        draft.publish();
    }

    static void hurry(Draft draft) {
        draft.hurried = true;
        draft.killNanos = ServiceState.NEVER;
        draft.gaveUp = false;
        draft.want = Want.EXIT;
        draft.publish();
        if (draft.script != null) {
            draft.effects.add(new Effect.KillScript());
        }
        if (draft.pid != 0) {
            draft.send(Signal.KILL);
        } else if (draft.phase == State.FINISH) {
            draft.retryFinish = false;
            finished(draft);
        }
    }
}
