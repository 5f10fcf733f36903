/**
 * What a supervised service does next: a pure state machine. Nothing here reads a clock, touches a file or knows a
 * process; {@link dev.jrunit.runsv.machine.PairMachine#step} takes a state, an event and the time and returns the next
 * state and the effects to apply, in their order.
 *
 * <p>The state model. A service is <em>down</em>, in <em>run</em> or in <em>finish</em>; what it is wanted to do (up,
 * down, exit) is separate from that. A start goes {@code control/u} script, then {@code ./run}; the end of {@code run}
 * leads to {@code ./finish} if there is one, the end of that to down, and from there, if up is wanted, to the next
 * start, but never sooner than the pacing allows. While a script in {@code control/} runs, no further command is taken;
 * the end of a process is seen at once, whatever else is going on.
 *
 * <p>A service with a log service is two such machines and {@link dev.jrunit.runsv.machine.PairMachine}, which knows
 * nothing but the order in which the two end.
 *
 * <p>Room for more is kept this way: a new reason to wait is a new value of the pending step, a new deadline is one more
 * time that {@link dev.jrunit.runsv.machine.ServiceState#wakeNanos} takes into account, and a new condition to start is
 * one more term in {@code Draft.mayStart}.
 */
package dev.jrunit.runsv.machine;
