package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class EventuallyTest {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final UncheckedIOException gone = new UncheckedIOException(new IOException("gone"));

    @Test
    void whatCannotBeAnsweredYetIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Eventually.until("answered", () -> {
            switch (asked.incrementAndGet()) {
                case 1 -> throw gone;
                case 2 -> throw new AssertionError("not there");
                default -> {
                    return true;
                }
            }
        });
        assertEquals(3, asked.get());
    }

    @Test
    void theFailureTellsWhatWasThrownLast() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Eventually.until("answered", MOMENT, () -> {
                    throw gone;
                }));
        assertSame(gone, failure.getCause());
        assertFalse(Eventually.within(MOMENT, () -> {
            throw gone;
        }));
    }

    @Test
    void aDefectOfTheQuestionFailsAtOnce() {
        assertThrows(
                IllegalStateException.class,
                () -> Eventually.until("answered", () -> {
                    throw new IllegalStateException();
                }));
    }

    @Test
    void whatHoldsFailsAtOnceWithWhatIsThrown() {
        UncheckedIOException failure = assertThrows(
                UncheckedIOException.class,
                () -> Eventually.holds("there", Eventually.LIMIT, () -> {
                    throw gone;
                }));
        assertSame(gone, failure);
        assertThrows(AssertionError.class, () -> Eventually.holds("there", Eventually.LIMIT, () -> false));
    }

    @Test
    void whatHoldsIsAskedUntilTheEnd() {
        AtomicInteger asked = new AtomicInteger();
        // Long enough that a busy machine lets this thread ask again.
        Eventually.holds("there", Duration.ofMillis(500), () -> asked.incrementAndGet() > 0);
        assertTrue(asked.get() > 1);
    }

    /** Its own limit would let the inner wait, and with it the outer one, take a minute. */
    @Test
    @Timeout(value = 50, unit = TimeUnit.SECONDS)
    void aWaitWithinAWaitGetsTheTimeThatIsLeft() {
        assertFalse(Eventually.within(MOMENT, () -> {
            Eventually.until("inner", () -> false);
            return true;
        }));
        // And what comes after it gets its own again.
        AtomicInteger asked = new AtomicInteger();
        Eventually.until("later", () -> asked.incrementAndGet() == 30);
    }

    @Test
    void whatGrowsIsWaitedForUntilItIsLargeEnough() {
        Iterator<Integer> numbers = List.of(0, 2, 2, 1, 3, 5, 9).iterator();
        Eventually.grows("the number", 4, numbers::next);
        assertEquals(9, numbers.next());
    }

    @Test
    void whatWaversIsSettledAfterwards() {
        Duration time = Duration.ofSeconds(1);
        AtomicInteger asked = new AtomicInteger();
        Eventually.settles("there", time, () -> {
            // The second answer comes when the first one would have lasted long enough.
            return asked.incrementAndGet() != 2 || Eventually.within(time, () -> false);
        });
        assertTrue(asked.get() > 3, "the third began anew");
    }
}
