package dev.jrunit.loop;

/** One deadline of the loop; made by {@link EventLoop#timer}. Thread: the loop's. */
public final class Timer implements Comparable<Timer> {
    static final long UNSET = Long.MAX_VALUE;

    final Runnable action;
    long deadlineNanos = UNSET;

    Timer(Runnable action) {
        this.action = action;
    }

    @Override
    public int compareTo(Timer other) {
        return Long.compare(deadlineNanos, other.deadlineNanos);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
