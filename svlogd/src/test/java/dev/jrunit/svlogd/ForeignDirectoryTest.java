package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Root logs to a directory that another user may write to: that user reaches nothing else by it. */
class ForeignDirectoryTest {
    private static final int LENGTH = 20;
    private static final int NOBODY = 65534;
    private static final String SHADOW = "/etc/shadow";

    private static OneLogger foreign(String config) {
        OneLogger logger = OneLogger.with(config);
        logger.disk.owner("/log", NOBODY);
        logger.disk.file(SHADOW, "");
        logger.disk.permissions(SHADOW, 0600);
        return logger;
    }

    private static void assertUntouched(OneLogger logger) {
        assertEquals("", logger.disk.content(SHADOW));
        assertEquals(0600, logger.disk.stat(SHADOW).permissions());
    }

    @Test
    void currentIsNotFollowed() {
        OneLogger logger = foreign("n5\n");
        logger.disk.link("/log/current", SHADOW);
        logger.start(LENGTH);
        logger.send("root::0:0\n");
        assertUntouched(logger);
        assertEquals(List.of("pausing: unable to open current: /log: symbolic link loop"), logger.reports);
        logger.disk.remove("/log/current");
        logger.pass(1_100);
        assertEquals("root::0:0\n", logger.disk.content("/log/current"));
    }

    @Test
    void aGroupThatMayWriteIsAsForeignAsAnOwner() {
        OneLogger logger = foreign("n5\n");
        logger.disk.owner("/log", 0);
        logger.disk.permissions("/log", 0775);
        logger.disk.link("/log/current", SHADOW);
        logger.start(LENGTH);
        logger.send("root::0:0\n");
        assertUntouched(logger);
    }

    @Test
    void somebodyElseThanRootFollowsItAsEver() {
        OneLogger logger = foreign("n5\n");
        logger.fake.self().become(new Identity(1000, 1000, 1000, 1000, 1000, 1000, new int[] {1000}));
        logger.disk.link("/log/current", "/elsewhere");
        logger.start(LENGTH);
        logger.send("x\n");
        assertEquals("x\n", logger.disk.content("/elsewhere"));
    }

    @Test
    void aSecondNameOfAFileElsewhereIsNotWrittenTo() {
        OneLogger logger = foreign("n5\n");
        logger.disk.file("/log/current", "");
        logger.disk.links("/log/current", 2);
        logger.disk.permissions("/log/current", 0600);
        logger.start(LENGTH);
        logger.send("x\n");
        assertEquals("", logger.disk.content("/log/current"));
        assertEquals(0600, logger.disk.stat("/log/current").permissions());
        assertEquals(List.of("pausing: unable to open current: /log: too many links"), logger.reports);
    }

    @Test
    void theCommandInItsConfigIsNotRun() {
        OneLogger logger = foreign("s50\n!cat /etc/shadow\n").start(LENGTH);
        logger.send("0123456789012345678901234567890123456789\n");
        assertEquals(List.of("s:0123456789012345678901234567890123456789\n", ""), logger.files());
        assertEquals(0, logger.fake.children().size());
        assertEquals(
                List.of("warning: /log/config: the processor is not run as root:"
                        + " others may write to the directory"),
                logger.reports);
    }

    /** A line {@code password=…} somewhere would be a prefix, and stand in the log. */
    @Test
    void aConfigIsNotReadThroughALink() {
        OneLogger logger = foreign("");
        logger.disk.remove("/log/config");
        logger.disk.file("/root/secrets", "password=x\n");
        logger.disk.link("/log/config", "/root/secrets");
        logger.start(LENGTH);
        logger.send("line\n");
        assertEquals("line\n", logger.current());
        assertEquals(List.of("warning: unable to read config: /log: symbolic link loop"), logger.reports);
    }

    @Test
    void whatIsCompressedIsNotReadThroughALink() {
        OneLogger logger = foreign("s0\nz\n");
        logger.disk.file(SHADOW, "secret");
        logger.start(LENGTH);
        logger.send("0123456789\n");
        logger.disk.capacity(logger.disk.used());
        logger.alarm(); // there is no room to compress: that is tried again later
        String uncompressed = "/log/" + logger.oldNames("/log").get(1);
        assertTrue(uncompressed.endsWith(".u"), uncompressed);
        logger.disk.capacity(1_000_000);
        logger.disk.remove(uncompressed);
        logger.disk.link(uncompressed, SHADOW);
        logger.reports.clear();
        logger.pass(1_100);
        assertEquals(
                List.of("warning: unable to open " + uncompressed.substring("/log/".length())
                        + " for the processor: /log: symbolic link loop"),
                logger.reports);
        logger.disk.remove(uncompressed);
        logger.disk.file(uncompressed, "secret");
        logger.disk.links(uncompressed, 2);
        logger.reports.clear();
        logger.pass(2_100);
        assertEquals(
                List.of("warning: unable to open " + uncompressed.substring("/log/".length())
                        + " for the processor: /log: too many links"),
                logger.reports);
        assertTrue(logger.oldNames("/log").stream().noneMatch(name -> name.endsWith(".s")));
    }

    /** Whoever owns the directory. */
    @Test
    void aLockIsNoLink() {
        OneLogger logger = OneLogger.with("n5\n");
        logger.disk.directory("/etc");
        logger.disk.link("/log/lock", "/etc/nologin");
        logger.prepare();
        assertFalse(logger.begin(new LineOptions(TimeStyle.NONE, LENGTH, null), "/log"));
        assertFalse(logger.disk.exists("/etc/nologin"));
        assertEquals(List.of("warning: unable to lock directory: /log: symbolic link loop"), logger.reports);
    }

    @Test
    void whatAProcessorWritesGoesNowhereElse() {
        OneLogger logger = OneLogger.with("s50\n!x\n");
        logger.disk.file(SHADOW, "secret");
        logger.disk.link("/log/newstate", SHADOW);
        logger.start(LENGTH);
        logger.send("0123456789012345678901234567890123456789\n");
        assertEquals("secret", logger.disk.content(SHADOW));
        assertEquals(FileStat.Kind.FILE, logger.disk.stat("/log/newstate").kind());
    }

    /** A name that only looks like an old file's is neither counted nor told, whatever bytes it has. */
    @Test
    void aNameWithOtherBytesIsNoOldFile() {
        OneLogger logger = OneLogger.with("s50\nn1\n");
        String name = "@" + "\u001b[31m".repeat(4) + "1234.s";
        logger.disk.file("/log/" + name, "x");
        logger.start(LENGTH);
        logger.send("0123456789012345678901234567890123456789\n".repeat(3));
        assertTrue(logger.infos.stream().noneMatch(info -> info.indexOf('\u001b') >= 0), logger.infos::toString);
        assertTrue(logger.disk.exists("/log/" + name));
    }
}
