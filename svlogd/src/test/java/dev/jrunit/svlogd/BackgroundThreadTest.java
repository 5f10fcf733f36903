package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work is done in order, beside the loop, and its end is told on the loop. */
class BackgroundThreadTest {
    private static final long PATIENCE_SECONDS = 20;

    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final AtomicInteger layers = new AtomicInteger();
    private final BackgroundThread background = new BackgroundThread(driver.loop(), () -> {
        layers.incrementAndGet();
        return fake.posix().descriptors();
    });
    private final List<String> told = new ArrayList<>();

    /** Waits until all that was given has been done; its end is told when the loop runs next. */
    private void awaitDone() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        background.run(own -> reached.countDown(), failure -> {});
        assertTrue(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void workWaitsWhileNoThreadCanBeHad() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(2);
        BackgroundThread late =
                new BackgroundThread(driver.loop(), () -> fake.posix().descriptors(), work -> new Thread(work) {
                    @Override
                    public synchronized void start() {
                        if (tries.incrementAndGet() < 3) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        super.start();
                    }
                });
        late.run(own -> done.countDown(), failure -> {});
        assertEquals(1, tries.get());
        late.run(own -> done.countDown(), failure -> {});
        driver.advanceMillis(999);
        assertEquals(2, tries.get());
        driver.advanceMillis(1);
        assertTrue(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(3, tries.get());
    }

    @Test
    void endsAreToldInOrderOnTheThreadOfTheLoop() throws Exception {
        Thread loop = Thread.currentThread();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            background.run(own -> workers.add(Thread.currentThread()), failure -> {
                assertEquals(loop, Thread.currentThread());
                told.add(number + "");
            });
        }
        assertEquals(100, background.waiting()); // what is done and not told counts
        awaitDone();
        assertEquals(List.of(), told);
        driver.settle();
        assertEquals(100, told.size());
        assertEquals("99", told.get(99));
        assertNotSame(loop, workers.get(0));
        assertEquals(1, workers.stream().distinct().count());
        assertEquals(1, layers.get());
    }

    @Test
    void afterAllIsToldNothingWaits() throws Exception {
        assertEquals(0, background.waiting());
        assertEquals(0, layers.get()); // no thread before there is work
        CountDownLatch may = new CountDownLatch(1);
        background.run(own -> await(may), failure -> told.add("end"));
        assertEquals(1, background.waiting());
        may.countDown();
        awaitDone();
        driver.settle();
        assertEquals(List.of("end"), told);
        assertTrue(background.waiting() <= 1); // the one that was waited with
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailureIsTold() throws Exception {
        background.run(
                own -> {
                    throw new PosixException("fsync", "", Errno.EIO);
                },
                failure -> told.add(failure.operation()));
        background.run(own -> {}, failure -> told.add("" + failure));
        awaitDone();
        driver.settle();
        assertEquals(List.of("fsync", "null"), told);
    }

    @Test
    void aDefectIsTooAndTheNextWorkIsDoneAllTheSame() throws Exception {
        background.run(
                own -> {
                    throw new IllegalStateException("a defect");
                },
                failure -> told.add("failed " + failure.is(Errno.EIO)));
        background.run(own -> {}, failure -> told.add("" + failure));
        awaitDone();
        assertThrows(AssertionError.class, driver::settle);
        driver.settle();
        assertEquals(List.of("failed true", "null"), told);
    }
}
