package dev.jrunit.runsv.machine;

import dev.jrunit.protocol.Want;
import java.util.ArrayList;
import java.util.List;

/**
 * A service and its logger together: both run on their own, and when exit is wanted the service ends first, then the
 * logger's input, then the logger, then supervision. Pure; any thread. Source: runsv(8), CONTROL, exit.
 */
public final class PairMachine {
    /**
     * An effect and the machine it comes from.
     *
     * @param role whose effect it is
     * @param effect what to do
     */
    public record Addressed(Role role, Effect effect) {}

    /** What a step yields: the next state, and the effects in the order in which to apply them. */
    public record Step(PairState next, List<Addressed> effects) {}

    private PairMachine() {}

    /** The next state after {@code event} happened to {@code role}. */
    public static Step step(PairState state, Role role, Event event, Moment now) {
        boolean tooLate = state.of(role).hurried() || (role == Role.SERVICE && isDraining(state));
        if (event instanceof Event.Command && tooLate) {
            return new Step(state, List.of());
        }
        if (event instanceof Event.Hurry && role == Role.LOGGER && !isDraining(state)) {
            return new Step(state, List.of()); // its input will end, and that is the gentler way
        }
        List<Addressed> effects = new ArrayList<>(4);
        PairState next = stepOne(state, role, event, now, effects);
        return new Step(endInOrder(next, now, effects), effects);
    }

    private static PairState stepOne(PairState state, Role role, Event event, Moment now, List<Addressed> effects) {
        ServiceMachine.Step step = ServiceMachine.step(state.of(role), event, now);
        for (Effect effect : step.effects()) {
            effects.add(new Addressed(role, effect));
        }
        return state.with(role, step.next());
    }

    private static PairState endInOrder(PairState state, Moment now, List<Addressed> effects) {
        if (state.exited() || !hasEnded(state.service())) {
            return state;
        }
        PairState next = state;
        if (next.logger() != null && !wantsExit(next.logger())) {
            effects.add(new Addressed(Role.LOGGER, new Effect.EndLogInput()));
            next = stepOne(next, Role.LOGGER, new Event.Drain(), now, effects);
        }
        if (next.logger() == null || hasEnded(next.logger())) {
            effects.add(new Addressed(Role.SERVICE, new Effect.Exit()));
            return new PairState(next.service(), next.logger(), true);
        }
        return next;
    }

    /** The service is gone for good and its logger reads what is left: too late for commands. */
    private static boolean isDraining(PairState state) {
        return state.exited() || (state.logger() != null && wantsExit(state.logger()));
    }

    private static boolean wantsExit(ServiceState state) {
        return state.want() == Want.EXIT;
    }

    private static boolean hasEnded(ServiceState state) {
        return wantsExit(state) && state.isAtRest();
    }
}
