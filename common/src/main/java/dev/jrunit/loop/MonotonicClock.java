package dev.jrunit.loop;

/** The clock for deadlines: nanoseconds that only ever grow, from an arbitrary start. */
public interface MonotonicClock {
    /** The machine's own. */
    MonotonicClock SYSTEM = new MonotonicClock() {
        private final long origin = System.nanoTime();

        @Override
        public long nanos() {
            return System.nanoTime() - origin;
        }
    };

    long nanos();
}
