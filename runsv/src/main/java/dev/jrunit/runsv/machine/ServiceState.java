package dev.jrunit.runsv.machine;

import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;

/**
 * Everything a service's machine knows.
 *
 * @param role whether this is the service or its logger
 * @param phase what the service does
 * @param pid the process of {@code run} or {@code finish}; 0 if there is none
 * @param want what it should do
 * @param startOnce whether one start is owed although up is not wanted
 * @param paused whether it was sent STOP and no CONT since
 * @param gotTerm whether its process was sent TERM
 * @param since when the phase began, or {@code run} was started
 * @param startedNanos when {@code run} was started last
 * @param earliestStartNanos no start before this time
 * @param retryFinish whether {@code finish} could not be started for want of resources and is owed
 * @param hurried whether it ends without scripts and without {@code finish}
 * @param script the command whose script was asked for and has not ended (for up: whose start has not been answered);
 *     null if there is none
 * @param scriptPid the process that this script is about
 * @param runExit how {@code run} ended, for {@code finish}; null before the first end
 * @param rules what the optional files ask for
 * @param killNanos when the process gets KILL because it has not ended on TERM; {@link #NEVER} if it does not
 * @param gaveUp whether it stays down though nobody asked for that
 */
public record ServiceState(
        Role role,
        State phase,
        int pid,
        Want want,
        boolean startOnce,
        boolean paused,
        boolean gotTerm,
        Tai64N since,
        long startedNanos,
        long earliestStartNanos,
        boolean retryFinish,
        boolean hurried,
        ControlCommand script,
        int scriptPid,
        WaitStatus runExit,
        Rules rules,
        long killNanos,
        boolean gaveUp) {
    /** No timer is needed. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A service that was never started. */
    public static ServiceState initial(Role role, Want want, Moment now) {
        return new ServiceState(
                role,
                State.DOWN,
                0,
                want,
                false,
                false,
                false,
                now.stamp(),
                0,
                now.nanos(),
                false,
                false,
                null,
                0,
                null,
                Rules.RUNIT,
                NEVER,
                false);
    }

    /** The same, wanted otherwise. */
    public ServiceState wanting(Want other) {
        Draft next = draft();
        next.want = other;
        return next.freeze();
    }

    /**
     * The same with its process gone as if it had not been started, but owed a start if it has one that was to go on: one
     * that was told to end and is to stay down has ended. When exit is wanted there is a start in any case, to read what
     * is left of an input that has ended.
     */
    public ServiceState withoutProcess() {
        Draft next = draft();
        boolean goesOn = want == Want.EXIT || (want == Want.DOWN && !gotTerm);
        next.phase = State.DOWN;
        next.pid = 0;
        next.startOnce = startOnce || (pid != 0 && goesOn);
        next.paused = false;
        next.gotTerm = false;
        next.retryFinish = false;
        next.script = null;
        next.scriptPid = 0;
        next.killNanos = NEVER;
        return next.freeze();
    }

    private Draft draft() {
        return new Draft(this, null); // for no step, and so at no moment
    }

    /** What the files below {@code supervise/} say. */
    public ServiceStatus status() {
        return new ServiceStatus(since, pid, paused, want, gotTerm, phase);
    }

    /** Whether commands can be taken now: not while a script runs. */
    public boolean takesCommands() {
        return script == null;
    }

    /** Nothing of the service is alive or about to be started. */
    public boolean isAtRest() {
        return phase == State.DOWN && script == null && (hurried || !startOnce) && want != Want.UP;
    }

    /** When the machine wants {@link Event.Tick}, on the monotonic clock; {@link #NEVER} if it does not. */
    public long wakeNanos() {
        boolean startIsOwed = phase == State.DOWN && script == null && !hurried && (want == Want.UP || startOnce);
        return Math.min(killNanos, startIsOwed || retryFinish ? earliestStartNanos : NEVER);
    }
}
