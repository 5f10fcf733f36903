package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk without space: a file system of 64 kB in memory. Source: svlogd(8), CONFIG N. Needs leave to mount. */
final class SvlogdFullDiskTest {

    private static final String PAUSING = "svlogd: pausing: unable to write to current: d: out of disk space\n";

    interface Scenario {
        void play(Logging log, LogDirectory disk) throws Exception;
    }

    static void onSmallDisk(Scenario scenario) {
        Compared.each(log -> {
            LogDirectory disk = log.directory();
            assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "none", disk.toString()), "no mounts here");
            try {
                scenario.play(log, disk);
            } finally {
                log.process().destroyForcibly().waitFor();
                run("umount", "-l", disk.toString());
            }
        });
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return Spawning.start(new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD))
                        .waitFor()
                == 0;
    }

    /** With N old files go, the oldest first, and logging goes on. */
    @Test
    void deletesOldFiles() {
        onSmallDisk((log, disk) -> {
            disk.config("s8192\nn10\nN2\n");
            String lines = SvlogdRotationTest.lines(20_000, 10);
            log.feed(lines);
            assertEquals(0, log.exit());
            String left = disk.everything();
            assertTrue(left.length() > 16_384, "two old files are kept, and more: " + left.length());
            assertTrue(lines.endsWith(left), "what is left is not the end of the input without a gap");
            assertTrue(left.startsWith("0000"), "it begins with a line");
            String[] errors = log.errors().split("\n", -1);
            for (int number = 0; number < errors.length - 1; number++) {
                assertTrue(
                        errors[number].matches("svlogd: warning: out of disk space, delete: d/@4[0-9a-f]{23}\\.s"),
                        errors[number]);
            }
            assertTrue(errors.length > 5);
        });
    }

    /** Without N nothing is deleted: svlogd waits for space, and its input with it. Nothing is lost. */
    @Test
    void waitsForSpace() {
        onSmallDisk((log, disk) -> {
            disk.config("s8192\nn0\n");
            String lines = SvlogdRotationTest.lines(8_000, 10);
            log.start().writeLater(lines).closeInput();
            log.await("it waits", () -> log.errors().startsWith(PAUSING)); // C says it again and again
            List<String> old = disk.old();
            assertTrue(old.size() >= 6, old.toString());
            StringBuilder all = new StringBuilder();
            for (String name : old.subList(0, 4)) {
                all.append(disk.content(name));
                disk.remove(name);
            }
            assertEquals(0, log.awaitExit());
            all.append(disk.everything());
            assertEquals(lines, all.toString());
            assertTrue(log.errors().startsWith(PAUSING), log.errors());
        });
    }

    /** As many files as N says are kept even so. */
    @Test
    void keepsTheMinimum() {
        onSmallDisk((log, disk) -> {
            disk.config("s8192\nn10\nN2\n").file("other", "x".repeat(40_000), 0644);
            String lines = SvlogdRotationTest.lines(2_900, 10);
            log.start().writeLater(lines).closeInput();
            log.await("it waits", () -> log.errors().endsWith(PAUSING));
            assertEquals(2, disk.old().size(), disk.names().toString());
            disk.remove("other");
            assertEquals(0, log.awaitExit());
            assertTrue(lines.endsWith(disk.everything()));
            // What was there before it waited, and what came after.
            assertTrue(
                    disk.everything().length() > 20_000, "" + disk.everything().length());
        });
    }
}
