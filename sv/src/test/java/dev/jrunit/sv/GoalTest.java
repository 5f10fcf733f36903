package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoalTest {
    private static final Tai64N STARTED = Tai64N.ofUnix(1000, 0);
    private static final Tai64N SENT = Tai64N.ofUnix(2000, 0);

    /** runit's runsv writes such a status between the end of run and the start of finish. */
    @ParameterizedTest
    @EnumSource(names = {"DOWN", "ENDED_OR_RENEWED", "RESTARTED_IF_WANTED", "AS_WANTED"})
    void finishWithoutAPidIsNotDownYet(Goal goal) {
        assertFalse(goal.isReached(new ServiceStatus(STARTED, 0, false, Want.DOWN, false, State.FINISH), SENT));
        assertTrue(goal.isReached(new ServiceStatus(STARTED, 0, false, Want.DOWN, false, State.DOWN), SENT));
    }
}
