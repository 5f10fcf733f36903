package dev.jrunit.sv;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;

/** What must be so for a command to have taken effect. Pure. Source: sv(8), COMMANDS and Additional Commands. */
enum Goal {
    /** Nothing more: the status is reported at once. */
    SENT(false),
    UP(true),
    DOWN(false),
    /** It runs and will not be started again, or has run since. */
    ONCE(false),
    PAUSED(false),
    CONTINUED(false),
    /** Signalled to end: it is down for good, or another has taken its place. */
    ENDED_OR_RENEWED(true),
    /** Another has taken its place, and runs. */
    RESTARTED(true),
    /** It is down for good, or another has taken its place and was continued. */
    RESTARTED_IF_WANTED(true),
    /** Its runsv does not run. No status says so: {@link Service#read} does. */
    RUNSV_GONE(false),
    /** It is as its runsv wants it. */
    AS_WANTED(true);

    private final boolean checked;

    Goal(boolean checked) {
        this.checked = checked;
    }

    /** Whether {@code status} shows the effect of what was sent at {@code sentAt}. */
    boolean isReached(ServiceStatus status, Tai64N sentAt) {
        boolean alive = status.pid() != 0;
        boolean renewed = status.since().compareTo(sentAt) >= 0;
        // Not by the pid: between the end of run and the start of finish runit's runsv shows none for an instant.
        boolean down = status.state() == State.DOWN;
        boolean downForGood = down && status.want() == Want.DOWN;
        return switch (this) {
            case SENT -> true;
            case UP -> status.state() == State.RUN;
            case DOWN -> down;
            case ONCE -> alive ? status.want() == Want.DOWN : renewed;
            case PAUSED -> !alive || status.paused();
            case CONTINUED -> !alive || !status.paused();
            case ENDED_OR_RENEWED -> downForGood || (alive && renewed && !status.gotTerm());
            case RESTARTED -> status.state() == State.RUN && renewed && !status.gotTerm() && !status.paused();
            case RESTARTED_IF_WANTED -> downForGood || (alive && renewed && !status.gotTerm() && !status.paused());
            case RUNSV_GONE -> false;
            case AS_WANTED -> status.want() == Want.UP ? status.state() == State.RUN : down;
        };
    }

    /** Whether, once the goal is reached, the script {@code ./check} has to agree. */
    boolean asksCheckScript(ServiceStatus status) {
        return checked && status.pid() != 0;
    }
}
