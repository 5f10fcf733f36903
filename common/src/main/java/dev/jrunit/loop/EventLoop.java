package dev.jrunit.loop;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for descriptors, deadlines and calls from other threads, and runs what belongs to them on the one thread that
 * called {@link #run}. All methods but {@link #post} belong to that thread. A callback that throws is reported to the
 * {@link Failures} given, and the loop goes on.
 */
public final class EventLoop {
    /** Hears of callbacks that threw. */
    public interface Failures {
        void failed(Throwable failure);
    }

    private static final int BATCH = 128;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Descriptors descriptors;
    private final Posix posix;
    private final MonotonicClock clock;
    private final Failures failures;
    private final int poll;
    private final int wakeUp;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingSignals = new AtomicInteger();
    private final long[] ready = new long[BATCH];
    private Runnable[] inputs = new Runnable[64];
    private boolean stopped;
    private int exitCode;

    public EventLoop(Posix posix, MonotonicClock clock, Failures failures) throws PosixException {
        this.posix = posix;
        this.descriptors = posix.descriptors();
        this.clock = clock;
        this.failures = failures;
        this.poll = posix.polling().open();
        this.wakeUp = descriptors.eventCounter();
        watch(wakeUp, this::runPosted);
    }

    /** Calls {@code input} whenever {@code descriptor} can be read from, until {@link #unwatch}. */
    public void watch(int descriptor, Runnable input) throws PosixException {
        posix.polling().add(poll, descriptor, descriptor);
        if (descriptor >= inputs.length) {
            inputs = Arrays.copyOf(inputs, Math.max(descriptor + 1, inputs.length * 2));
        }
        inputs[descriptor] = input;
    }

    /** Ends {@link #watch}; to be called before the descriptor is closed. */
    public void unwatch(int descriptor) {
        inputs[descriptor] = null;
        try {
            posix.polling().remove(poll, descriptor);
        } catch (PosixException e) {
            throw new IllegalStateException("descriptor " + descriptor + " was not watched", e);
        }
    }

    /** A timer that calls {@code action}; not set yet. */
    public Timer timer(Runnable action) {
        return new Timer(action);
    }

    /** Sets or moves a timer; it fires once. */
    public void set(Timer timer, long deadlineNanos) {
        if (timer.deadlineNanos == deadlineNanos) {
            return;
        }
        clear(timer);
        timer.deadlineNanos = deadlineNanos;
        timers.add(timer);
    }

    /** Takes a timer back; nothing happens if it is not set. */
    public void clear(Timer timer) {
        if (timer.deadlineNanos != Timer.UNSET) {
            timers.remove(timer);
            timer.deadlineNanos = Timer.UNSET;
        }
    }

    /** Calls {@code action} on the loop's thread soon. Any thread. */
    public void post(Runnable action) {
        posted.add(action);
        descriptors.wake(wakeUp);
    }

    /**
     * Calls {@code action} on the loop's thread each time this process gets {@code signal}. One that was blocked when the
     * process began, so that none is lost, stays blocked and is read from a queue.
     */
    public void onSignal(Signal signal, Runnable action) throws PosixException {
        long bit = 1L << (signal.number() - 1);
        if ((posix.init().blockedSignals() & bit) == 0) {
            posix.processes().onSignal(signal, () -> {
                waitingSignals.incrementAndGet();
                post(() -> {
                    waitingSignals.decrementAndGet();
                    action.run();
                });
            });
            return;
        }
        int queue = posix.init().signalQueue(bit);
        watch(queue, () -> take(queue, action));
    }

    /** Whether a signal has come whose action has not been called yet; of those in a queue nobody is told. */
    public boolean hasWaitingSignals() {
        return waitingSignals.get() > 0;
    }

    private void take(int queue, Runnable action) {
        try {
            while (posix.init().nextSignal(queue) != 0) {
                action.run();
            }
        } catch (PosixException e) {
            throw new IllegalStateException("signals can no longer be read", e);
        }
    }

    /** The time on the clock of this loop's deadlines. */
    public long nanos() {
        return clock.nanos();
    }

    /** Makes {@link #run} return {@code exitCode} after the callback that is running. */
    public void stop(int exitCode) {
        this.exitCode = exitCode;
        stopped = true;
    }

    /** Runs until {@link #stop}, and returns its exit code. */
    public int run() throws PosixException {
        while (!stopped) {
            int count = posix.polling().await(poll, ready, timeoutMillis());
            for (int i = 0; i < count && !stopped; i++) {
                Runnable input = inputs[(int) ready[i]];
                if (input != null) {
                    call(input);
                }
            }
            fireTimers();
        }
        return exitCode;
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error e) {
            failures.failed(e); // even an Error concerns one service: the others must go on
        }
    }

    private int timeoutMillis() {
        Timer first = timers.peek();
        if (first == null) {
            return -1;
        }
        long nanos = first.deadlineNanos - clock.nanos();
        if (nanos <= 0) {
            return 0;
        }
        return (int) Math.min((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, Integer.MAX_VALUE);
    }

    private void fireTimers() {
        long now = clock.nanos();
        Timer first = timers.peek();
        while (!stopped && first != null && first.deadlineNanos <= now) {
            timers.poll();
            first.deadlineNanos = Timer.UNSET;
            call(first.action);
            first = timers.peek();
        }
    }

    private void runPosted() {
        try {
            descriptors.read(wakeUp, new byte[8], 0, 8);
        } catch (PosixException e) {
            throw new IllegalStateException("the wake-up counter cannot be read", e);
        }
        // Not what these post in turn: that comes after a look at the descriptors.
        for (int left = posted.size(); left > 0 && !stopped; left--) {
            call(posted.poll());
        }
    }
}
