package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** When inputs are looked at, and when they are left alone. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class LogInputsTest {
    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final List<OneInput> all = new ArrayList<>();
    private final boolean leavesUntilTaken;
    private final LogInputs inputs;

    LogInputsTest(boolean leavesUntilTaken) throws PosixException {
        this.leavesUntilTaken = leavesUntilTaken;
        inputs = new LogInputs(fake.posix(), driver.loop(), () -> Tai64N.ofUnix(0, 0), leavesUntilTaken);
    }

    @Test
    void whatIsBeingTakenIsInThePipeStillIfItIsToBe() throws Exception {
        OneInput input = new OneInput();
        List<Integer> left = new ArrayList<>();
        input.afterwards = () -> left.add(waiting(input.pipe));
        input.put("abc");
        driver.settle();
        assertEquals(List.of(leavesUntilTaken ? 3 : 0), left);
        assertEquals(0, waiting(input.pipe));
        assertEquals("abc", input.seen.toString());
    }

    private int waiting(Pipe pipe) {
        return left(pipe).length();
    }

    /** What another reader would find in the pipe. */
    private String left(Pipe pipe) {
        try {
            int again = fake.posix()
                    .files()
                    .open(Files.HERE, "/proc/self/fd/" + pipe.reader(), Open.READ | Open.NON_BLOCKING, 0);
            byte[] bytes = new byte[2 * LogInputs.BLOCK];
            int count = fake.posix().descriptors().peek(again, bytes, 0, bytes.length);
            fake.posix().descriptors().close(again);
            return ByteStrings.of(bytes, 0, Math.max(count, 0));
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    /** A beginning of a line that was taken is nowhere but in its reader's memory. */
    @Test
    void whoIsKilledBetweenTwoBlocksLeavesWholeLines() throws Exception {
        assumeTrue(leavesUntilTaken);
        String all = "a line that is no power of two\n".repeat(1300);
        OneInput input = new OneInput();
        StringBuilder written = new StringBuilder();
        List<String> leftIfKilled = new ArrayList<>();
        input.afterwards = () -> {
            leftIfKilled.add(written + left(input.pipe));
            written.replace(0, written.length(), input.seen.substring(0, input.seen.lastIndexOf("\n") + 1));
        };
        input.put(all);
        driver.settle();
        assertEquals(List.of(all, all), leftIfKilled);
        assertEquals(all, input.seen.toString());
        assertEquals(0, waiting(input.pipe));
    }

    @Test
    void aLineThatIsLongerThanABlockIsTakenInPieces() throws Exception {
        OneInput input = new OneInput();
        String all = "short\n" + "x".repeat(50_000) + "\n";
        input.put(all);
        driver.settle();
        assertEquals(all, input.seen.toString());
        assertEquals(leavesUntilTaken ? 3 : 2, input.reads);
    }

    private final class OneInput implements LogInputs.Reader {
        final Pipe pipe;
        final StringBuilder seen = new StringBuilder();
        int wanted = LogInputs.BLOCK;
        int reads;
        int ends;
        boolean throwsNext;
        Runnable afterwards = () -> {};

        OneInput() throws PosixException {
            pipe = fake.posix().descriptors().pipe();
            inputs.add(pipe.reader(), this);
            all.add(this);
        }

        @Override
        public void take(byte[] block, int length, Tai64N time) {
            reads++;
            seen.append(ByteStrings.of(block, 0, length));
            afterwards.run();
            if (throwsNext) {
                throwsNext = false;
                throw new IllegalStateException("a defect");
            }
        }

        @Override
        public void ended(PosixException failure) {
            ends++;
        }

        @Override
        public int wanted() {
            return wanted;
        }

        void put(String text) throws PosixException {
            fake.posix().descriptors().write(pipe.writer(), ByteStrings.bytes(text), 0, text.length());
        }

        void want(int bytes) {
            wanted = bytes;
            inputs.resume(pipe.reader());
        }
    }

    @Test
    void whatComesFirstIsReadAtOnceAndPausesGrow() throws Exception {
        OneInput input = new OneInput();
        assertEquals(-1, driver.waitMillis());
        long[] pauses = {1, 2, 4, 8, 16, 32, 40, 40};
        for (int i = 0; i < pauses.length; i++) {
            input.put("x");
            driver.settle();
            assertEquals(i + 1, input.reads);
            assertEquals(pauses[i], driver.waitMillis());
            input.put("y");
            assertEquals(pauses[i], driver.waitMillis()); // not before the pause is over
            assertEquals(i + 1, input.reads);
            fake.clock().advanceMillis(pauses[i]);
        }
        driver.settle();
        assertEquals("xy".repeat(pauses.length), input.seen.toString());
        driver.advanceMillis(100);
        assertEquals(-1, driver.waitMillis()); // nothing came: it waits without a timer
        input.put("z");
        driver.settle();
        assertTrue(input.seen.toString().endsWith("z"));
        assertEquals(1, driver.waitMillis()); // and pauses begin anew
    }

    @Test
    void afterMuchThereIsNoPause() throws Exception {
        OneInput input = new OneInput();
        input.put("x".repeat(60_000));
        driver.settle();
        assertEquals(2, input.reads);
        assertEquals(60_000, input.seen.length());
        input.put("y".repeat(4_096));
        driver.settle();
        assertEquals(64_096, input.seen.length());
        assertEquals(-1, driver.waitMillis());
    }

    @Test
    void whoWantsNothingIsNotRead() throws Exception {
        OneInput input = new OneInput();
        input.want(0);
        input.put("abc");
        driver.advanceMillis(1_000);
        assertEquals("", input.seen.toString());
        assertEquals(-1, driver.waitMillis());
        input.want(1);
        driver.settle();
        assertEquals("abc", input.seen.toString()); // a byte at a time, without a pause
        assertEquals(3, input.reads);
        input.want(0);
        input.want(0);
        input.want(5);
        input.want(5);
        input.put("def");
        driver.advanceMillis(50);
        assertEquals("abcdef", input.seen.toString());
    }

    @Test
    void whoWantsNothingAfterAReadIsNotReadAgain() throws Exception {
        OneInput input = new OneInput();
        input.afterwards = () -> input.wanted = 0;
        input.put("x".repeat(50_000));
        driver.advanceMillis(1_000);
        assertEquals(LogInputs.BLOCK, input.seen.length());
        assertEquals(0, input.ends);
    }

    /** What two readers share is full: the second wants nothing any more, and nobody has told. */
    @Test
    void wantingNothingIsNoEndOfInput() throws Exception {
        OneInput first = new OneInput();
        OneInput second = new OneInput();
        first.afterwards = () -> second.wanted = 0;
        first.put("a");
        second.put("b");
        driver.advanceMillis(200);
        assertEquals("a", first.seen.toString());
        assertEquals("", second.seen.toString());
        assertEquals(0, second.ends);
        second.wanted = 10; // nobody tells of this either
        driver.advanceMillis(41);
        assertEquals("b", second.seen.toString());
    }

    @Test
    void theEndIsToldOnce() throws Exception {
        OneInput input = new OneInput();
        input.put("a");
        fake.posix().descriptors().close(input.pipe.writer());
        driver.advanceMillis(1_000);
        assertEquals("a", input.seen.toString());
        assertEquals(1, input.ends);
        assertEquals(-1, driver.waitMillis());
        inputs.remove(input.pipe.reader());
        fake.posix().descriptors().close(input.pipe.reader());
    }

    @Test
    void anInputThatCannotBeReadHasEnded() throws Exception {
        OneInput input = new OneInput();
        fake.faults().once(leavesUntilTaken ? "tee" : "read", "pipe's reader", Errno.EIO);
        input.put("a");
        driver.settle();
        assertEquals(1, input.ends);
    }

    @Test
    void aFileIsReadToItsEnd() throws Exception {
        fake.disk().file("/in", "line\n".repeat(20_000));
        int file = fake.posix().files().open(Files.HERE, "/in", Open.READ, 0);
        OneInput input = new OneInput();
        inputs.add(file, input);
        driver.advanceMillis(100);
        assertEquals(100_000, input.seen.length());
        assertEquals(1, input.ends);
        assertEquals(-1, driver.waitMillis());
        inputs.remove(file);
        fake.posix().descriptors().close(file);
    }

    @Test
    void aFileWhoseReaderWantsNothingWaits() throws Exception {
        fake.disk().file("/in", "x".repeat(100_000));
        int file = fake.posix().files().open(Files.HERE, "/in", Open.READ, 0);
        OneInput input = new OneInput();
        input.afterwards = () -> input.wanted = 0;
        inputs.add(file, input);
        driver.advanceMillis(1_000);
        assertEquals(LogInputs.BLOCK, input.seen.length());
        assertEquals(-1, driver.waitMillis());
        input.afterwards = () -> {};
        input.wanted = LogInputs.BLOCK;
        inputs.resume(file);
        driver.advanceMillis(100);
        assertEquals(100_000, input.seen.length());
    }

    @Test
    void manyInputsAreAllRead() throws Exception {
        for (int i = 0; i < 400; i++) {
            new OneInput().put("x");
        }
        driver.advanceMillis(200);
        for (OneInput input : all) {
            assertEquals("x", input.seen.toString());
        }
    }

    /** With a pause after each 128 of them, a thousand loggers would wait for more than a tenth of a second. */
    @Test
    void allThatAreReadyAreReadBeforeAPause() throws Exception {
        for (int i = 0; i < 400; i++) {
            new OneInput().put("x");
        }
        driver.settle();
        for (OneInput input : all) {
            assertEquals("x", input.seen.toString());
        }
    }

    @Test
    void oneMayTakeAnotherAwayWhileItIsRead() throws Exception {
        OneInput first = new OneInput();
        OneInput second = new OneInput();
        first.afterwards = () -> {
            inputs.remove(second.pipe.reader());
            fake.posix().descriptors().close(second.pipe.reader());
        };
        first.put("a");
        second.put("b");
        driver.settle();
        assertEquals("a", first.seen.toString());
        assertEquals("", second.seen.toString());
        first.afterwards = () -> inputs.remove(first.pipe.reader());
        first.put("c");
        first.put("d");
        driver.advanceMillis(100);
        assertEquals("acd", first.seen.toString());
    }

    @Test
    void aReaderThatFailsStopsNobody() throws Exception {
        OneInput first = new OneInput();
        OneInput second = new OneInput();
        first.throwsNext = true;
        first.put("a");
        second.put("b");
        assertThrows(AssertionError.class, driver::settle);
        driver.advanceMillis(100);
        assertEquals("b", second.seen.toString());
        first.put("c");
        driver.advanceMillis(100);
        assertEquals("ac", first.seen.toString());
    }

    @Test
    void whatCannotBeWatchedNowIsWatchedLater() throws Exception {
        OneInput input = new OneInput();
        input.want(0);
        fake.faults().always("epoll_ctl", "pipe's reader", Errno.ENOSPC);
        input.put("a");
        input.want(10);
        driver.advanceMillis(500);
        assertEquals("", input.seen.toString());
        fake.faults().heal();
        driver.advanceMillis(100);
        assertEquals("a", input.seen.toString());
        driver.advanceMillis(100);
        assertEquals(-1, driver.waitMillis());
    }

    @Test
    void theSetOfInputsThatCannotBeWatchedIsLookedAtAllTheSame() throws Exception {
        OneInput input = new OneInput();
        input.put("a");
        driver.settle();
        fake.faults().always("epoll_ctl", "poll set", Errno.ENOMEM);
        driver.advanceMillis(100);
        input.put("b");
        driver.advanceMillis(100);
        assertEquals("ab", input.seen.toString());
        fake.faults().heal();
        driver.advanceMillis(100);
        assertEquals(-1, driver.waitMillis());
        input.put("c");
        driver.settle();
        assertEquals("abc", input.seen.toString());
        assertFalse(driver.waitMillis() < 0);
    }
}
