package dev.jrunit.integration;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waiting for what another process does: asks again and again, from every 2 ms up to every 20 ms, until the answer is
 * right or a limit is over. The only place of this module that lets time pass. The caller's thread waits.
 *
 * <p>A question that cannot be answered yet (it throws an AssertionError or an UncheckedIOException: a file is missing, a
 * process has gone meanwhile) is asked again like one whose answer is wrong; what it threw last is the failure's cause. A
 * question that itself waits here gets no more time than is left.
 */
final class Eventually {

    /** Far above what any step takes, so that a busy machine fails no case. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long SHORTEST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    /** When the wait ends whose question this thread is asking. */
    private static final ThreadLocal<Long> OUTER_DEADLINE_NANOS = new ThreadLocal<>();

    private Eventually() {}

    static void until(String what, BooleanSupplier condition) {
        until(what, LIMIT, condition);
    }

    /** Fails with an AssertionError naming {@code what} if the condition is not true within the limit */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        Question question = new Question(condition);
        if (!question.isTrueWithin(limit)) {
            throw new AssertionError("not within " + limit.toMillis() + " ms: " + what, question.lastThrown);
        }
    }

    /** Whether the condition became true within the limit */
    static boolean within(Duration limit, BooleanSupplier condition) {
        return new Question(condition).isTrueWithin(limit);
    }

    /** The first value that satisfies the predicate; the failure's text shows the last one that did not */
    static <T> T value(String what, Supplier<T> actual, Predicate<T> right) {
        Latest<T> latest = new Latest<>();
        Question question = new Question(() -> right.test(latest.keep(actual.get())));
        if (!question.isTrueWithin(LIMIT)) {
            throw new AssertionError(
                    "not within " + LIMIT.toMillis() + " ms: " + what + "; the last was <" + latest.value + ">",
                    question.lastThrown);
        }
        return latest.value;
    }

    static <T> void equal(String what, T expected, Supplier<T> actual) {
        value(what + " is <" + expected + ">", actual, expected::equals);
    }

    /** Until the number is that large. The limit begins anew whenever it grows: for much work on a busy machine. */
    static void grows(String what, int enough, Supplier<Integer> actual) {
        int reached = Integer.MIN_VALUE;
        while (reached < enough) {
            int before = reached;
            reached = value(what + ", of " + enough + " more than " + before, actual, now -> now > before);
        }
    }

    /** The condition is true now and stays true for that long: for what must not happen. What it throws fails at once. */
    static void holds(String what, Duration time, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + time.toNanos();
        Pauses pauses = new Pauses();
        boolean isLast;
        do {
            isLast = System.nanoTime() - deadlineNanos > 0;
            if (!condition.getAsBoolean()) {
                throw new AssertionError("did not hold for " + time.toMillis() + " ms: " + what);
            }
            if (!isLast) {
                pauses.pause();
            }
        } while (!isLast);
    }

    /** Until the condition has been true for that long without a break: for what may waver before it is settled. */
    static void settles(String what, Duration time, BooleanSupplier condition) {
        until(what + ", for " + time.toMillis() + " ms", new Settled(time, condition));
    }

    /** A condition, and what it threw when it was asked too early. */
    private static final class Question {
        private final BooleanSupplier condition;
        private Throwable lastThrown;

        Question(BooleanSupplier condition) {
            this.condition = condition;
        }

        /** Asks once more when the time is over, for who was not given the processor before. */
        boolean isTrueWithin(Duration limit) {
            Long outer = OUTER_DEADLINE_NANOS.get();
            long deadlineNanos = System.nanoTime() + limit.toNanos();
            if (outer != null && outer - deadlineNanos < 0) {
                deadlineNanos = outer;
            }
            OUTER_DEADLINE_NANOS.set(deadlineNanos);
            try {
                Pauses pauses = new Pauses();
                while (true) {
                    boolean isLast = System.nanoTime() - deadlineNanos > 0;
                    if (ask()) {
                        return true;
                    }
                    if (isLast) {
                        return false;
                    }
                    pauses.pause();
                }
            } finally {
                if (outer == null) {
                    OUTER_DEADLINE_NANOS.remove();
                } else {
                    OUTER_DEADLINE_NANOS.set(outer);
                }
            }
        }

        private boolean ask() {
            try {
                return condition.getAsBoolean();
            } catch (AssertionError | UncheckedIOException e) {
                lastThrown = e;
                return false;
            }
        }
    }

    private static final class Settled implements BooleanSupplier {
        private final Duration time;
        private final BooleanSupplier condition;
        private boolean wasTrue;
        private long sinceNanos;

        Settled(Duration time, BooleanSupplier condition) {
            this.time = time;
            this.condition = condition;
        }

        @Override
        public boolean getAsBoolean() {
            boolean before = wasTrue;
            wasTrue = false; // unless the condition answers
            if (!condition.getAsBoolean()) {
                return false;
            }
            wasTrue = true;
            if (!before) {
                sinceNanos = System.nanoTime();
            }
            return System.nanoTime() - sinceNanos >= time.toNanos();
        }
    }

    private static final class Pauses {
        private long nanos = SHORTEST_PAUSE_NANOS;

        void pause() {
            LockSupport.parkNanos(nanos);
            nanos = Math.min(nanos * 5 / 4, LONGEST_PAUSE_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                // JUnit's limit for a case is over; no pause would be one from now on.
                throw new AssertionError("interrupted while waiting");
            }
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
