package dev.jrunit.sv;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;

/**
 * The report on one service, without a newline. Many programs take it apart: not a byte may change. Pure. Source: sv(8),
 * COMMANDS, status.
 */
final class StatusLine {
    private StatusLine() {}

    /**
     * @param name the service's name as typed
     * @param hasDownFile whether the service directory has a file {@code down}
     * @param nowLabel the TAI64 label of this second
     */
    static String of(String name, ServiceStatus status, boolean hasDownFile, long nowLabel) {
        boolean alive = status.pid() != 0;
        boolean wantedUp = status.want() == Want.UP;
        StringBuilder line = new StringBuilder(64);
        line.append(status.state().word()).append(": ").append(name).append(": ");
        if (status.state() != State.DOWN) {
            line.append("(pid ").append(status.pid() & 0xffffffffL).append(") ");
        }
        line.append(Math.max(0, nowLabel - status.since().label())).append('s');
        if (alive && hasDownFile) {
            line.append(", normally down");
        }
        if (!alive && !hasDownFile) {
            line.append(", normally up");
        }
        if (alive && status.paused()) {
            line.append(", paused");
        }
        if (!alive && wantedUp) {
            line.append(", want up");
        }
        if (alive && !wantedUp) {
            line.append(", want down");
        }
        if (alive && status.gotTerm()) {
            line.append(", got TERM");
        }
        return line.toString();
    }
}
