package dev.jrunit.runsv;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.OtherProcesses;

/**
 * Turns the loop's deadlines, which mean nothing to another process, into hundredths of a second since the boot, and
 * back. Any thread.
 *
 * @param offsetNanos what is to be added to the loop's time to have that since the boot
 */
record BootClock(long offsetNanos) {
    /** Stands for a time that never comes, in hundredths. */
    static final long NEVER = -1;

    private static final long NANOS_PER_TICK = 10_000_000;

    static BootClock of(OtherProcesses others, EventLoop loop) {
        return new BootClock(others.now() * NANOS_PER_TICK - loop.nanos());
    }

    /** Never before that time; {@link Long#MAX_VALUE} is never. */
    long ticks(long nanos) {
        return nanos == Long.MAX_VALUE
                ? NEVER
                : Math.max(0, (nanos + offsetNanos + NANOS_PER_TICK - 1) / NANOS_PER_TICK);
    }

    long nanos(long ticks) {
        return ticks == NEVER ? Long.MAX_VALUE : ticks * NANOS_PER_TICK - offsetNanos;
    }
}
