package dev.jrunit.sv;

import dev.jrunit.protocol.Tai64N;

/** The two clocks, and waiting. Thread: any. */
interface Time {
    /** The machine's own. */
    Time SYSTEM = new Time() {
        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }

        @Override
        public Tai64N wallClock() {
            return Tai64N.now();
        }

        @Override
        public long wallClockSeconds() {
            return Tai64N.ofUnix(System.currentTimeMillis() / 1000, 0).label();
        }

        @Override
        public void sleep(long nanos) {
            try {
                Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts sv", e);
            }
        }
    };

    /** For deadlines: only differences mean something. */
    long monotonicNanos();

    /** For comparing with stamps. */
    Tai64N wallClock();

    /** The label of the wall clock's second, read without the classes that a whole stamp needs. */
    long wallClockSeconds();

    void sleep(long nanos);
}
