package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), SIGNALS and LOG DIRECTORY: what ends a logger, what does not, and what it says of its directories. */
class LogDaemonTest {
    private static final LineOptions SHORT = new LineOptions(TimeStyle.NONE, 5, null);

    private static OneLogger two() {
        OneLogger logger = new OneLogger();
        logger.disk.directory("/log2");
        return logger.start(SHORT, "/log", "/log2");
    }

    // ---- directories ----

    @ParameterizedTest
    @CsvSource({
        "/nope, unable to open log directory: /nope: file does not exist",
        "/file, unable to change directory: /file: not a directory",
        "/secret, unable to open log directory: /secret: access denied",
        "/locked, unable to lock directory: /locked: temporary failure",
        "/odd, unable to lock directory: /odd: is a directory",
        "/closed, unable to lock directory: /closed: access denied",
    })
    void aDirectoryThatCannotBeUsedIsLeftOut(String path, String complaint) {
        OneLogger logger = new OneLogger();
        logger.disk.file("/file", "");
        logger.disk.directory("/secret");
        logger.disk.permissions("/secret", 0);
        logger.disk.file("/locked/lock", "");
        logger.disk.lock("/locked/lock");
        logger.disk.directory("/odd/lock");
        logger.disk.directory("/closed");
        logger.disk.permissions("/closed", 0500);
        logger.prepare();
        assertFalse(logger.begin(SHORT, path));
        assertEquals(List.of("warning: " + complaint), logger.reports);
        logger.fake.assertNothingLeaked();
        assertTrue(logger.begin(SHORT, path, "/log"));
        logger.send("a\n");
        assertEquals("a\n", logger.current());
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void aDirectoryThatIsNamedTwiceIsUsedOnce() {
        OneLogger logger = new OneLogger();
        logger.start(SHORT, "/log", "/log/.");
        assertEquals(List.of("warning: unable to lock directory: /log/.: temporary failure"), logger.reports);
        logger.send("a\n");
        assertEquals("a\n", logger.current());
    }

    @Test
    void aConfigThatCannotBeReadIsNone() {
        OneLogger logger = new OneLogger();
        logger.disk.directory("/log/config");
        logger.disk.file("/log2/config", "s1\nn\n");
        logger.disk.permissions("/log2/config", 0);
        logger.disk.link("/log3/config", "config");
        logger.disk.link("/log4/config", "nowhere");
        logger.disk.fifo("/log5/config");
        logger.start(SHORT, "/log", "/log2", "/log3", "/log4", "/log5");
        assertEquals(
                List.of(
                        "warning: unable to read config: /log: is a directory",
                        "warning: unable to read config: /log2: access denied",
                        "warning: unable to read config: /log3: symbolic link loop"),
                logger.reports);
        logger.send("a\n");
        for (String path : new String[] {"/log", "/log2", "/log3", "/log4", "/log5"}) {
            assertEquals("a\n", logger.disk.content(path + "/current"));
        }
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void whatIsWrongWithAConfigIsSaidWithItsLine() {
        OneLogger logger = OneLogger.with("s50\nn2x\n").start(20);
        assertEquals(List.of("warning: /log/config: line 2: more than a number: 2x"), logger.reports);
    }

    @Test
    void aCurrentThatCannotBeOpenedIsWaitedFor() {
        OneLogger logger = new OneLogger();
        logger.disk.directory("/log/current");
        logger.start(5);
        logger.put("a\n");
        logger.pass(5_000);
        assertEquals(List.of("pausing: unable to open current: /log: is a directory"), logger.reports);
        logger.disk.remove("/log/current");
        logger.pass(1_100);
        assertEquals("a\n", logger.current());
    }

    @Test
    void aFifoInThePlaceOfCurrentTakesWhatItCan() throws Exception {
        OneLogger logger = new OneLogger();
        logger.disk.fifo("/log/current");
        int reader = logger.fake.posix().files().open(Files.HERE, "/log/current", Open.READ | Open.NON_BLOCKING, 0);
        logger.disk.file("/log/config", "s0\n");
        logger.start(5);
        logger.send("x".repeat(60_000) + "\n");
        logger.put("y".repeat(30_000) + "\n");
        logger.pass(3_000);
        byte[] block = new byte[70_000];
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            int count = logger.fake.posix().descriptors().read(reader, block, 0, block.length);
            seen.append(count > 0 ? dev.jrunit.posix.ByteStrings.of(block, 0, count) : "");
            logger.pass(1_000);
        }
        assertEquals("x".repeat(60_000) + "\n" + "y".repeat(30_000) + "\n", seen.toString());
    }

    @Test
    void endsAreSaidInOrder() {
        OneLogger logger = two();
        logger.endInput();
        assertEquals(List.of("new: /log/current", "new: /log2/current", "close: /log", "close: /log2"), logger.infos);
        logger.assertEnded();
    }

    // ---- HUP ----

    @Test
    void hangUpReadsTheConfigAgain() {
        OneLogger logger = OneLogger.with("pold: \n").start(5);
        logger.send("a\npa");
        logger.disk.file("/log/config", "pnew: \n");
        logger.hangUp();
        logger.send("rt\nb\n");
        assertEquals("old: a\nnew: part\nnew: b\n", logger.current());
        assertEquals(
                List.of(
                        "read: /log/config",
                        "new: /log/current",
                        "sighangup received.",
                        "close: /log",
                        "read: /log/config",
                        "append: /log/current"),
                logger.infos);
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void hangUpLeavesALongLineWhole() {
        OneLogger logger = OneLogger.with("pold: \n").start(5);
        logger.send("a long li");
        logger.disk.file("/log/config", "pnew: \n-*\n+b*\n");
        logger.hangUp();
        logger.send("ne that goes on\nbbb\nc\n");
        assertEquals("old: a long line that goes on\nnew: bbb\n", logger.current());
    }

    @Test
    void hangUpInALineThatIsPassedOnAsItIs() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("a long li");
        logger.disk.file("/log/config", "pnew: \n");
        logger.hangUp();
        logger.send("ne\n");
        logger.send("next\n");
        logger.send("last");
        logger.endInput();
        assertEquals("a long line\nnew: next\nnew: last\n", logger.current());
    }

    @ParameterizedTest
    @CsvSource({"j, ''", "'', j"})
    void hangUpEndsALongLineInTheFormInWhichItBegan(String before, String after) {
        OneLogger logger = OneLogger.with(before + "\n").start(5);
        logger.send("a long li");
        logger.disk.file("/log/config", after + "\n");
        logger.hangUp();
        logger.send("ne\nx\n");
        String[] lines = logger.current().lines().toArray(String[]::new);
        assertEquals(2, lines.length, logger.current());
        assertTrue(lines[0].endsWith(before.isEmpty() ? "a long line" : "a long line\"}"), lines[0]);
        assertTrue(lines[1].endsWith(after.isEmpty() ? "x" : "x\"}"), lines[1]);
    }

    @Test
    void hangUpInADeselectedLongLineKeepsItDeselected() {
        OneLogger logger = OneLogger.with("-a*\n").start(5);
        logger.send("a long li");
        logger.disk.remove("/log/config");
        logger.hangUp();
        logger.send("ne\nx\n");
        assertEquals("x\n", logger.current());
    }

    @Test
    void hangUpFollowsTheNameOfTheDirectory() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("a\n");
        logger.disk.move("/log", "/old");
        logger.disk.directory("/log");
        logger.send("b\n");
        assertEquals("a\nb\n", logger.disk.content("/old/current"));
        logger.hangUp();
        logger.send("c\n");
        assertEquals("c\n", logger.current());
        assertEquals(0744, logger.disk.stat("/old/current").permissions());
        assertFalse(logger.disk.isLocked("/old/lock"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void hangUpLeavesOutWhatIsGone() {
        OneLogger logger = two();
        logger.disk.move("/log2", "/elsewhere");
        logger.hangUp();
        assertEquals(List.of("warning: unable to open log directory: /log2: file does not exist"), logger.reports);
        logger.send("a\n");
        assertEquals("a\n", logger.current());
        logger.disk.move("/log", "/elsewhere2");
        logger.hangUp();
        assertEquals("fatal: no functional log directories.", logger.reports.get(3));
        assertEquals(List.of(111), logger.ends);
        logger.fake.assertNothingLeaked();
    }

    @Test
    void hangUpKeepsARotationThatIsOwed() {
        OneLogger logger = OneLogger.with("s0\n").start(5);
        logger.send("a\n");
        logger.fake.faults().always("rename", "/log/current", Errno.EROFS);
        logger.alarm();
        logger.hangUp();
        logger.fake.faults().heal();
        logger.pass(1_100);
        assertEquals(List.of("s:a\n", ""), logger.files());
    }

    // ---- TERM ----

    @Test
    void oneThatIsReleasedDoesNotWaitForItsProcessor() {
        OneLogger logger = OneLogger.with("!tr a-z A-Z\n").start(5);
        logger.send("one\n");
        logger.alarm();
        assertTrue(logger.isProcessing());
        logger.send("two\nthr");
        logger.daemon.release();
        logger.pass(500);
        assertEquals(List.of(), logger.ends, "the line has not ended");
        logger.put("ee\nfour\n");
        logger.pass(500);
        assertEquals(List.of(0), logger.ends);
        assertTrue(logger.isProcessing(), "it is left to itself");
        assertEquals("two\nthree\n", logger.current());
        assertEquals("four\n", logger.unread());
    }

    @Test
    void terminateBetweenLinesEndsAtOnceAndLeavesTheRest() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("a\n");
        logger.put("b\n");
        logger.terminate();
        logger.assertEnded();
        assertEquals("a\n", logger.current());
        assertEquals("b\n", logger.unread());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "abcde", "abcdefgh"})
    void terminateInALineReadsItsRestAndNoMore(String part) {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("x\n" + part);
        logger.terminate();
        assertEquals(List.of(), logger.ends);
        logger.put("rest\nnext\n");
        logger.pass(10);
        logger.terminate();
        logger.pass(50);
        logger.assertEnded();
        assertEquals("x\n" + part + "rest\n", logger.current());
        assertEquals("next\n", logger.unread());
    }

    @Test
    void terminateWaitsForTheRestOfALineForASecond() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("ab");
        logger.terminate();
        logger.pass(990);
        assertEquals(List.of(), logger.ends);
        logger.pass(20);
        logger.assertEnded();
        assertEquals("ab\n", logger.current());
        logger.put("c\n");
        assertEquals("c\n", logger.unread());
    }

    @Test
    void terminateWhileTheLogIsBlockedTearsNoLine() {
        OneLogger logger = OneLogger.with("s0\n").start(20);
        logger.disk.capacity(logger.disk.used());
        logger.send("a\n");
        logger.put("ignored while blocked\n");
        logger.read();
        logger.disk.capacity(Long.MAX_VALUE);
        logger.pass(1_100);
        logger.disk.capacity(logger.disk.used());
        // A block larger than what is formatted at once: its rest is kept as it came.
        logger.disk.file("/log/config", "s0\np" + "p".repeat(3_000) + "\n");
        logger.disk.capacity(logger.disk.used());
        logger.hangUp();
        logger.put("b\n".repeat(100) + "half");
        logger.pass(300);
        logger.terminate();
        logger.put(" line\nnext\n");
        logger.disk.capacity(Long.MAX_VALUE);
        logger.pass(3_000);
        logger.assertEnded();
        String[] lines = logger.current().lines().toArray(String[]::new);
        assertEquals("half line", lines[lines.length - 1].substring(3_000));
        assertEquals("next\n", logger.unread());
    }

    @Test
    void afterItsEndNothingCanBeToldToIt() {
        OneLogger logger = two();
        logger.send("abc");
        logger.background.hold(); // the disk is slow to take the files
        logger.daemon.kill();
        logger.driver.settle();
        logger.hangUp();
        logger.alarm();
        logger.terminate();
        logger.daemon.pause(true);
        logger.daemon.pause(false);
        logger.daemon.kill();
        logger.pass(2_000);
        logger.background.release();
        logger.driver.settle();
        logger.assertEnded();
    }

    @Test
    void aProcessorThatComesWithAHangUpAfterTheEndOfInputHasItsLastTriesToo() {
        OneLogger logger = OneLogger.with("s0\n").start(5);
        logger.send("a\n");
        logger.disk.file("/log/config", "s0\n!cat\n");
        logger.fake.faults().always("rename", "/log/current", Errno.EROFS);
        logger.alarm(); // a rotation that is owed keeps it from ending
        logger.endInput();
        logger.hangUp();
        logger.fake.faults().heal();
        logger.pass(1_100);
        for (int tries = 1; tries <= 4; tries++) {
            logger.processor().exit(1);
            logger.driver.settle();
            logger.pass(10_000);
        }
        logger.assertEnded();
        assertTrue(logger.files().contains("u:a\n"), logger.files()::toString);
    }

    @Test
    void hangUpAndAlarmAfterTheEndOfInputChangeNothing() {
        OneLogger logger = OneLogger.with("!cat\n").start(5);
        logger.send("a\n");
        logger.alarm();
        logger.send("b\n");
        logger.endInput();
        assertEquals(List.of(), logger.ends);
        logger.hangUp();
        logger.terminate();
        logger.process();
        logger.pass(1_000);
        logger.assertEnded();
        assertEquals("A\nb\n", logger.all("/log"));
    }

    // ---- STOP, CONT and KILL ----

    @Test
    void pauseLeavesTheInputWhereItIs() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.daemon.pause(true);
        logger.put("a\n");
        logger.pass(5_000);
        assertEquals("", logger.current());
        logger.daemon.pause(false);
        logger.driver.settle();
        assertEquals("a\n", logger.current());
        logger.daemon.pause(true);
        logger.terminate();
        logger.assertEnded();
    }

    @Test
    void killEndsAtOnce() {
        OneLogger logger = new OneLogger();
        logger.start(5);
        logger.send("a\nbc");
        logger.disk.capacity(logger.disk.used());
        logger.send("d\n");
        logger.daemon.kill();
        logger.driver.settle();
        logger.assertEnded();
        assertEquals("a\n", logger.current());
    }

    @Test
    void killLeavesAProcessorToItself() {
        OneLogger logger = OneLogger.with("!cat\n").start(5);
        logger.send("a\n");
        logger.alarm();
        logger.daemon.kill();
        logger.driver.settle();
        assertEquals(List.of(0), logger.ends);
        logger.processor().exit(0);
        logger.pass(1_000);
        logger.assertEnded();
        assertEquals("u:a\n", logger.files().get(logger.files().size() - 2).replace("t:", ""));
    }

    @Test
    void killDoesNotDisturbWhatCompresses() {
        OneLogger logger = OneLogger.with("z\n").start(5);
        logger.send("a\n");
        logger.background.hold();
        logger.alarm();
        logger.daemon.kill();
        logger.driver.settle();
        logger.background.release();
        logger.pass(1_000);
        logger.assertEnded();
    }

    // ---- several logs ----

    @Test
    void eachLogHasItsOwnConfig() {
        OneLogger logger = new OneLogger();
        logger.disk.file("/log/config", "-b*\n");
        logger.disk.file("/log2/config", "p2: \n");
        logger.start(SHORT, "/log", "/log2");
        logger.send("a\nb\n");
        assertEquals("a\n", logger.current());
        assertEquals("2: a\n2: b\n", logger.disk.content("/log2/current"));
    }

    @Test
    void aLogThatIsBlockedHoldsTheOthersUpAndLosesNothing() {
        OneLogger logger = two();
        logger.fake.faults().always("write", "/log2/current", Errno.EIO);
        logger.send("a\n");
        logger.put("b\n");
        logger.pass(5_000);
        assertEquals("a\n", logger.current());
        assertEquals("", logger.disk.content("/log2/current"));
        logger.fake.faults().heal();
        logger.pass(1_100);
        assertEquals("a\nb\n", logger.current());
        assertEquals("a\nb\n", logger.disk.content("/log2/current"));
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void theNameOfTheServiceIsThatOfItsDirectory() throws Exception {
        OneLogger logger = new OneLogger();
        Files files = logger.fake.posix().files();
        assertEquals("", Main.serviceName(files));
        String[] places = {"/etc/service/web/log", "/etc/service/web", "/log", "/"};
        StringBuilder names = new StringBuilder();
        for (String place : places) {
            logger.disk.link("/proc/self/cwd", place);
            names.append(Main.serviceName(files)).append(',');
            logger.disk.remove("/proc/self/cwd");
        }
        assertEquals("web,web,,,", names.toString());
    }
}
