package dev.jrunit.runsv.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a logger that is no process leaves to the next program. */
class ServiceStateTest {
    private static final Moment START = new Moment(0, Tai64N.ofUnix(0, 0));
    private static final Moment LATER = new Moment(5_000_000_000L, Tai64N.ofUnix(5, 0));

    private static ServiceState step(ServiceState state, Event event) {
        return ServiceMachine.step(state, event, LATER).next();
    }

    /** {@code !} is the end of its input, any other letter a command. */
    private static ServiceState running(String letters) {
        ServiceState state = ServiceState.initial(Role.LOGGER, Want.UP, START);
        state = step(step(state, new Event.Begin()), new Event.Started(7));
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            state = step(
                    state,
                    letter == '!' ? new Event.Drain() : new Event.Command(ControlCommand.ofLetter((byte) letter)));
        }
        return state;
    }

    @ParameterizedTest
    @CsvSource({
        "'', UP, true",
        "t, UP, true",
        "du, UP, true",
        "o, DOWN, true",
        "ot, DOWN, false",
        "d, DOWN, false",
        "do, DOWN, false",
        "!, EXIT, true",
        "t!, EXIT, true",
        "d!, EXIT, true",
        "!t, EXIT, true",
    })
    void withoutItsProcessItIsStartedIfItWasToGoOn(String letters, Want want, boolean starts) {
        ServiceState left = running(letters).withoutProcess();
        assertEquals(want, left.want());
        assertEquals(State.DOWN, left.phase());
        assertEquals(0, left.pid());
        assertFalse(left.gotTerm());
        ServiceMachine.Step next = ServiceMachine.step(left, new Event.Begin(), LATER);
        assertEquals(starts, next.effects().contains(new Effect.StartRun()), next::toString);
    }
}
