package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several log directories, those that cannot be opened, and odd configs. Source: svlogd(8), LOG DIRECTORY, CONFIG. */
final class SvlogdDirectoriesTest {

    private static final String NONE = "svlogd: fatal: no functional log directories.\n";

    @Test
    void eachDirectoryHasItsConfig() {
        Picture seen = Compared.of(log -> {
            log.directory("d").config("-a*");
            log.directory("e").config("-b*\npE ");
            log.directory("f");
            log.options("-v").feed("a\nb\n");
        });
        assertEquals("b\n", seen.content("d", "current"));
        assertEquals("E a\n", seen.content("e", "current"));
        assertEquals("a\nb\n", seen.content("f", "current"));
        assertEquals("""
                svlogd: info: read: d/config
                svlogd: info: new: d/current
                svlogd: info: read: e/config
                svlogd: info: new: e/current
                svlogd: info: new: f/current
                svlogd: info: close: d
                svlogd: info: close: e
                svlogd: info: close: f
                """, seen.err());
    }

    /** All of them get the same line with the same time. */
    @Test
    void theSameTimeInAllDirectories() {
        Compared.each(log -> {
            log.directory("d").config("e*");
            log.directory("e").config("e*");
            log.options("-t").feed("a\nb\n");
            String content = log.directory("d").content("current");
            assertEquals("@ a\n@ b\n", content.replaceAll("@\\w{24}", "@"));
            assertEquals(content, log.directory("e").content("current"));
            // C writes a line to all, ours a block.
            String both = log.ours() ? content + content : content.replaceAll("(?m)^(.*\n)", "$1$1");
            assertEquals(both, log.errors());
        });
    }

    @Test
    void aMissingDirectoryDoesNotStopTheOthers() {
        Picture seen = Compared.of(log -> {
            log.directory("d");
            log.directory("e");
            log.startWith(List.of("d", "nope", "", "e")).write("a\n").end();
        });
        assertEquals("exit 0", seen.exit());
        assertEquals("""
                svlogd: warning: unable to open log directory: nope: file does not exist
                svlogd: warning: unable to open log directory: : file does not exist
                """, seen.err());
        assertEquals("a\n", seen.content("d", "current"));
        assertEquals("a\n", seen.content("e", "current"));
    }

    @Test
    void noDirectoryIsLeft() {
        Picture seen =
                Compared.of(log -> log.startWith(List.of("nope", "/nope/nope")).end());
        assertEquals("exit 111", seen.exit());
        assertEquals(
                "svlogd: warning: unable to open log directory: nope: file does not exist\n"
                        + "svlogd: warning: unable to open log directory: /nope/nope: file does not exist\n" + NONE,
                seen.err());
    }

    @Test
    void aPlainFile() {
        Picture seen = Compared.of(log -> {
            log.config("");
            log.startWith(List.of("d/config")).end();
        });
        assertEquals("exit 111", seen.exit());
        assertEquals("svlogd: warning: unable to change directory: d/config: not a directory\n" + NONE, seen.err());
    }

    /** One directory twice: the second finds the lock of the first. */
    @Test
    void theSameDirectoryTwice() {
        Picture seen = Compared.of(log -> {
            log.directory();
            log.startWith(List.of("d", "./d", "d/")).write("a\n").end();
        });
        assertEquals("""
                svlogd: warning: unable to lock directory: ./d: temporary failure
                svlogd: warning: unable to lock directory: d/: temporary failure
                """, seen.err());
        assertEquals("a\n", seen.content("current"));
    }

    /** Each suite respects the lock of the other. */
    @ParameterizedTest(name = "held by {0}")
    @ValueSource(strings = {"C", "JRUNIT"})
    void aLockedDirectory(String holder) {
        assumeTrue(Suite.valueOf(holder).chosen(), "does not take part");
        try (Logging first = new Logging(Suite.valueOf(holder))) {
            first.startWithLine("mine");
            String path = first.directory().path().toString();
            Compared.each(log -> {
                log.directory("e");
                log.startWith(List.of(path, "e")).write("a\n").end();
                assertEquals(
                        "svlogd: warning: unable to lock directory: " + path + ": temporary failure\n", log.errors());
                assertEquals(0, log.exit());
                assertEquals("a\n", log.directory("e").content("current"));
                log.startWith(List.of(path)).write("a\n").end();
                assertEquals(111, log.exit());
                assertEquals(
                        "svlogd: warning: unable to lock directory: " + path + ": temporary failure\n" + NONE,
                        log.errors());
            });
            first.write("more\n").awaitCurrent("more\n").end();
            assertEquals("mine\nmore\n", first.directory().content("current"));
        }
    }

    /** What nobody may do in a directory of his. Source: svlogd(8), LOG DIRECTORY. */
    @ParameterizedTest(name = "chmod {1} {0}")
    @CsvSource({
        "., 555, 'unable to lock directory: d: access denied'",
        "., 000, 'unable to open log directory: d: access denied'",
        "lock, 000, 'unable to lock directory: d: access denied'"
    })
    void notPermitted(String name, String mode, String complaint) {
        Picture seen = Compared.of(log -> {
            nobodys(log);
            if (!name.equals(".")) {
                log.directory().file(name, "", Integer.parseInt(mode, 8));
            }
            log.directory().mode(name, Integer.parseInt(mode, 8));
            log.feed("a\n");
            log.directory().mode(".", 0755);
        });
        assertEquals("exit 111", seen.exit());
        assertEquals("svlogd: warning: " + complaint + "\n" + NONE, seen.err());
    }

    @Test
    void aConfigThatCannotBeRead() {
        Picture seen = Compared.of(log -> {
            nobodys(log);
            log.directory().file("config", "-*\n", 0);
            log.feed("a\n");
        });
        assertEquals("exit 0", seen.exit());
        assertEquals("svlogd: warning: unable to read config: d: access denied\n", seen.err());
        assertEquals("a\n", seen.content("current"));
    }

    /** svlogd runs as nobody, in a folder of nobody's. */
    private static void nobodys(Logging log) throws java.io.IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        Path directory = log.directory().path();
        Files.setAttribute(log.home(), "unix:mode", 0755);
        Files.setAttribute(
                directory,
                "posix:owner",
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        // C's chpst for both.
        log.through(Suite.C.program("chpst"), "-u", "nobody");
        try {
            String program = log.suite().program("svlogd");
            int reached = Spawning.start(
                            new ProcessBuilder(Suite.C.program("chpst"), "-u", "nobody", "test", "-x", program))
                    .waitFor();
            assumeTrue(reached == 0, "nobody cannot reach " + program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void aConfigThatIsADirectory() throws Exception {
        Picture seen = Compared.of(log -> {
            Files.createDirectory(log.directory().path().resolve("config"));
            log.options("-v").feed("a\n");
        });
        assertEquals("""
                svlogd: warning: unable to read config: d: is a directory
                svlogd: info: read: d/config
                svlogd: info: new: d/current
                svlogd: info: close: d
                """, seen.err());
        assertEquals("a\n", seen.content("current"));
    }

    /** A link that leads nowhere is no config, one in a circle is an error. */
    @ParameterizedTest(name = "a link to {0}")
    @CsvSource({"nowhere, ''", "config, 'svlogd: warning: unable to read config: d: symbolic link loop\n'"})
    void aConfigThatIsALink(String target, String complaint) {
        Picture seen = Compared.of(log -> {
            Files.createSymbolicLink(log.directory().path().resolve("config"), Path.of(target));
            log.feed("a\n");
        });
        assertEquals(complaint, seen.err());
        assertEquals("a\n", seen.content("current"));
    }

    @Test
    void aLockThatIsADirectory() {
        Picture seen = Compared.of(log -> {
            Files.createDirectory(log.directory().path().resolve("lock"));
            log.feed("a\n");
        });
        assertEquals("svlogd: warning: unable to lock directory: d: is a directory\n" + NONE, seen.err());
        assertEquals("exit 111", seen.exit());
    }

    /** Tried again without end; when it works, nothing is lost. How often it is tried is svlogd's own affair. */
    @Test
    void aCurrentThatCannotBeOpened() {
        String pausing = "svlogd: pausing: unable to open current: d: is a directory\n";
        Compared.each(log -> {
            Path current = log.directory().path().resolve("current");
            Files.createDirectory(current);
            log.start().write("a\n");
            log.await("a complaint", () -> log.errors().startsWith(pausing));
            Files.delete(current);
            log.awaitCurrent("a\n").end();
            assertEquals("", log.errors().replace(pausing, ""));
            assertEquals("a\n", log.directory().content("current"));
            assertEquals(0, log.exit());
        });
    }

    /** A current that is a link is followed when it is opened, and renamed as what it is. */
    @Test
    void aCurrentThatIsALink() {
        Picture seen = Compared.of(log -> {
            Files.createSymbolicLink(log.directory().path().resolve("current"), Path.of("elsewhere"));
            log.options("-l", "20", "-b", "64").config("s30\nn0").feed("0123456789\nabc\n");
            assertEquals("abc\n", log.directory().content("current"));
            assertEquals("0123456789\n", log.directory().content("elsewhere"));
            log.directory().remove("elsewhere").remove(log.directory().old().get(0));
        });
        assertEquals("exit 0", seen.exit());
    }

    /** Lines that mean nothing to svlogd are passed over without a word. */
    @ParameterizedTest(name = "[{index}]")
    @ValueSource(
            strings = {
                "",
                "\n\n#x\n",
                "x",
                "Xabc\n",
                "\r\n",
                "\200\377\n",
                " s1\n",
                "\0\n",
                "S\u0001",
                "+",
                "-",
                "e",
                "!",
                "p"
            })
    void linesWithoutMeaning(String config) {
        Picture seen = Compared.of(log -> log.config(config).feed("a\nb\n"));
        assertEquals("a\nb\n", seen.content("current"));
        assertEquals("", seen.err());
    }

    /** NUL ends the line for whoever reads it as C does. */
    @Test
    void nulInTheConfig() {
        Picture seen = Compared.of(log -> log.config("-b\0*\n-a*\n").feed("a\nb\nbc\n"));
        assertEquals("bc\n", seen.content("current"));
    }

    @Test
    void aConfigOfManyKilobytes() {
        Picture seen = Compared.of(log -> log.config("#" + "x".repeat(100_000) + "\n-a*\n" + "\n".repeat(10_000) + "pP")
                .feed("a\nb\n"));
        assertEquals("Pb\n", seen.content("current"));
    }

    /** The mode of current does not depend on the umask. */
    @ParameterizedTest(name = "umask {0}")
    @CsvSource({"077, 600", "000, 600", "777, 0"})
    void modesAndUmask(String umask, String lock) {
        Picture seen = Compared.of(log -> {
            log.through("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh");
            log.options("-l", "20", "-b", "64").config("s40").startWithLine("a");
            assertEquals("644", log.directory().mode("current"));
            log.write("0123456789012345678\nb\n").awaitCurrent("b\n").end();
        });
        assertEquals("@0.s 744, config 644, current 744, lock " + lock, seen.modes());
    }
}
