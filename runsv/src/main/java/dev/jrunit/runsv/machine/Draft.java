package dev.jrunit.runsv.machine;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import java.util.ArrayList;
import java.util.List;

/** The next state while a step writes it, and the effects gathered so far. Lives as long as one step. */
final class Draft {
    final Moment now;
    final Role role;
    final List<Effect> effects = new ArrayList<>(4);
    State phase;
    int pid;
    Want want;
    boolean startOnce;
    boolean paused;
    boolean gotTerm;
    Tai64N since;
    long startedNanos;
    long earliestStartNanos;
    boolean retryFinish;
    boolean hurried;
    ControlCommand script;
    int scriptPid;
    WaitStatus runExit;
    Rules rules;
    long killNanos;
    boolean gaveUp;

    Draft(ServiceState state, Moment now) {
        this.now = now;
        role = state.role();
        phase = state.phase();
        pid = state.pid();
        want = state.want();
        startOnce = state.startOnce();
        paused = state.paused();
        gotTerm = state.gotTerm();
        since = state.since();
        startedNanos = state.startedNanos();
        earliestStartNanos = state.earliestStartNanos();
        retryFinish = state.retryFinish();
        hurried = state.hurried();
        script = state.script();
        scriptPid = state.scriptPid();
        runExit = state.runExit();
        rules = state.rules();
        killNanos = state.killNanos();
        gaveUp = state.gaveUp();
    }

    ServiceState freeze() {
        return new ServiceState(
                role,
                phase,
                pid,
                want,
                startOnce,
                paused,
                gotTerm,
                since,
                startedNanos,
                earliestStartNanos,
                retryFinish,
                hurried,
                script,
                scriptPid,
                runExit,
                rules,
                killNanos,
                gaveUp);
    }

    boolean isRunning() {
        return phase == State.RUN;
    }

    boolean mayStart() {
        return phase == State.DOWN
                && script == null
                && !hurried
                && (want == Want.UP || startOnce)
                && now.nanos() >= earliestStartNanos;
    }

    boolean mayRetryFinish() {
        return retryFinish && now.nanos() >= earliestStartNanos;
    }

    void publish() {
        effects.add(new Effect.Publish());
    }

    void send(Signal signal) {
        effects.add(new Effect.Send(pid, signal));
    }

    /** Asks for a script; where there is none or no time for one, the answer is known. */
    void runScript(ControlCommand command) {
        script = command;
        scriptPid = pid;
        if (role == Role.LOGGER || hurried) {
            ServiceMachine.scriptEnded(this, false);
        } else {
            effects.add(new Effect.RunScript(command));
        }
    }
}
