package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakeChild;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** svlogd(8), PROCESSOR. */
class ProcessorTest {
    private static final String FAILED = "warning: processor failed, restart: /log";

    private static OneLogger started(String config) {
        return OneLogger.with("s0\n" + config).start(20);
    }

    /** One with {@code a} being processed, and {@code b} in current. */
    private static OneLogger processing() {
        OneLogger logger = started("!tr a A\n");
        logger.send("a\n");
        logger.alarm();
        logger.send("b\n");
        return logger;
    }

    private static String old(OneLogger logger, char kind) {
        return logger.oldNames("/log").stream()
                .filter(name -> name.charAt(26) == kind)
                .map(name -> "/log/" + name)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no ." + kind + " among " + logger.oldNames("/log")));
    }

    @Test
    void feedsTheFileThroughTheCommand() {
        OneLogger logger = processing();
        FakeChild child = logger.processor();
        assertEquals(List.of("sh", "-c", "tr a A"), child.request().arguments());
        assertFalse(child.request().newSession());
        assertEquals(List.of("t:", "u:a\n", "b\n"), logger.files());
        assertEquals(0644, logger.disk.stat(old(logger, 't')).permissions());
        assertEquals(0744, logger.disk.stat(old(logger, 'u')).permissions());
        assertEquals(0644, logger.disk.stat("/log/state").permissions());
        logger.process();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
        assertEquals(0744, logger.disk.stat(old(logger, 's')).permissions());
        String u = old(logger, 's').replace(".s", ".u");
        assertTrue(logger.infos.contains("processing: " + u));
        assertTrue(logger.infos.contains("processed: " + old(logger, 's')));
        logger.endInput();
        logger.assertEnded();
        assertEquals(List.of(), logger.reports);
    }

    @Test
    void stateGoesFromOneRunToTheNext() {
        OneLogger logger = processing();
        assertEquals("", logger.processor().readAll(4));
        logger.processor().write(5, "one");
        assertTrue(logger.disk.exists("/log/newstate"));
        logger.process();
        assertEquals("one", logger.disk.content("/log/state"));
        assertFalse(logger.disk.exists("/log/newstate"));
        logger.alarm();
        assertEquals("one", logger.processor().readAll(4));
        logger.processor().write(5, "fails");
        logger.processor().exit(1);
        logger.pass(1_000);
        assertEquals("one", logger.processor().readAll(4));
        assertEquals("", logger.disk.content("/log/newstate"));
        logger.process();
        assertEquals("", logger.disk.content("/log/state"));
    }

    @Test
    void afterAFailureItIsRunAgainAfterAGrowingPause() {
        OneLogger logger = processing();
        long[] pauses = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000};
        for (long pause : pauses) {
            logger.processor().write(1, "half");
            logger.processor().exit(1);
            logger.pass(pause - 10);
            assertFalse(logger.isProcessing(), "pause " + pause);
            logger.pass(20);
            assertTrue(logger.isProcessing(), "pause " + pause);
            assertEquals("", logger.disk.content(old(logger, 't')));
        }
        assertEquals(
                pauses.length, logger.reports.stream().filter(FAILED::equals).count());
        logger.process();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
        logger.alarm();
        logger.processor().exit(1);
        logger.pass(1_010);
        assertTrue(logger.isProcessing()); // the next file begins with the first pause again
    }

    @Test
    void aSignalIsAFailure() {
        OneLogger logger = processing();
        logger.processor().die(Signal.KILL, false);
        logger.driver.settle();
        assertEquals(List.of(FAILED), logger.reports);
        assertEquals(List.of("t:", "u:a\n", "b\n"), logger.files());
    }

    @Test
    void theNextRotationWaitsAndInputIsReadUntilThen() {
        OneLogger logger = processing();
        logger.send("c\n");
        assertEquals("b\nc\n", logger.current());
        logger.alarm();
        logger.put("d\n");
        logger.pass(5_000);
        assertEquals(List.of("t:", "u:a\n", "b\nc\n"), logger.files());
        logger.process();
        logger.pass(100);
        assertEquals(List.of("s:A\n", "t:", "u:b\nc\n", "d\n"), logger.files());
        logger.process();
        logger.endInput();
        logger.assertEnded();
        assertEquals("A\nB\nC\nd\n", logger.all("/log"));
    }

    @Test
    void theEndOfInputWaitsForIt() {
        OneLogger logger = processing();
        logger.endInput();
        logger.pass(100_000);
        assertEquals(List.of(), logger.ends);
        logger.process();
        logger.assertEnded();
    }

    @Test
    void theEndOfInputWaitsForARotationThatIsOwedToo() {
        OneLogger logger = processing();
        logger.alarm();
        logger.put("c");
        logger.endInput();
        logger.process();
        logger.pass(100);
        assertTrue(logger.isProcessing());
        logger.process();
        logger.pass(100);
        logger.assertEnded();
        assertEquals("A\nB\nc\n", logger.all("/log"));
    }

    @Test
    void atTheEndAFailureIsTriedAgainAFewTimes() {
        OneLogger logger = processing();
        logger.endInput();
        for (int tries = 1; tries <= 4; tries++) {
            logger.processor().exit(1);
            logger.driver.settle();
            logger.pass(10_000);
        }
        logger.assertEnded();
        assertEquals("a\n", logger.disk.content(old(logger, 'u')));
        assertThrows(AssertionError.class, () -> old(logger, 't'));
        assertEquals("warning: unprocessed: " + old(logger, 'u'), logger.reports.get(4));
    }

    @Test
    void atTheEndAPauseIsCutShortForALastTry() {
        OneLogger logger = processing();
        logger.processor().exit(1);
        logger.driver.settle();
        logger.endInput();
        logger.process();
        logger.assertEnded();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
    }

    @Test
    void aLastTryThatCannotBeginIsAnEndToo() {
        OneLogger logger = processing();
        logger.processor().exit(1);
        logger.driver.settle();
        logger.alarm(); // this rotation waits for it
        logger.fake.faults().always("open", "/log/state", Errno.EMFILE);
        logger.endInput();
        logger.pass(60_000);
        logger.assertEnded();
        assertEquals("a\nb\n", logger.all("/log").replaceAll("\n+", "\n"));
    }

    @Test
    void hangUpWhileItRunsKeepsIt() {
        OneLogger logger = processing();
        logger.hangUp();
        logger.hangUp();
        logger.process();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
        assertFalse(logger.disk.exists("/log/newstate"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void hangUpThatTakesItAwayLetsItEnd() {
        OneLogger logger = processing();
        logger.disk.remove("/log/config");
        logger.hangUp();
        logger.alarm();
        logger.process();
        logger.driver.settle();
        assertEquals(List.of("s:A\n", "s:b\n", ""), logger.files());
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void hangUpToAnotherDirectoryLetsItEndToo() {
        OneLogger logger = processing();
        logger.disk.move("/log", "/old");
        logger.disk.file("/log/config", "!cat\n");
        logger.hangUp();
        logger.process();
        assertEquals("A\nb\n", logger.all("/old"));
        logger.send("c\n");
        logger.alarm();
        logger.process();
        assertEquals("C\n", logger.all("/log"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void hangUpWithoutAnyDirectoryLeftGivesItUp() {
        OneLogger logger = processing();
        logger.disk.move("/log", "/old");
        logger.hangUp();
        assertEquals(List.of(111), logger.ends);
        logger.processor().exit(0);
        logger.pass(1_000);
        logger.fake.assertNothingLeaked();
    }

    @Test
    void outputThatIsGoneIsMadeAgain() {
        OneLogger logger = processing();
        logger.disk.remove(old(logger, 't'));
        logger.process();
        assertEquals(List.of("warning: unable to rename processed: /log: file does not exist"), logger.reports);
        logger.pass(1_010);
        logger.process();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
    }

    @Test
    void aStateThatIsGoneHoldsNothingUp() {
        OneLogger logger = processing();
        logger.disk.remove("/log/newstate");
        logger.process();
        logger.pass(1_010);
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
        logger.alarm();
        logger.process();
        assertEquals("A\nB\n", logger.all("/log"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void aFileThatIsGoneBeforeItCouldBeProcessedHoldsNothingUp() {
        OneLogger logger = processing();
        logger.processor().exit(1);
        logger.driver.settle();
        logger.disk.remove(old(logger, 'u'));
        logger.pass(1_010);
        logger.alarm();
        logger.process();
        assertEquals("B\n", logger.all("/log"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void aFileThatIsGoneAfterwardsIsWarnedOf() {
        OneLogger logger = processing();
        String u = old(logger, 'u');
        logger.disk.remove(u);
        logger.process();
        assertEquals(List.of("s:A\n", "b\n"), logger.files());
        assertEquals(List.of("warning: unable to unlink: " + u + ": file does not exist"), logger.reports);
    }

    @Test
    void whatFailsWhenItIsSavedIsTriedAgainAndTheNextRotationFollows() {
        OneLogger logger = processing();
        String t = old(logger, 't');
        logger.fake.faults().once("rename", t, Errno.EIO);
        logger.process();
        assertEquals(List.of("warning: unable to rename processed: /log: input/output error"), logger.reports);
        logger.alarm();
        logger.put("c\n");
        logger.pass(1_100);
        assertEquals("s:A\n", logger.files().get(0));
        assertTrue(logger.isProcessing(), "the rotation that waited for it");
        logger.process();
        logger.pass(100);
        assertEquals("A\nB\nc\n", logger.all("/log"));
    }

    @Test
    void whatCannotBeStartedIsTriedAgain() {
        OneLogger logger = started("!tr a A\n");
        logger.send("a\n");
        logger.fake.faults().always("spawn", "/bin/sh", Errno.EAGAIN);
        logger.alarm();
        logger.pass(3_500);
        assertEquals(
                3,
                logger.reports.stream()
                        .filter("warning: unable to start the processor: /log: temporary failure"::equals)
                        .count());
        logger.fake.faults().heal();
        logger.pass(4_000);
        logger.process();
        assertEquals(List.of("s:A\n", ""), logger.files());
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void itsOutputIsNotPrunedWhileItRuns() {
        OneLogger logger = processing();
        logger.disk.file("/log/@400000000000000000000001.t", "leftover");
        String t = old(logger, 't');
        logger.process();
        logger.alarm();
        assertFalse(logger.disk.exists(t));
        assertFalse(logger.disk.exists("/log/@400000000000000000000001.t"));
        assertTrue(logger.disk.exists(old(logger, 't')));
    }

    // ---- z ----

    private static String gunzip(OneLogger logger, String name) throws IOException {
        byte[] bytes = logger.disk.bytes(name);
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), ISO_8859_1);
    }

    @Test
    void zCompresses() throws Exception {
        OneLogger logger = started("z\n");
        String text = "a line that is often the same\n".repeat(5_000);
        logger.send(text);
        logger.alarm();
        logger.send("b\n");
        assertEquals(1, logger.oldNames("/log").size());
        assertEquals(text, gunzip(logger, old(logger, 's')));
        assertTrue(logger.disk.stat(old(logger, 's')).size() < text.length() / 10);
        assertEquals(0744, logger.disk.stat(old(logger, 's')).permissions());
        assertFalse(logger.disk.exists("/log/state"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void whileItCompressesTheNextRotationWaits() throws Exception {
        OneLogger logger = started("z\n");
        logger.send("a\n");
        logger.background.hold();
        logger.alarm();
        logger.send("b\n");
        logger.alarm();
        logger.put("c\n");
        logger.pass(3_000);
        assertEquals("b\n", logger.current());
        logger.background.release();
        logger.pass(100);
        assertEquals(2, logger.oldNames("/log").size());
        assertEquals("a\n", gunzip(logger, "/log/" + logger.oldNames("/log").get(0)));
        assertEquals("b\n", gunzip(logger, "/log/" + logger.oldNames("/log").get(1)));
        assertEquals("c\n", logger.current());
    }

    @Test
    void withoutRoomItIsCompressedLater() throws Exception {
        OneLogger logger = started("z\n");
        logger.send("a\n");
        logger.disk.capacity(logger.disk.used());
        logger.alarm();
        assertEquals(List.of("warning: unable to compress: /log: out of disk space"), logger.reports);
        assertEquals(List.of("t:", "u:a\n", ""), logger.files());
        logger.disk.capacity(Long.MAX_VALUE);
        logger.pass(1_010);
        assertEquals("a\n", gunzip(logger, old(logger, 's')));
        logger.endInput();
        logger.assertEnded();
    }

    /** Or the next rotation would wait for this one, and this one for ever. */
    @Test
    void withoutRoomOldFilesGoDownToN() throws Exception {
        OneLogger logger = OneLogger.with("s0\nn10\nN2\nz\n");
        for (int i = 0; i < 3; i++) {
            logger.disk.file(String.format("/log/@4000000000000000%08x.s", i), "x".repeat(100));
        }
        logger.start(20);
        logger.send("a\n");
        logger.disk.capacity(logger.disk.used());
        logger.alarm();
        assertEquals(List.of("warning: out of disk space, delete: /log/@400000000000000000000000.s"), logger.reports);
        assertEquals(3, logger.oldNames("/log").size());
        assertEquals("a\n", gunzip(logger, "/log/" + logger.oldNames("/log").get(2)));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void shortWritesMakeNoDifferenceToWhatIsCompressed() throws Exception {
        OneLogger logger = started("z\n");
        logger.send("abc\n".repeat(1_000));
        logger.fake.faults().writesTakeAtMost(7);
        logger.alarm();
        logger.fake.faults().heal();
        assertEquals("abc\n".repeat(1_000), gunzip(logger, old(logger, 's')));
    }
}
