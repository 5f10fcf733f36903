package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a logger, once for each system call in it, with that call failing: everything that came is logged, in
 * order and once; nothing stays open; and nothing throws.
 */
class EveryFailureTest {
    private static final int MOST_CALLS = 3_000;
    private static final String[] ROUNDS = {
        "one\ntwo\n", "a line that is longer than its first bytes\nx", "y\n\nz\n", "three\n", "four\nfive", " six\n"
    };
    /** A full disk, a broken one, a file that is not there. */
    private static final int[] ERRORS = {28, 5, 2};

    private enum Setting {
        PLAIN(""),
        TRANSFORMED("pweb: \n-no*\n"),
        ROTATION("s24\nn0\n"),
        MAKING_ROOM("s24\nn10\nN2\n"),
        TOTAL_SIZE("S100000\ns24\nn0\n"),
        PROCESSOR("s24\nn0\n!tr a-z A-Z\n"),
        GZIP("s24\nn0\nz\n"),
        DROPPING("s24\nn0\nq\n"),
        TWO_LOGS("s24\nn0\n"),
        HANG_UP("s24\nn0\n"),
        HANG_UP_PROCESSING("s24\nn0\n!tr a-z A-Z\n"),
        ALARM("n0\n"),
        AGE("t1\nn0\n"),
        ALERTS("ee*\ne*o*\nu10.0.0.1\n1\n"),
        TERMINATED("");

        final String config;

        Setting(String config) {
            this.config = config;
        }

        boolean hangsUp() {
            return this == HANG_UP || this == HANG_UP_PROCESSING;
        }

        boolean processes() {
            return config.contains("!");
        }
    }

    private static OneLogger prepared(Setting setting) {
        OneLogger logger = OneLogger.with(setting.config);
        logger.disk.file("/log2/config", setting.config);
        // What a killed logger has left.
        logger.disk.file("/log/current", "zero\n");
        logger.disk.permissions("/log/current", 0644);
        logger.prepare();
        return logger;
    }

    private static String[] paths(Setting setting) {
        return setting == Setting.TWO_LOGS ? new String[] {"/log", "/log2"} : new String[] {"/log"};
    }

    private static void live(Setting setting, OneLogger logger) {
        int round = 0;
        for (String text : ROUNDS) {
            logger.send(text);
            logger.pass(1_200);
            round++;
            if (setting.hangsUp() && round % 2 == 0) {
                logger.hangUp();
            }
            if (setting == Setting.ALARM && round % 2 == 0) {
                logger.alarm();
            }
            processAll(setting, logger);
        }
        logger.fake.faults().heal();
        logger.pass(2_000);
        if (setting == Setting.TERMINATED) {
            logger.terminate();
            logger.pass(1_000);
        }
        logger.endInput();
        processAll(setting, logger);
        logger.pass(2_000);
        processAll(setting, logger);
    }

    private static void processAll(Setting setting, OneLogger logger) {
        for (int i = 0; i < 30 && setting.processes(); i++) {
            if (logger.isProcessing()) {
                logger.process();
            } else if (logger.driver.waitMillis() < 0) {
                return;
            }
            logger.pass(1_100);
        }
    }

    private static boolean isFatal(String failed) {
        // The loop's own: nothing can go on without them.
        return failed.endsWith("event counter");
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void loseNothing(Setting setting) throws Exception {
        int least = Integer.MAX_VALUE;
        for (int errno : ERRORS) {
            int call = 0;
            boolean failed = true;
            for (; failed; call++) {
                assertTrue(call < MOST_CALLS);
                failed = oneLife(setting, call, new Errno(errno));
            }
            least = Math.min(least, call);
        }
        assertTrue(least > 15, "only " + least + " calls");
    }

    /** Whether a call failed. */
    private static boolean oneLife(Setting setting, int call, Errno errno) throws IOException {
        OneLogger logger = prepared(setting);
        assertTrue(logger.begin(new LineOptions(TimeStyle.NONE, 12, null), paths(setting)));
        logger.fake.faults().callAfter(call, errno);
        try {
            live(setting, logger);
            logger.fake.assertNothingLeaked();
            check(setting, logger);
        } catch (AssertionError e) {
            String failed = logger.fake.faults().failed();
            if (failed == null || !isFatal(failed)) {
                String what = setting + ", call " + call + ": " + failed + " " + errno.words();
                throw new AssertionError(what + " " + logger.files() + logger.reports, e);
            }
        }
        return logger.fake.faults().failed() != null;
    }

    private static void check(Setting setting, OneLogger logger) throws IOException {
        boolean isDiscarded = setting.hangsUp() && logger.ends.equals(List.of(111));
        boolean isCutShort = "read pipe's reader".equals(logger.fake.faults().failed());
        assertEquals(isDiscarded ? List.of(111) : List.of(0), logger.ends);
        for (String path : paths(setting)) {
            String expected = expected(setting, path);
            String seen = content(setting, logger, path);
            if (isDiscarded || isCutShort) {
                assertTrue(expected.startsWith(seen.substring(0, Math.max(0, seen.length() - 1))), seen);
            } else if (logger.reports.toString().contains("out of disk space, delete:")) {
                assertTrue(expected.endsWith(seen.substring("zero\n".length())), seen);
            } else if (logger.reports.toString().contains("lines were dropped")) {
                assertEquals(Setting.DROPPING, setting);
                checkPart(expected, seen);
            } else {
                assertEquals(expected, seen);
            }
        }
    }

    private static void checkPart(String expected, String seen) {
        List<String> lines = expected.lines().toList();
        boolean isTold = false;
        for (String line : seen.lines().toList()) {
            isTold |= line.matches("svlogd: warning: [0-9]+ lines were dropped: .*");
            boolean isCut = "a line that is longer than its first bytes".startsWith(line);
            assertTrue(isTold || isCut || lines.contains(line), () -> "torn: " + line);
        }
        assertTrue(isTold, seen);
    }

    private static String expected(Setting setting, String path) {
        String left = path.equals("/log") ? "zero\n" : "";
        String all = String.join("", ROUNDS);
        return setting == Setting.TRANSFORMED ? left + all.replaceAll("(?m)^(?=.|\n)", "web: ") : left + all;
    }

    /** All files in order, as they were before they were processed. */
    private static String content(Setting setting, OneLogger logger, String path) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : logger.oldNames(path)) {
            String content = logger.disk.content(path + "/" + name);
            boolean isInput = name.endsWith("u");
            boolean isDone = isInput && logger.disk.exists(path + "/" + name.substring(0, 26) + "s");
            if (name.endsWith("t") || isDone) {
                continue; // of an attempt that failed; an input that could not be removed
            }
            if (setting == Setting.GZIP && !isInput) {
                content = new String(
                        new GZIPInputStream(new ByteArrayInputStream(content.getBytes(ISO_8859_1))).readAllBytes(),
                        ISO_8859_1);
            }
            text.append(setting.processes() && !isInput ? content.toLowerCase(Locale.ROOT) : content);
        }
        String all = text.append(logger.disk.content(path + "/current")).toString();
        return all.replaceAll("warning: failure sending through udp: .*\n", "");
    }

    @Test
    void whatFailsAtTheStartLeavesNothingOpen() {
        for (int errno : ERRORS) {
            boolean failed = true;
            int call = 0;
            for (; failed; call++) {
                assertTrue(call < MOST_CALLS);
                OneLogger logger = prepared(Setting.PROCESSOR);
                logger.fake.faults().callAfter(call, new Errno(errno));
                boolean begun;
                try {
                    begun = logger.begin(LineOptions.PLAIN, "/log");
                } catch (AssertionError e) {
                    begun = false;
                }
                failed = logger.fake.faults().failed() != null;
                if (begun) {
                    logger.fake.faults().heal();
                    logger.send("a\n");
                    logger.pass(1_100);
                    logger.endInput();
                    logger.assertEnded();
                    assertTrue(logger.all("/log").endsWith("zero\na\n"), logger.files()::toString);
                }
            }
            assertTrue(call > 10, "only " + call + " calls");
        }
    }
}
