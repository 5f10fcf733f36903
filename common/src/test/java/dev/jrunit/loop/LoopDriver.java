package dev.jrunit.loop;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.posix.fake.WouldBlock;
import java.util.OptionalInt;

/**
 * Runs an event loop on a fake system by hand: up to the point where it would wait, and from deadline to deadline. A
 * callback that throws fails the test.
 */
public final class LoopDriver {
    private static final int MOST_ROUNDS = 10_000;

    private final FakePosix fake;
    private final EventLoop loop;
    private Throwable failure;
    private OptionalInt exitCode = OptionalInt.empty();

    public LoopDriver(FakePosix fake) {
        this.fake = fake;
        try {
            loop = new EventLoop(fake.posix(), fake.clock(), this::failed);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    public EventLoop loop() {
        return loop;
    }

    private void failed(Throwable thrown) {
        failure = failure == null ? thrown : failure;
    }

    /** What the loop's run returned, if it was stopped. */
    public OptionalInt exitCode() {
        return exitCode;
    }

    /** Lets everything happen that needs no time to pass. */
    public void settle() {
        runUntilItWaits();
    }

    /** Lets time pass, from one deadline of the loop to the next. */
    public void advanceMillis(long millis) {
        long left = millis;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            long wait = runUntilItWaits();
            if (wait < 0 || wait > left) {
                fake.clock().advanceMillis(left);
                runUntilItWaits();
                return;
            }
            fake.clock().advanceMillis(wait);
            left -= wait;
        }
        throw new AssertionError("the loop does not come to rest");
    }

    /** How long the loop would wait now, in milliseconds; -1 for ever. */
    public long waitMillis() {
        return runUntilItWaits();
    }

    private long runUntilItWaits() {
        long wait = -1;
        try {
            exitCode = OptionalInt.of(loop.run());
        } catch (WouldBlock e) {
            wait = e.timeoutMillis();
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
        if (failure != null) {
            Throwable thrown = failure;
            failure = null;
            throw new AssertionError("a callback threw", thrown);
        }
        return wait;
    }
}
