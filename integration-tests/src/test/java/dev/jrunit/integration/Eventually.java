package dev.jrunit.integration;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waiting for what another process does: asks again and again, from every 2 ms up to every 20 ms, until the answer is
 * right or a limit is over. The only place of this module that lets time pass. The caller's thread waits.
 */
final class Eventually {

    /** Far above what any step takes, so that a busy machine fails no case. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long SHORTEST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Eventually() {}

    static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /** Fails with an AssertionError naming {@code what} if the condition is not true within the limit */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        if (!within(limit, condition)) {
            throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
        }
    }

    /** Whether the condition became true within the limit */
    static boolean within(Duration limit, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        long pauseNanos = SHORTEST_PAUSE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(pauseNanos);
            pauseNanos = Math.min(pauseNanos * 5 / 4, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /** The first value that satisfies the predicate; the failure's text shows the last one that did not */
    static <T> T value(String what, Supplier<T> actual, Predicate<T> right) {
        Latest<T> latest = new Latest<>();
        boolean reached = within(LIMIT, () -> right.test(latest.keep(actual.get())));
        if (!reached) {
            throw new AssertionError(
                    "not within " + LIMIT.toMillis() + " ms: " + what + "; the last was <" + latest.value + ">");
        }
        return latest.value;
    }

    static <T> void equal(String what, T expected, Supplier<T> actual) {
        value(what + " is <" + expected + ">", actual, expected::equals);
    }

    /** The condition is true now and stays true for that long: for what must not happen. */
    static void holds(String what, Duration time, BooleanSupplier condition) {
        if (within(time, () -> !condition.getAsBoolean())) {
            throw new AssertionError("did not hold for " + time.toMillis() + " ms: " + what);
        }
    }

    private static final class Latest<T> {
        private T value;

        T keep(T newest) {
            value = newest;
            return newest;
        }
    }
}
