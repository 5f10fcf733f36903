package dev.jrunit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.posix.fake.Misuse;
import dev.jrunit.posix.fake.WouldBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors, deadlines, posted calls and signals on the one thread. */
class EventLoopTest {
    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final EventLoop loop = driver.loop();
    private final List<String> happened = new ArrayList<>();

    private int fifo(String path) throws PosixException {
        fake.disk().fifo(path);
        return fake.posix().files().open(Files.HERE, path, Open.READ_WRITE | Open.NON_BLOCKING, 0);
    }

    private void note(String what, int descriptor) {
        try {
            byte[] one = new byte[1];
            fake.posix().descriptors().read(descriptor, one, 0, 1);
            happened.add(what + (char) one[0]);
        } catch (PosixException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callsForEachReadyDescriptorUntilItIsRead() throws Exception {
        int a = fifo("/a");
        int b = fifo("/b");
        loop.watch(a, () -> note("a", a));
        loop.watch(b, () -> note("b", b));
        driver.settle();
        assertEquals(List.of(), happened);
        fake.disk().send("/a", "12");
        fake.disk().send("/b", "3");
        driver.settle();
        assertEquals(List.of("a1", "b3", "a2"), happened);
    }

    @Test
    void doesNotCallWhatAnEarlierCallbackUnwatched() throws Exception {
        int a = fifo("/a");
        int b = fifo("/b");
        loop.watch(a, () -> {
            note("a", a);
            loop.unwatch(b);
        });
        loop.watch(b, () -> note("b", b));
        fake.disk().send("/a", "1");
        fake.disk().send("/b", "2");
        driver.settle();
        assertEquals(List.of("a1"), happened);
    }

    @Test
    void watchesDescriptorsWithHighNumbers() throws Exception {
        int last = 0;
        for (int i = 0; i < 300; i++) {
            last = fifo("/f" + i);
        }
        int high = last;
        loop.watch(high, () -> note("high", high));
        fake.disk().send("/f299", "!");
        driver.settle();
        assertEquals(List.of("high!"), happened);
    }

    @Test
    void unwatchingWhatIsNotWatchedIsADefect() throws Exception {
        int a = fifo("/a");
        assertThrows(Misuse.class, () -> loop.unwatch(a));
    }

    @Test
    void firesTimersInTheOrderOfTheirDeadlines() {
        long now = fake.clock().nanos();
        loop.set(loop.timer(() -> happened.add("late")), now + 30_000_000);
        loop.set(loop.timer(() -> happened.add("early")), now + 10_000_000);
        Timer moved = loop.timer(() -> happened.add("moved"));
        loop.set(moved, now + 5_000_000);
        loop.set(moved, now + 20_000_000);
        Timer cleared = loop.timer(() -> happened.add("cleared"));
        loop.set(cleared, now + 15_000_000);
        loop.clear(cleared);
        loop.clear(cleared);
        assertEquals(10, driver.waitMillis());
        driver.advanceMillis(9);
        assertEquals(List.of(), happened);
        driver.advanceMillis(1);
        assertEquals(List.of("early"), happened);
        driver.advanceMillis(100);
        assertEquals(List.of("early", "moved", "late"), happened);
        assertEquals(-1, driver.waitMillis());
    }

    @Test
    void neverFiresBeforeTheDeadline() {
        loop.set(loop.timer(() -> happened.add("fired")), fake.clock().nanos() + 1_000_001);
        assertEquals(2, driver.waitMillis());
        fake.clock().advanceNanos(1_000_000);
        assertEquals(1, driver.waitMillis());
        assertEquals(List.of(), happened);
        fake.clock().advanceNanos(1);
        driver.settle();
        assertEquals(List.of("fired"), happened);
    }

    @Test
    void aTimerMaySetItselfAgain() {
        Timer[] timer = new Timer[1];
        timer[0] = loop.timer(() -> {
            happened.add("tick");
            if (happened.size() < 3) {
                loop.set(timer[0], loop.nanos() + 1_000_000_000L);
            }
        });
        loop.set(timer[0], loop.nanos());
        driver.advanceMillis(1999);
        assertEquals(List.of("tick", "tick"), happened);
        driver.advanceMillis(1);
        assertEquals(3, happened.size());
    }

    @Test
    void aFarDeadlineIsNoOverflow() {
        loop.set(loop.timer(() -> happened.add("never")), Long.MAX_VALUE - 1);
        assertEquals(Integer.MAX_VALUE, driver.waitMillis());
    }

    @Test
    void runsPostedCallsInOrder() {
        loop.post(() -> happened.add("1"));
        loop.post(() -> happened.add("2"));
        assertEquals(List.of(), happened);
        driver.settle();
        assertEquals(List.of("1", "2"), happened);
    }

    @Test
    void runsCallsThatOtherThreadsPost() throws Exception {
        Thread other = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                loop.post(() -> happened.add(Thread.currentThread().getName()));
            }
        });
        other.start();
        other.join();
        driver.settle();
        assertEquals(100, happened.size());
        assertEquals(
                List.of(Thread.currentThread().getName()),
                happened.stream().distinct().toList());
    }

    @Test
    void aCallThatPostsItselfLeavesRoomForOthers() throws Exception {
        int a = fifo("/a");
        loop.watch(a, () -> note("a", a));
        fake.disk().send("/a", "1");
        loop.post(() -> postAgain(3));
        driver.settle();
        assertEquals(List.of("posted", "a1", "posted", "posted"), happened);
    }

    private void postAgain(int times) {
        happened.add("posted");
        if (times > 1) {
            loop.post(() -> postAgain(times - 1));
        }
    }

    @Test
    void signalsArriveAsPostedCalls() throws Exception {
        fake.block(0);
        loop.onSignal(Signal.TERM, () -> happened.add("TERM"));
        fake.raise(Signal.TERM);
        assertEquals(List.of(), happened);
        driver.settle();
        assertEquals(List.of("TERM"), happened);
    }

    @Test
    void signalsThatWereBlockedAreReadFromAQueue() throws Exception {
        fake.block(1L << 14 | 1L);
        loop.onSignal(Signal.TERM, () -> happened.add("TERM"));
        loop.onSignal(Signal.HUP, () -> happened.add("HUP"));
        loop.onSignal(Signal.INT, () -> happened.add("INT"));
        fake.raiseQueued(Signal.TERM.number());
        fake.raiseQueued(Signal.HUP.number());
        fake.raise(Signal.INT);
        driver.settle();
        assertEquals(List.of("HUP", "INT", "TERM"), happened.stream().sorted().toList());
    }

    @Test
    void goesOnAfterACallbackThatThrows() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        EventLoop guarded = new EventLoop(fake.posix(), fake.clock(), failures::add);
        guarded.post(() -> {
            throw new IllegalArgumentException("posted");
        });
        guarded.set(
                guarded.timer(() -> {
                    throw new AssertionError("timer");
                }),
                guarded.nanos());
        guarded.post(() -> happened.add("went on"));
        assertThrows(WouldBlock.class, guarded::run);
        assertEquals(
                List.of("posted", "timer"),
                failures.stream().map(Throwable::getMessage).toList());
        assertEquals(List.of("went on"), happened);
    }

    @Test
    void stopsAfterTheCallbackThatAskedForIt() throws Exception {
        int a = fifo("/a");
        loop.post(() -> {
            loop.stop(111);
            happened.add("rest of the callback");
        });
        loop.post(() -> happened.add("posted too"));
        loop.watch(a, () -> happened.add("another"));
        loop.set(loop.timer(() -> happened.add("timer")), loop.nanos());
        fake.disk().send("/a", "1");
        driver.settle();
        assertEquals(111, driver.exitCode().orElseThrow());
        assertEquals(List.of("rest of the callback"), happened);
    }

    @Test
    void saysSoIfItCannotBegin() {
        for (int call = 0; call < 3; call++) {
            fake.faults().callAfter(call, Errno.EMFILE);
            PosixException failed = assertThrows(
                    PosixException.class, () -> new EventLoop(fake.posix(), fake.clock(), thrown -> happened.add("")));
            assertEquals(Errno.EMFILE, failed.errno());
        }
    }
}
