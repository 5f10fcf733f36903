package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), LOG FILE ROTATION: where files begin and end, how they are named, and which go. */
class RotationTest {
    private static final int LENGTH = 20;

    private static String lines(int count, int length) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(String.format("%0" + (length - 1) + "d%n", i));
        }
        return lines.toString();
    }

    private static List<Integer> sizes(OneLogger logger) {
        List<Integer> sizes = new ArrayList<>();
        for (String name : logger.oldNames("/log")) {
            sizes.add((int) logger.disk.stat("/log/" + name).size());
        }
        sizes.add(logger.current().length());
        return sizes;
    }

    /** As runit's svlogd was seen to cut them. */
    @ParameterizedTest(name = "s{0}: {1} lines of {2}")
    @CsvSource({
        "50, 6, 10, '30, 30, 0'",
        "19, 6, 10, '19, 19, 19, 3'",
        "20, 3, 10, '10, 10, 10, 0'",
        "20, 2, 25, '20, 5, 20, 5, 0'",
        "29, 2, 25, '25, 25, 0'",
        "19, 2, 25, '19, 19, 12'",
        "10, 2, 25, '10, 10, 10, 10, 10'",
        "1, 1, 4, '1, 1, 1, 1'",
        "0, 100, 10, '1000'",
        "25, 1, 25, '25, 0'",
    })
    void filesEndWhereRunitsDo(int size, int count, int length, String expected) {
        OneLogger logger = OneLogger.with("n0\ns" + size + "\n").start(LENGTH);
        logger.send(lines(count, length));
        assertEquals("[" + expected + "]", sizes(logger).toString());
        assertEquals(lines(count, length), logger.all("/log"));
    }

    @ParameterizedTest(name = "a line of {0}")
    @CsvSource({"29, '31'", "30, '30, 2'", "31, '31, 2'", "50, '50, 2'", "51, '50, 3'", "55, '50, 7'"})
    void aLongLineAndAShortOne(int length, String expected) {
        OneLogger logger = OneLogger.with("s50\n").start(LENGTH);
        logger.send(lines(1, length));
        logger.send("y\n");
        String sizes = sizes(logger).toString();
        assertEquals(length == 29 ? "[31, 0]" : "[" + expected + "]", sizes);
    }

    @Test
    void aFileOfExactlyItsSizeWaitsForTheNextByte() {
        OneLogger logger = OneLogger.with("s50\n").start(LENGTH);
        logger.send("x".repeat(50));
        assertEquals(List.of("x".repeat(50)), logger.files());
        logger.send("y");
        assertEquals(List.of("s:" + "x".repeat(50), "y"), logger.files());
    }

    @Test
    void stampAndPrefixCountForTheSize() {
        OneLogger logger = OneLogger.with("s50\npPRE \n");
        logger.start(new LineOptions(TimeStyle.TAI64N, LENGTH, null), "/log");
        logger.send("\n\n");
        assertEquals(List.of(31, 31, 0), sizes(logger));
    }

    /** The rule, a byte at a time. */
    private static List<String> reference(String text, long size, int length) {
        List<String> files = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (size > 0 && current.length() >= size) {
                files.add("s:" + current);
                current.setLength(0);
            }
            current.append(c);
            if (size >= length && c == '\n' && current.length() >= size - length) {
                files.add("s:" + current);
                current.setLength(0);
            }
        }
        files.add(current.toString());
        return files;
    }

    private static String randomLines(Random random, int most, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            for (int length = random.nextInt(longest); length > 0; length--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomInputIsCutAsTheRuleSays(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            long size = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(120);
            int length = 1 + random.nextInt(40);
            OneLogger logger = OneLogger.with("n0\ns" + size + "\n").start(length);
            String text = randomLines(random, 30, 60);
            int sent = 0;
            while (sent < text.length()) {
                int next = Math.min(text.length(), sent + 1 + random.nextInt(200));
                logger.fake.faults().heal();
                if (random.nextInt(3) == 0) {
                    logger.fake.faults().writesTakeAtMost(1 + random.nextInt(20));
                }
                logger.send(text.substring(sent, next));
                sent = next;
            }
            assertEquals(reference(text, size, length), logger.files(), "s" + size + " -l " + length + " for " + text);
            logger.endInput();
            logger.assertEnded();
            assertEquals(List.of(), logger.reports);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void objectsOfJsonAreNeverCut(long seed) {
        Random random = new Random(seed);
        OneLogger logger =
                OneLogger.with("n0\nj\ns" + (100 + random.nextInt(200)) + "\n").start(LENGTH);
        for (int i = 0; i < 30; i++) {
            logger.send(randomLines(random, 5, 300));
        }
        assertTrue(logger.files().size() > 3);
        for (String file : logger.files()) {
            assertTrue(file.isEmpty() || file.endsWith("\"}\n"), file);
        }
    }

    // ---- names and permissions ----

    @Test
    void namesAreStampsInOrderAlsoWithinOneMoment() {
        OneLogger logger = OneLogger.with("n0\ns" + LENGTH + "\n").start(LENGTH);
        logger.put(lines(30, 10)); // all of one moment
        logger.read();
        assertEquals(30, logger.oldNames("/log").size());
        assertEquals(lines(30, 10), logger.all("/log"));
        for (String name : logger.oldNames("/log")) {
            assertTrue(name.matches("@40000000[0-9a-f]{16}\\.s"), name);
        }
    }

    @Test
    void aClockThatGoesBackDoesNotMakeTheNewestFileTheOldest() {
        OneLogger logger = OneLogger.with("n3\ns" + LENGTH + "\n").start(LENGTH);
        for (int i = 0; i < 10; i++) {
            logger.wallClockOffsetSeconds = i % 3 == 1 ? -3600 : 0;
            logger.send(i + "\n");
        }
        assertEquals("7\n8\n9\n", logger.all("/log"));
    }

    @Test
    void aNameCarriesIntoTheNextSecond() {
        OneLogger logger = OneLogger.with("n0\ns" + LENGTH + "\n").start(LENGTH);
        long untilSecond = 1_000_000_000L - logger.fake.clock().nanos() % 1_000_000_000L;
        logger.fake.clock().advanceNanos(untilSecond - 1);
        logger.put(lines(2, 10));
        logger.driver.settle();
        List<String> names = logger.oldNames("/log");
        assertEquals(2, names.size());
        assertEquals("3b9ac9ff", names.get(0).substring(17, 25));
        assertEquals("00000000", names.get(1).substring(17, 25));
        long first = Long.parseLong(names.get(0).substring(1, 17), 16);
        assertEquals(first + 1, Long.parseLong(names.get(1).substring(1, 17), 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "u", "t"})
    void aNameThatIsTakenIsNotUsedAgain(String kind) {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n").start(LENGTH);
        String stem = String.format(
                "/log/@%016x%08x.", logger.now().label(), logger.now().nanos());
        logger.disk.file(stem + kind, "old\n");
        logger.put("0123456789\n");
        logger.driver.settle();
        assertEquals(kind.equals("t") ? 1 : 2, logger.oldNames("/log").size()); // .t is a leftover and goes
        assertEquals(kind.equals("t"), !logger.disk.exists(stem + kind));
        assertEquals(true, logger.all("/log").contains("0123456789\n"));
    }

    /** The logger was killed, or the disk failed, before it removed what had been processed. */
    @Test
    void linesThatWereProcessedAreNotKeptTwice() {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n").start(LENGTH);
        String processed = "/log/@40000000000000010000000a.";
        String unprocessed = "/log/@40000000000000020000000b.u";
        logger.disk.file(processed + "s", "a line\n");
        logger.disk.file(processed + "u", "a line\n");
        logger.disk.file(unprocessed, "another\n");
        logger.put("0123456789\n");
        logger.driver.settle();
        assertEquals(false, logger.disk.exists(processed + "u"));
        assertEquals("a line\n", logger.disk.content(processed + "s"));
        assertEquals("another\n", logger.disk.content(unprocessed));
    }

    @Test
    void modesTellWhetherAFileIsComplete() {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n").start(LENGTH);
        assertEquals(0644, logger.disk.stat("/log/current").permissions());
        assertEquals(0600, logger.disk.stat("/log/lock").permissions());
        logger.send("0123456789\nab");
        assertEquals(
                0744, logger.disk.stat("/log/" + logger.oldNames("/log").get(0)).permissions());
        assertEquals(0644, logger.disk.stat("/log/current").permissions());
        logger.endInput();
        assertEquals(0744, logger.disk.stat("/log/current").permissions());
        logger.assertEnded();
    }

    @Test
    void everyCompleteFileIsPutOnTheDisk() {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n").start(LENGTH);
        logger.send(lines(3, 10));
        logger.endInput();
        long syncs = logger.fake.journal().stream()
                .filter(entry -> entry.startsWith("sync "))
                .count();
        assertEquals(4, syncs);
    }

    @Test
    void aSlowDiskStopsTheInputBeforeTheDescriptorsRunOut() {
        OneLogger logger = OneLogger.with("n0\ns1\n").start(LENGTH);
        logger.background.hold();
        logger.send("x".repeat(500));
        assertTrue(logger.fake.openDescriptors() < 100, "open: " + logger.fake.openDescriptors());
        logger.background.release();
        logger.pass(1000);
        logger.endInput();
        assertEquals("x".repeat(500) + "\n", logger.all("/log"));
        logger.assertEnded();
        assertEquals(List.of(), logger.reports);
    }

    // ---- which go ----

    private static OneLogger withOld(String config, String... names) {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n" + config);
        for (String name : names) {
            logger.disk.file("/log/" + name, name + "\n");
        }
        return logger.start(LENGTH);
    }

    private static String stamp(int number, char kind) {
        return String.format("@4000000000000000%08x.%c", number, kind);
    }

    @Test
    void oneGoesWithEachRotationTheOldest() {
        OneLogger logger = withOld("n2\n", stamp(3, 's'), stamp(1, 's'), stamp(2, 's'), stamp(4, 's'), stamp(5, 's'));
        assertEquals(5, logger.oldNames("/log").size());
        logger.send("0123456789\n");
        assertEquals(5, logger.oldNames("/log").size());
        assertEquals(stamp(2, 's'), logger.oldNames("/log").get(0));
        logger.send("0123456789\n0123456789\n0123456789\n0123456789\n");
        assertEquals(5, logger.oldNames("/log").size());
        assertEquals("delete: /log/" + stamp(1, 's'), logger.infos.get(3));
    }

    @Test
    void numIsReachedAndKept() {
        OneLogger logger = withOld("n3\n");
        logger.send(lines(10, 10));
        assertEquals(3, logger.oldNames("/log").size());
        assertEquals(lines(10, 10).substring(70), logger.all("/log"));
    }

    @Test
    void n0KeepsAllAndStillTakesLeftoversAway() {
        OneLogger logger = withOld("n0\n", stamp(1, 's'), stamp(2, 't'), stamp(3, 'u'));
        logger.send(lines(20, 10));
        assertEquals(22, logger.oldNames("/log").size());
        assertEquals(false, logger.disk.exists("/log/" + stamp(2, 't')));
    }

    /** They would be listed at each rotation, and get more with each. */
    @Test
    void whereAllAreKeptTheyAreListedOnce() {
        for (String all : List.of("n0\n", "n0\n!cat\n", "n0\nz\n")) {
            assertEquals(List.of(), unlistable(all).reports, all);
        }
        for (String limited : List.of("n9\n", "n0\nS9000\n")) {
            assertEquals(
                    List.of("warning: unable to read directory: /log: input/output error"),
                    unlistable(limited).reports,
                    limited);
        }
    }

    /** Rotates once, and once more when the directory cannot be listed. */
    private static OneLogger unlistable(String config) {
        OneLogger logger = withOld(config, stamp(1, 's'));
        logger.send("0123456789\n");
        if (config.contains("!")) {
            logger.process();
        }
        logger.fake.faults().always("readdir", "/log/.", Errno.EIO);
        logger.send("0123456789\n");
        assertEquals(
                3,
                logger.oldNames("/log").stream()
                        .filter(name -> !name.endsWith("t"))
                        .count());
        return logger;
    }

    @Test
    void unprocessedFilesAndForeignNamesStay() {
        String[] foreign = {"@x", "@4000000000000000000000010s", "@400000000000000000000001.ss", "b" + stamp(1, 's')};
        OneLogger logger = withOld("n1\n", stamp(1, 'u'), foreign[0], foreign[1], foreign[2], foreign[3]);
        logger.send(lines(5, 10));
        assertEquals(stamp(1, 'u') + "\n", logger.disk.content("/log/" + stamp(1, 'u')));
        for (String name : foreign) {
            assertTrue(logger.disk.exists("/log/" + name), name);
        }
    }

    @Test
    void nothingGoesAtTheStartNorWithoutARotation() {
        OneLogger logger = withOld("n1\n", stamp(1, 's'), stamp(2, 's'), stamp(3, 't'));
        logger.send("x");
        logger.hangUp();
        assertEquals(3, logger.oldNames("/log").size());
    }

    @Test
    void totalSizeIsNeverExceeded() {
        OneLogger logger = OneLogger.with("S100\nn0\n");
        logger.disk.file("/log/" + stamp(1, 'u'), "x".repeat(60));
        logger.start(LENGTH);
        long before = logger.disk.used() - 60;
        Random random = new Random(1);
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String text = randomLines(random, 4, 40);
            sent.append(text);
            logger.send(text);
            if (logger.oldNames("/log").size() > 1) {
                assertTrue(logger.disk.used() - before <= 100, "used: " + (logger.disk.used() - before));
            }
        }
        assertTrue(sent.toString().endsWith(logger.all("/log")));
        assertTrue(logger.all("/log").length() > 40);
        assertEquals(false, logger.disk.exists("/log/" + stamp(1, 'u')));
    }

    // ---- by time and on demand ----

    @Test
    void anOldCurrentIsRotatedThoughNothingComes() {
        OneLogger logger = OneLogger.with("t5\n").start(LENGTH);
        logger.pass(60_000);
        assertEquals(List.of(""), logger.files());
        logger.send("x\n");
        logger.pass(4_800);
        assertEquals(List.of("x\n"), logger.files());
        logger.pass(300);
        assertEquals(List.of("s:x\n", ""), logger.files());
        logger.pass(60_000);
        assertEquals(List.of("s:x\n", ""), logger.files());
        assertEquals(-1, logger.driver.waitMillis());
    }

    /** The second is one whose nanoseconds are more than 64 bits can count, though its seconds are few. */
    @ParameterizedTest
    @ValueSource(strings = {"t99999999999999999h", "t12345678901"})
    void aVeryLongAgeIsNotZero(String age) {
        OneLogger logger = OneLogger.with(age + "\n").start(LENGTH);
        logger.send("x\n");
        logger.pass(1_000_000);
        assertEquals(List.of("x\n"), logger.files());
    }

    @Test
    void alarmRotatesWhatIsNotEmpty() {
        OneLogger logger = OneLogger.with("").start(LENGTH);
        logger.alarm();
        assertEquals(List.of(""), logger.files());
        logger.send("x\npart");
        logger.alarm();
        assertEquals(List.of("s:x\n", ""), logger.files());
        logger.alarm();
        logger.send(" one\n" + "y".repeat(30));
        logger.alarm();
        logger.send("y\n");
        assertEquals(List.of("s:x\n", "s:part one\n" + "y".repeat(30), "y\n"), logger.files());
    }

    // ---- what a logger before left ----

    @ParameterizedTest
    @ValueSource(ints = {0644, 0600, 0444, 0})
    void whatACrashLeftBecomesAnOldFile(int permissions) {
        OneLogger logger = OneLogger.with("n1\ns" + LENGTH + "\n!cat\n");
        logger.disk.file("/log/current", "crashed");
        logger.disk.permissions("/log/current", permissions);
        logger.start(LENGTH);
        assertEquals(List.of("u:crashed", ""), logger.files());
        String left = "/log/" + logger.oldNames("/log").get(0);
        assertEquals(permissions, logger.disk.stat(left).permissions());
        assertEquals(List.of("read: /log/config", "new: /log/current"), logger.infos);
        logger.send("0123456789\n");
        logger.process();
        assertEquals("crashed", logger.disk.content(left)); // as in runit: not processed, not removed
    }

    @Test
    void aCompleteOrEmptyCurrentIsContinued() {
        OneLogger logger = OneLogger.with("s30\n");
        logger.disk.file("/log/current", "par");
        logger.disk.permissions("/log/current", 0744);
        logger.start(LENGTH);
        assertEquals(0644, logger.disk.stat("/log/current").permissions());
        logger.send("new\nab\n");
        assertEquals(List.of("s:parnew\nab\n", ""), logger.files());
        assertEquals("append: /log/current", logger.infos.get(1));
        logger.endInput();
        logger.disk.permissions("/log/current", 0600);
        logger.infos.clear();
        logger.begin(LineOptions.PLAIN, "/log");
        assertEquals("append: /log/current", logger.infos.get(1));
        assertEquals(2, logger.files().size());
    }

    @Test
    void aCurrentThatIsTooLargeAlreadyIsRotatedBeforeTheNextByte() {
        OneLogger logger = OneLogger.with("s10\n");
        logger.disk.file("/log/current", "x".repeat(30));
        logger.disk.permissions("/log/current", 0744);
        logger.start(LENGTH);
        logger.send("y\n");
        assertEquals(List.of("s:" + "x".repeat(30), "y\n"), logger.files());
    }

    @Test
    void aCurrentThatIsALinkIsFollowedAndTheLinkIsRotated() {
        OneLogger logger = OneLogger.with("s" + LENGTH + "\n");
        logger.disk.directory("/elsewhere");
        logger.disk.link("/log/current", "/elsewhere/file");
        logger.start(LENGTH);
        logger.send("x\ny\n");
        assertEquals("x\n", logger.disk.content("/elsewhere/file"));
        assertEquals(3, logger.files().size());
    }

    @Test
    void aCurrentThatIsFullAgainAfterItsRotationIsWaitedFor() {
        OneLogger logger = OneLogger.with("s10\n").start(LENGTH);
        logger.send("0123456789");
        logger.fake.faults().always("rename", "/log/current", Errno.ENOENT); // gone, and there again
        logger.put("x\n");
        logger.pass(3_000);
        assertEquals(List.of("0123456789"), logger.files());
        logger.fake.faults().heal();
        logger.pass(1_100);
        assertEquals(List.of("s:0123456789", "x\n"), logger.files());
    }

    @Test
    void aCurrentThatSomebodyTookAwayIsMadeAnew() {
        OneLogger logger = OneLogger.with("s50\n").start(LENGTH);
        logger.send("lost\n");
        logger.disk.remove("/log/current");
        logger.alarm();
        logger.send("x\n");
        assertEquals(List.of("x\n"), logger.files());
        assertEquals(List.of(), logger.reports);
    }
}
