package dev.jrunit.runsv.machine;

import dev.jrunit.protocol.Tai64N;

/**
 * The time of a step, by both clocks.
 *
 * @param nanos the monotonic clock, for deadlines
 * @param stamp the wall clock, for what users see
 */
public record Moment(long nanos, Tai64N stamp) {}
