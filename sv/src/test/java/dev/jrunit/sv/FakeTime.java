package dev.jrunit.sv;

import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where sv sleeps; and then the test has its turn. */
final class FakeTime implements Time {
    private static final long START_SECONDS = 1_700_000_000;

    /** In the middle of a second, so that moments just before and after the start have the same. */
    private static final long START_MILLIS = 500;

    private final List<Runnable> events = new ArrayList<>();
    private final List<Long> eventNanos = new ArrayList<>();
    private long nanos;

    /** Does something once so much time has passed since the start. */
    void at(long millis, Runnable event) {
        events.add(event);
        eventNanos.add(millis * 1_000_000);
    }

    /** The wall clock's time so many milliseconds after the start. */
    static Tai64N stamp(long millis) {
        return Tai64N.ofUnix(
                START_SECONDS + Math.floorDiv(START_MILLIS + millis, 1000L),
                (int) Math.floorMod(START_MILLIS + millis, 1000L) * 1_000_000);
    }

    long millis() {
        return nanos / 1_000_000;
    }

    @Override
    public long monotonicNanos() {
        return nanos - 5_000_000_000L; // its origin means nothing
    }

    @Override
    public Tai64N wallClock() {
        return stamp(millis());
    }

    @Override
    public long wallClockSeconds() {
        return wallClock().label();
    }

    @Override
    public void sleep(long sleepNanos) {
        nanos += sleepNanos;
        for (int i = 0; i < events.size(); i++) {
            if (eventNanos.get(i) <= nanos) {
                eventNanos.set(i, Long.MAX_VALUE);
                events.get(i).run();
            }
        }
    }
}
