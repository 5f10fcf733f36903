package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import org.junit.jupiter.api.Test;

/** Source: sv(8), COMMANDS, status; byte for byte as other programs read it. */
class StatusLineTest {
    private static final Tai64N SINCE = Tai64N.ofUnix(1_700_000_000, 999_999_999);

    private static String line(ServiceStatus status, boolean hasDownFile) {
        return StatusLine.of("web", status, hasDownFile, SINCE.label() + 12);
    }

    private static ServiceStatus status(State state, Want want, boolean paused, boolean gotTerm) {
        return new ServiceStatus(SINCE, state == State.DOWN ? 0 : 42, paused, want, gotTerm, state);
    }

    @Test
    void runs() {
        assertEquals("run: web: (pid 42) 12s", line(status(State.RUN, Want.UP, false, false), false));
        assertEquals("finish: web: (pid 42) 12s", line(status(State.FINISH, Want.UP, false, false), false));
    }

    @Test
    void tellsEverythingOfARunningServiceInOrder() {
        assertEquals(
                "run: web: (pid 42) 12s, normally down, paused, want down, got TERM",
                line(status(State.RUN, Want.DOWN, true, true), true));
    }

    @Test
    void isDown() {
        assertEquals("down: web: 12s", line(status(State.DOWN, Want.DOWN, false, false), true));
        assertEquals("down: web: 12s, normally up", line(status(State.DOWN, Want.DOWN, false, false), false));
        assertEquals("down: web: 12s, want up", line(status(State.DOWN, Want.UP, false, false), true));
    }

    @Test
    void tellsNothingOfSignalsWhenDown() {
        assertEquals("down: web: 12s, normally up, want up", line(status(State.DOWN, Want.UP, true, true), false));
    }

    @Test
    void neverCountsBelowZero() {
        assertEquals(
                "down: web: 0s",
                StatusLine.of("web", status(State.DOWN, Want.DOWN, false, false), true, SINCE.label() - 1));
    }
}
