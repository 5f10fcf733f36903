package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What signals do. Source: svlogd(8), SIGNALS. */
final class SvlogdSignalsTest {

    private static Logging verbose(Logging log) {
        return log.options("-v", "-l", "20", "-b", "64");
    }

    private static Logging awaitError(Logging log, String text) {
        return log.await(text, () -> log.errors().contains(text));
    }

    @Test
    void alarmRotates() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithLine("abc").signal("ALRM");
            log.await("rotation", () -> log.directory().old().size() == 1);
            log.write("def\n").awaitCurrent("def\n").end();
        });
        assertEquals("@0.s 4, current 4", seen.sizes());
        assertEquals("@0.s 744, current 744, lock 600", seen.modes());
        assertEquals("""
                svlogd: info: new: d/current
                svlogd: info: sigalarm received.
                svlogd: info: rename: d/current @.s 4
                svlogd: info: close: d
                """, seen.err());
    }

    @Test
    void alarmLeavesAnEmptyCurrent() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithLine("abc").signal("ALRM");
            log.await("rotation", () -> log.directory().old().size() == 1);
            log.signal("ALRM");
            log.await("the second alarm", () -> log.errors().split("sigalarm received", -1).length == 3);
            log.write("def\n").awaitCurrent("def\n").end();
        });
        assertEquals("@0.s 4, current 4", seen.sizes());
    }

    /** A line that is not complete comes after the rotation as a whole, if it is shorter than len. */
    @Test
    void alarmWithinALine() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithPart("abc", "par").signal("ALRM");
            log.await("rotation", () -> log.directory().old().size() == 1);
            log.write("tial\n").awaitCurrent("partial\n").end();
        });
        assertEquals("@0.s 4, current 8", seen.sizes());
    }

    @Test
    void hangupReadsTheConfigAgain() {
        Picture seen = Compared.of(log -> {
            verbose(log).config("-a*").start().write("a\nb\n").awaitCurrent("b\n");
            log.config("-b*").signal("HUP");
            awaitError(log, "append: ");
            log.write("a\nb\n").awaitCurrent("b\na\n").end();
        });
        assertEquals("b\na\n", seen.content("current"));
        assertEquals("""
                svlogd: info: read: d/config
                svlogd: info: new: d/current
                svlogd: info: sighangup received.
                svlogd: info: close: d
                svlogd: info: read: d/config
                svlogd: info: append: d/current
                svlogd: info: close: d
                """, seen.err());
    }

    /** Without its config everything has its default again. */
    @Test
    void hangupWithoutConfig() {
        Picture seen = Compared.of(log -> {
            verbose(log).config("-a*\npP\n!cat\ns30\n").start().write("b\n").awaitCurrent("Pb\n");
            log.directory().remove("config");
            log.signal("HUP");
            awaitError(log, "append: ");
            log.write("a\n" + "x".repeat(40) + "\n").awaitCurrent("x\n").end();
        });
        assertEquals("current 46", seen.sizes());
    }

    @Test
    void hangupWithinALine() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithPart("abc", "par").signal("HUP");
            awaitError(log, "append: ");
            log.write("tial\n").awaitCurrent("partial\n").end();
        });
        assertEquals("abc\npartial\n", seen.content("current"));
    }

    /** What was written of a long line stays, and the rest of it follows. */
    @Test
    void hangupWithinALongLine() {
        Picture seen = Compared.of(log -> {
            String part = "x".repeat(30);
            verbose(log).startWithLine("abc").write(part).awaitCurrent(part).signal("HUP");
            awaitError(log, "append: ");
            log.write("tial\nnext\n").awaitCurrent("next\n").end();
        });
        assertEquals("abc\n" + "x".repeat(30) + "tial\nnext\n", seen.content("current"));
    }

    /** The rest of a long line goes to the new current. */
    @Test
    void alarmWithinALongLine() {
        Picture seen = Compared.of(log -> {
            String part = "x".repeat(30);
            verbose(log).startWithLine("abc").write(part).awaitCurrent(part).signal("ALRM");
            log.await("rotation", () -> log.directory().old().size() == 1);
            log.write("tial\nnext\n").awaitCurrent("next\n").end();
        });
        assertEquals("abc\n" + "x".repeat(30), seen.content("@0.s"));
        assertEquals("tial\nnext\n", seen.content("current"));
    }

    /** A current that was moved away is written to until HUP, then there is a new one. */
    @Test
    void hangupAfterCurrentWasMoved() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithLine("a");
            Files.move(
                    log.directory().path().resolve("current"),
                    log.directory().path().resolve("moved"));
            log.write("b\n");
            log.await("b", () -> log.directory().content("moved").equals("a\nb\n"));
            log.signal("HUP");
            awaitError(
                    log,
                    "new: d/current\nsvlogd: info: sighangup received.\nsvlogd: info: close: d\nsvlogd: info: new: ");
            log.write("c\n").awaitCurrent("c\n").end();
        });
        assertEquals("a\nb\n", seen.content("moved"));
        assertEquals("c\n", seen.content("current"));
        assertEquals("current 744, lock 600, moved 744", seen.modes());
    }

    /** The directory is held by descriptor: renamed, it is logged to until HUP. */
    @Test
    void aDirectoryThatIsRenamed() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithLine("a");
            Files.move(log.home().resolve("d"), log.home().resolve("e"));
            Files.createDirectory(log.home().resolve("d"));
            log.write("b\n");
            LogDirectory old = log.directory("e");
            log.await("b", () -> old.content("current").equals("a\nb\n"));
            log.signal("ALRM");
            log.await("rotation", () -> old.old().size() == 1);
            log.signal("HUP");
            log.await("the new directory", () -> log.directory().has("current"));
            log.write("c\n").awaitCurrent("c\n").end();
        });
        assertEquals("c\n", seen.content("current"));
        assertEquals("a\nb\n", seen.content("e", "@0.s"));
    }

    @Test
    void hangupWithoutTheDirectory() {
        Picture seen = Compared.of(log -> {
            verbose(log).startWithLine("a");
            Files.move(log.home().resolve("d"), log.home().resolve("gone"));
            log.signal("HUP").awaitExit();
        });
        assertEquals("exit 111", seen.exit());
        assertEquals("""
                svlogd: info: new: d/current
                svlogd: info: sighangup received.
                svlogd: info: close: d
                svlogd: warning: unable to open log directory: d: file does not exist
                svlogd: fatal: no functional log directories.
                """, seen.err());
    }

    /** One that failed at the start is tried again, one that fails now is left out. */
    @Test
    void hangupOpensAllAgain() {
        Picture seen = Compared.of(log -> {
            log.directory("d");
            log.directory("e");
            log.startWith(List.of("-v", "d", "f", "e"));
            log.write("a\n").awaitCurrent("a\n");
            log.directory("f");
            Files.move(log.home().resolve("e"), log.home().resolve("gone"));
            log.signal("HUP");
            log.await("f is open", () -> log.directory("f").has("current"));
            log.write("b\n").awaitCurrent("b\n").end();
        });
        assertEquals("a\nb\n", seen.content("d", "current"));
        assertEquals("b\n", seen.content("f", "current"));
    }

    @Test
    void termEndsIt() {
        Picture seen = Compared.of(
                log -> verbose(log).startWithLine("abc").signal("TERM").awaitExit());
        assertEquals("exit 0", seen.exit());
        assertEquals("current 744, lock 600", seen.modes());
        assertEquals("""
                svlogd: info: new: d/current
                svlogd: info: sigterm received.
                svlogd: info: close: d
                """, seen.err());
    }

    /** In a long line: to its newline, and what comes after that stays in the pipe. */
    @Test
    void termWithinALongLine() {
        Picture seen = Compared.of(log -> {
            String line = "x".repeat(30);
            verbose(log).startWithLine("abc").write(line).awaitCurrent(line).signal("TERM");
            awaitError(log, "sigterm");
            log.write("tial\nnext\n").awaitExit();
        });
        assertEquals("abc\n" + "x".repeat(30) + "tial\n", seen.content("current"));
    }

    /** In a short one: it is waited for too, but C drops it. */
    @Test
    void termWithinAShortLine() {
        Compared.each(log -> {
            verbose(log).startWithPart("abc", "par").signal("TERM");
            awaitError(log, "sigterm");
            log.write("tial\n").closeInput().awaitExit();
            String expected = log.ours() ? "abc\npartial\n" : "abc\n";
            if (log.ours() && log.directory().content("current").equals("abc\npar\n")) {
                // Also right: it may take the line for ended by the signal.
                expected = "abc\npar\n";
            }
            assertEquals(expected, log.directory().content("current"));
            assertEquals(0, log.exit());
        });
    }

    /** What svlogd has not read at TERM is the next one's, of either suite. */
    @Test
    void termLeavesTheRestInThePipe() {
        for (Suite next : Suite.values()) {
            if (!next.chosen()) {
                continue;
            }
            Picture seen = Compared.of(log -> {
                java.nio.file.Path fifo = log.home().resolve("fifo");
                assertEquals(
                        0,
                        Spawning.start(new ProcessBuilder("mkfifo", fifo.toString()))
                                .waitFor());
                try (java.io.RandomAccessFile pipe = new java.io.RandomAccessFile(fifo.toFile(), "rw")) {
                    StringBuilder lines = new StringBuilder();
                    for (int number = 0; number < 3000; number++) {
                        lines.append("line ").append(number).append('\n');
                    }
                    log.input(fifo).start();
                    log.await("it is open", () -> log.directory().has("current"));
                    pipe.write(lines.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                    log.signal("TERM").awaitExit();
                    try (Logging second = new Logging(next)) {
                        second.input(fifo)
                                .startWith(List.of(log.directory().path().toString()));
                        second.await(
                                "the rest",
                                () -> log.directory().content("current").endsWith("line 2999\n"));
                        second.signal("TERM").awaitExit();
                    }
                    assertRest(lines.toString(), log.directory().content("current"), log.ours());
                    log.directory().remove("current"); // C's may have a line less
                }
            });
            assertEquals("exit 0", seen.exit());
        }
    }

    /** C drops what it has of a short line within which TERM comes, and leaves the rest of that line in the pipe. */
    private static void assertRest(String written, String logged, boolean all) {
        List<String> left = new ArrayList<>(List.of(written.split("\n")));
        List<String> found = new ArrayList<>(List.of(logged.split("\n")));
        if (!all) {
            found.removeIf(line -> !line.matches("line \\d+"));
            left.retainAll(found);
            assertTrue(left.size() >= 2999, left.size() + " lines");
        }
        assertEquals(left, found);
    }
}
