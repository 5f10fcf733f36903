package dev.jrunit.posix.fake;

import dev.jrunit.loop.MonotonicClock;

/** A clock that stands still until it is told to go on. */
public final class ManualClock implements MonotonicClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long nanos = 1_000_000_000_000L;

    @Override
    public long nanos() {
        return nanos;
    }

    public void advanceMillis(long millis) {
        advanceNanos(millis * NANOS_PER_MILLI);
    }

    public void advanceNanos(long step) {
        if (step < 0) {
            throw new Misuse("a monotonic clock does not go back");
        }
        nanos += step;
    }
}
