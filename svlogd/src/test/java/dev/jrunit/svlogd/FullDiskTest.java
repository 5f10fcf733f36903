package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full: what waits, what goes, what is dropped. Source: svlogd(8), CONFIG, N; docs/logging.md, q. */
class FullDiskTest {
    private static final String FULL = "pausing: unable to write to current: /log: out of disk space";
    private static final Pattern WHOLE = Pattern.compile("x*line [0-9]{4}|long line|another long one");
    private static final Pattern LINE = Pattern.compile("x*(l|li|lin|line|line [0-9]{0,4})?");
    private static final Pattern TOLD = Pattern.compile("warning: ([0-9]+) lines were dropped: .+");
    private static final Pattern NOTE = Pattern.compile("svlogd: warning: ([0-9]+) lines were dropped: .*");

    private static String line(int number) {
        return String.format("line %04d%n", number);
    }

    private static String lines(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append(line(i));
        }
        return lines.toString();
    }

    /** Lets {@code bytes} more be written. */
    private static void room(OneLogger logger, long bytes) {
        logger.disk.capacity(logger.disk.used() + bytes);
    }

    private static void heal(OneLogger logger) {
        logger.disk.capacity(Long.MAX_VALUE);
        logger.fake.faults().heal();
    }

    @Test
    void withoutRoomEverythingWaitsAndNothingIsLost() {
        OneLogger logger = OneLogger.with("s0\n").start(20);
        room(logger, 25);
        logger.send(lines(0, 5));
        assertEquals(lines(0, 5).substring(0, 25), logger.current());
        assertEquals(List.of(FULL), logger.reports);
        logger.put(lines(5, 10));
        logger.pass(10_000);
        assertEquals(25, logger.current().length());
        assertEquals(List.of(FULL), logger.reports); // said once
        room(logger, 12);
        logger.pass(1_000);
        assertEquals(lines(0, 5).substring(0, 37), logger.current());
        heal(logger);
        logger.pass(1_100);
        assertEquals(lines(0, 10), logger.current());
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void anEndOfInputWaitsForRoom() {
        OneLogger logger = OneLogger.with("s0\n").start(20);
        room(logger, 3);
        logger.send(lines(0, 3) + "part");
        logger.endInput();
        logger.pass(10_000);
        assertEquals(List.of(), logger.ends);
        heal(logger);
        logger.pass(1_000);
        assertEquals(lines(0, 3) + "part\n", logger.current());
        logger.assertEnded();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aDiskThatIsFullNowAndThenLosesNothing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            String extra = random.nextBoolean() ? "" : "pweb: \n";
            OneLogger logger = OneLogger.with("n0\ns" + (30 + random.nextInt(100)) + "\n" + extra)
                    .start(20);
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(4) == 0) {
                    room(logger, random.nextInt(30));
                } else if (random.nextInt(4) == 0) {
                    heal(logger);
                    String[] calls = {"rename", "open", "write"};
                    logger.fake.faults().always(calls[random.nextInt(3)], "/log/current", Errno.ENOSPC);
                } else {
                    heal(logger);
                }
                String prefix = extra.isEmpty() ? "" : "web: ";
                String text = random.nextInt(10) == 0 ? "long ".repeat(20) + "\n" : line(i);
                expected.append(prefix).append(text);
                logger.put(text);
                logger.pass(random.nextInt(1500));
                if (random.nextInt(10) == 0) {
                    logger.alarm();
                }
                if (random.nextInt(10) == 0) {
                    logger.hangUp();
                }
            }
            logger.endInput();
            heal(logger);
            logger.pass(5_000);
            assertEquals(expected.toString(), logger.all("/log"));
            logger.assertEnded();
        }
    }

    // ---- N ----

    private static OneLogger withOld(String config, int count) {
        OneLogger logger = OneLogger.with("s100000\n" + config);
        for (int i = 0; i < count; i++) {
            logger.disk.file(String.format("/log/@4000000000000000%08x.s", i), "0123456789");
        }
        return logger.start(20);
    }

    @Test
    void oldFilesGoDownToN() {
        OneLogger logger = withOld("n10\nN2\n", 5);
        room(logger, 0);
        logger.send(lines(0, 3));
        assertEquals(lines(0, 3), logger.current());
        assertEquals(2, logger.oldNames("/log").size());
        assertEquals("warning: out of disk space, delete: /log/@400000000000000000000000.s", logger.reports.get(0));
        assertEquals(3, logger.reports.size());
        logger.send(lines(3, 5));
        assertEquals(2, logger.oldNames("/log").size());
        assertEquals(FULL, logger.reports.get(3));
        heal(logger);
        logger.pass(1_000);
        assertEquals(lines(0, 5), logger.current());
    }

    @ParameterizedTest
    @ValueSource(strings = {"n10\n", "n0\nN2\n"})
    void noneGoesWithoutN(String config) {
        OneLogger logger = withOld(config, 5);
        room(logger, 0);
        logger.send(lines(0, 1));
        assertEquals(5, logger.oldNames("/log").size());
    }

    @Test
    void roomIsMadeForANewFileAndANewNameToo() {
        OneLogger logger = withOld("N1\n", 3);
        logger.send("a\n");
        logger.fake.faults().once("open", "/log/current", Errno.ENOSPC);
        logger.alarm();
        assertEquals(3, logger.oldNames("/log").size()); // of 3, and one more, one went
        logger.send("b\n");
        logger.fake.faults().once("rename", "/log/current", Errno.ENOSPC);
        logger.alarm();
        logger.send("c\n");
        assertEquals(3, logger.oldNames("/log").size());
        assertEquals(2, logger.reports.size(), logger.reports::toString);
        assertEquals("c\n", logger.current());
    }

    @Test
    void anOldFileThatCannotBeRemovedIsNoReasonToSpin() {
        OneLogger logger = withOld("N1\n", 3);
        logger.fake.faults().always("unlink", "/log/@400000000000000000000000.s", Errno.EPERM);
        room(logger, 0);
        logger.send("a\n");
        logger.pass(5_000);
        assertEquals(3, logger.oldNames("/log").size());
        heal(logger);
        logger.pass(1_000);
        assertEquals("a\n", logger.current());
    }

    // ---- q ----

    /** Each line once: either it is there as it was, or it was counted. */
    private static void assertCounted(OneLogger logger, int sent) {
        String all = logger.all("/log");
        int whole = 0;
        for (String one : all.substring(0, all.lastIndexOf('\n') + 1).lines().toList()) {
            whole += WHOLE.matcher(one).matches() ? 1 : 0;
        }
        int dropped = 0;
        for (String report : logger.reports) {
            Matcher told = TOLD.matcher(report);
            dropped += told.matches() ? Integer.parseInt(told.group(1)) : 0;
        }
        assertEquals(sent, whole + dropped, () -> logger.all("/log") + logger.reports);
    }

    @Test
    void withQLinesAreDroppedAndCounted() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(20);
        room(logger, 25);
        logger.send(lines(0, 5));
        logger.send(lines(5, 10));
        logger.send(lines(10, 12));
        assertEquals(lines(0, 3).substring(0, 25), logger.current());
        heal(logger);
        logger.pass(1_000);
        assertEquals(
                lines(0, 5)
                        + "svlogd: warning: 7 lines were dropped: unable to write to current: /log: out of disk space\n",
                logger.current());
        assertTrue(logger.reports.contains(
                "warning: 7 lines were dropped: unable to write to current: /log: out of disk space"));
        logger.send(lines(12, 13));
        assertTrue(logger.current().endsWith("\n" + line(12)));
    }

    @Test
    void withQTheInputIsAlwaysRead() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(20);
        room(logger, 0);
        for (int i = 0; i < 10; i++) {
            logger.send("x".repeat(50_000) + "\n");
        }
        heal(logger);
        logger.pass(1_000);
        assertTrue(logger.all("/log").contains("10 lines were dropped")
                || logger.all("/log").contains("9 lines"));
    }

    @Test
    void aLineThatIsCutByTheDropHasAnEnd() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(5);
        logger.send("long line ");
        room(logger, 4);
        logger.send("that goes on ");
        logger.send("and on\nx\n");
        heal(logger);
        logger.pass(1_000);
        logger.send("y\n");
        String[] seen = logger.current().lines().toArray(String[]::new);
        assertEquals("long line that goes on ", seen[0]);
        assertTrue(NOTE.matcher(seen[1]).matches(), seen[1]);
        assertTrue(seen[1].contains(" 2 lines"), seen[1]);
        assertEquals("y", seen[2]);
    }

    @Test
    void deselectedLinesAreNotCounted() {
        OneLogger logger = OneLogger.with("s0\nq\n-no*\n").start(20);
        room(logger, 0);
        logger.send("a\n");
        logger.send("no\nb\nno\n");
        heal(logger);
        logger.pass(1_000);
        assertTrue(logger.current().contains(" 1 lines were dropped"), logger.current());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCountIsExactWhateverHappens(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            boolean isCutShort = random.nextBoolean();
            OneLogger logger = OneLogger.with("n0\nq\ns" + (random.nextBoolean() ? 0 : 40 + random.nextInt(300)) + "\n")
                    .start(20);
            int sent = 0;
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(3) == 0) {
                    room(logger, random.nextInt(30));
                } else if (random.nextInt(3) == 0) {
                    heal(logger);
                }
                for (int count = random.nextInt(4); count > 0; count--) {
                    String text = random.nextInt(5) == 0 ? "x".repeat(random.nextInt(200)) + line(i) : line(i);
                    int cut = random.nextInt(text.length() - 1); // a line that is cut is not whole
                    logger.put(text.substring(0, cut));
                    if (random.nextBoolean()) {
                        logger.read();
                    }
                    logger.put(text.substring(cut));
                    sent++;
                }
                logger.pass(random.nextInt(1500));
                if (random.nextInt(10) == 0) {
                    logger.hangUp();
                }
                if (random.nextInt(10) == 0) {
                    logger.alarm();
                }
            }
            if (!isCutShort) {
                heal(logger);
                logger.pass(5_000);
            }
            logger.endInput();
            logger.assertEnded();
            assertCounted(logger, sent);
            String[] seen = logger.all("/log").lines().toArray(String[]::new);
            for (int j = 0; j < seen.length - (isCutShort ? 1 : 0); j++) {
                assertTrue(
                        LINE.matcher(seen[j]).matches() || NOTE.matcher(seen[j]).matches(), seen[j]);
            }
        }
    }

    @Test
    void whatCouldNotBeWrittenAtTheEndIsCountedToo() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(20);
        room(logger, 0);
        logger.send("a\nb\nc\n");
        logger.endInput();
        logger.assertEnded();
        assertEquals("", logger.current());
        assertEquals(
                "warning: 3 lines were dropped: unable to write to current: /log: out of disk space",
                logger.reports.get(logger.reports.size() - 1));
    }

    @Test
    void atTheEndItIsTriedOnceMore() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(20);
        room(logger, 0);
        logger.send("a\nb\n");
        heal(logger);
        logger.endInput();
        logger.assertEnded();
        assertEquals("a\nb\n", logger.current());
    }

    @Test
    void theNoteItselfWaitsForRoom() {
        OneLogger logger = OneLogger.with("s0\nq\n").start(20);
        room(logger, 0);
        logger.send(lines(0, 1));
        logger.send(lines(1, 3));
        room(logger, 20);
        logger.pass(1_000);
        logger.send(lines(3, 5));
        heal(logger);
        logger.pass(1_000);
        assertCounted(logger, 5);
        assertTrue(logger.current().startsWith(line(0) + "svlogd: warning: 2 lines were dropped"), logger.current());
    }

    // ---- q that comes, stays or goes with a HUP ----

    /** What is kept as it came is older than what comes. */
    @Test
    void aHangUpThatBringsQDropsInTheOrderOfTheInput() {
        OneLogger logger = OneLogger.with("s0\n").start(100);
        room(logger, 0);
        logger.send(lines(0, 2) + "lin");
        logger.disk.file("/log/config", "s0\nq\n");
        room(logger, 0);
        logger.hangUp();
        logger.send("e 0002\n" + lines(3, 5));
        heal(logger);
        logger.pass(1_100);
        logger.send(lines(5, 6));
        logger.endInput();
        logger.assertEnded();
        assertCounted(logger, 6);
        assertEquals(4, logger.current().lines().count(), logger.current());
        assertTrue(
                logger.current().startsWith(lines(0, 2) + "svlogd: warning: 3 lines were dropped"), logger.current());
    }

    @ParameterizedTest
    @CsvSource({"q, q", "q, ''", "'', q", "'', ''"})
    void aHangUpWhileTheDiskIsFullLosesNoCount(String before, String after) {
        OneLogger logger = OneLogger.with("s0\n" + before + "\n").start(5);
        logger.send("long ");
        room(logger, 3);
        logger.send("line\n" + lines(0, 3) + "another long ");
        logger.disk.file("/log/config", "s0\n" + after + "\n");
        logger.disk.capacity(logger.disk.used());
        logger.hangUp();
        logger.put("one\n" + lines(3, 6));
        logger.pass(500);
        heal(logger);
        logger.pass(2_000);
        logger.send(lines(6, 7));
        logger.endInput();
        logger.assertEnded();
        assertCounted(logger, 9);
        assertTrue(logger.current().startsWith("long line\n"), logger.current());
        if (before.isEmpty() && after.isEmpty()) {
            assertEquals("long line\n" + lines(0, 3) + "another long one\n" + lines(3, 7), logger.current());
        }
        assertFalse(logger.current().contains("longline"), logger.current());
    }
}
