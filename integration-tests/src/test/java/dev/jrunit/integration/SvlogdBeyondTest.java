package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Config lines beyond runit, which C passes over. docs/logging.md, Config lines beyond runit. */
final class SvlogdBeyondTest {

    private static final String THREE = "000000000\n000000001\n000000002\n";
    private static final String BUSY = "the processor was busy: d";
    private static final String FULL = "unable to write to current: d: out of disk space";
    private static final String NO_FILE = "unable to open current: d: is a directory";
    private static final Pattern NOTE = Pattern.compile("svlogd: warning: (\\d+) lines were dropped: (.*)");
    private static final Pattern OBJECT = Pattern.compile(
            "\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z\",\"service\":\"([^\"]*)\",\"message\":\"(.*)\"}");

    private static Logging small(Logging log) {
        return log.options(SvlogdRotationTest.SMALL);
    }

    /** What ours leaves and says, where C has been shown elsewhere to do nothing of the kind. */
    private static void ours(Compared.Scenario scenario) {
        Compared.each(log -> {
            if (log.ours()) {
                scenario.play(log);
            }
        });
    }

    /** They may stand in the config of a directory that C's svlogd writes: it logs as without them. */
    @Test
    void aStockSvlogdPassesThemOver() {
        Compared.each(log -> {
            if (!log.ours()) {
                small(log)
                        .config("z\nS60\nq\nj\n1\no-t -l 5\ns50\nn0\nz x\nSx\nq x\n")
                        .feed(THREE + "a\n");
                Picture seen = Picture.of(log);
                assertEquals("@0.s 30, current 2", seen.sizes());
                assertEquals(THREE, seen.content("@0.s"));
                assertEquals("", seen.out() + seen.err());
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "z x, z stands alone in its line",
        "zip, z stands alone in its line",
        "q1, q stands alone in its line",
        "json, j stands alone in its line",
        "1x, 1 stands alone in its line",
        "S, 'no number: '",
        "S 100, 'no number:  100'",
        "S-1, no number: -1",
        "S100kb, more than a number: 100kb"
    })
    void aWrongLineIsNamedAndTheRestHolds(String line, String complaint) {
        ours(log -> {
            small(log).config("s50\n# a comment\n" + line + "\nn0\npP ").feed("a\nb\n");
            assertEquals("svlogd: warning: d/config: line 3: " + complaint + "\n", log.errors());
            assertEquals("P a\nP b\n", log.directory().content("current"));
            assertEquals("", log.output());
            assertEquals(0, log.exit());
        });
    }

    /** Blanks behind the letter, as an editor leaves them, are no mistake; nor is a last line without its end. */
    @Test
    void blanksBehindTheLetterAndAMissingNewline() {
        ours(log -> {
            log.config("z \nq\t\n1").feed("a\n");
            assertEquals("", log.errors());
            assertEquals(log.home().getFileName() + ": a\n", log.output());
        });
    }

    // ---- z ----

    @Test
    void zCompressesOldFiles() {
        ours(log -> {
            small(log).config("s50\nn0\nz\n").feed(SvlogdRotationTest.lines(8, 10));
            LogDirectory directory = log.directory();
            assertEquals("", log.errors());
            assertEquals(
                    "@0.s 744, @1.s 744, config 644, current 744, lock 600",
                    Picture.of(log).modes());
            assertEquals(THREE, unpacked(directory.content(directory.old().get(0))));
            assertEquals(
                    "000000003\n000000004\n000000005\n",
                    unpacked(directory.content(directory.old().get(1))));
            assertEquals("000000006\n000000007\n", directory.content("current"));
        });
    }

    private static String unpacked(String bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1)))) {
            return new String(gzip.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void zHasNoEffectBesideAProcessor() {
        ours(log -> {
            small(log).config("s50\nn0\nz\n!tr 0-9 a-j\n").feed(THREE);
            assertEquals(
                    "svlogd: warning: d/config: z has no effect beside a processor (!), which may compress itself\n",
                    log.errors());
            assertEquals(
                    "aaaaaaaaa\naaaaaaaab\naaaaaaaac\n",
                    log.directory().content(log.directory().old().get(0)));
        });
    }

    // ---- S ----

    /** The newest lines stay, without a gap, in files that together have at most so many bytes. */
    @ParameterizedTest(name = "S{0}")
    @CsvSource({"200, 200", "1k, 1024", "4k, 4096"})
    void allFilesTogetherHaveALimit(String written, int most) {
        ours(log -> {
            small(log).config("s1m\nn0\nS" + written + "\n");
            String lines = SvlogdRotationTest.lines(1000, 10);
            log.feed(lines);
            String left = log.directory().everything();
            assertEquals("", log.errors());
            assertTrue(left.length() <= most, left.length() + " bytes");
            assertTrue(left.length() >= most / 2 - 30, left.length() + " bytes");
            assertTrue(lines.endsWith(left), left);
        });
    }

    /** Old files of before count, and one that no processor will take any more. */
    @Test
    void whatWasThereBeforeGoesFirst() {
        ours(log -> {
            small(log).config("n0\nS200\n");
            log.directory().file("@400000000000000100000000.s", "x".repeat(5000), 0744);
            log.directory().file("@400000000000000200000000.u", "x".repeat(5000), 0644);
            log.feed(SvlogdRotationTest.lines(10, 10));
            assertEquals(SvlogdRotationTest.lines(10, 10), log.directory().everything());
        });
    }

    // ---- j ----

    @Test
    void jMakesEachLineAnObject() {
        ours(log -> {
            log.options("-t").config("j\npP \n-*secret*\n").feed("a \"quoted\" \\ \t\nsecret\n\n\u00ff\u0000\nlast");
            String[] objects =
                    new String(log.directory().content("current").getBytes(ISO_8859_1), UTF_8).split("\n", -1);
            String[] messages = {"P a \\\"quoted\\\" \\\\ \\t", "P ", "P \ufffd\\u0000", "P last"};
            assertEquals(messages.length + 1, objects.length, String.join("\n", objects));
            for (int line = 0; line < messages.length; line++) {
                Matcher object = OBJECT.matcher(objects[line]);
                assertTrue(object.matches(), objects[line]);
                assertEquals(log.home().getFileName().toString(), object.group(1));
                assertEquals(messages[line], object.group(2));
            }
            assertEquals("", log.errors());
        });
    }

    /** A file may get larger than s rather than that a reader of objects meets half of one. */
    @Test
    void anObjectIsNeverDivided() {
        ours(log -> {
            small(log).config("j\ns100\nn0\n").feed(("x".repeat(70) + "\n").repeat(5));
            LogDirectory directory = log.directory();
            assertEquals(5, directory.old().size(), directory.names().toString());
            for (String name : directory.old()) {
                assertTrue(
                        OBJECT.matcher(directory.content(name).stripTrailing()).matches(), directory.content(name));
            }
        });
    }

    // ---- 1 ----

    @Test
    void standardOutputGetsWhatIsLogged() {
        ours(log -> {
            log.options("-tt").config("1\npP \n-*secret*\n").feed("a\nsecret\n\n" + "x".repeat(2000) + "\nlast");
            String name = log.home().getFileName() + ": P ";
            assertEquals(name + "a\n" + name + "\n" + name + "x".repeat(2000) + "\n" + name + "last\n", log.output());
            assertEquals(4, log.directory().content("current").split("\n").length);
        });
    }

    /** A svlogd that is started in {@code web/log} logs {@code web}. */
    @Test
    void theNameIsTheServices() {
        ours(log -> {
            LogDirectory directory = log.directory("web/log/d").config("1\nj\n");
            log.through("env", "-C", "web/log")
                    .startWith(List.of("d"))
                    .write("a\n")
                    .end();
            Matcher object = OBJECT.matcher(log.output().stripTrailing());
            assertTrue(object.matches(), log.output());
            assertEquals("web", object.group(1));
            assertEquals(directory.content("current"), log.output());
        });
    }

    @Test
    void aVeryLongLineIsCutOnStandardOutputAlone() {
        ours(log -> {
            String line = "x".repeat(300_000);
            log.config("1").feed(line + "\nnext\n");
            assertEquals(line + "\nnext\n", log.directory().content("current"));
            String[] lines = log.output().split("\n", -1);
            assertEquals(3, lines.length);
            assertTrue(lines[0].endsWith("x...") && lines[0].length() < 100_000, lines[0].length() + " characters");
            assertEquals(log.home().getFileName() + ": next", lines[1]);
        });
    }

    // ---- q ----

    /** Every line is there, or counted where it is missing. @return how many were counted */
    private static int dropped(String log, int lines, String why) {
        int next = 0;
        int dropped = 0;
        for (String line : log.split("\n", 0)) {
            Matcher note = NOTE.matcher(line);
            if (note.matches()) {
                dropped += Integer.parseInt(note.group(1));
                next += Integer.parseInt(note.group(1));
                assertEquals(why, note.group(2));
            } else {
                assertEquals(String.format("%09d", next), line);
                next++;
            }
        }
        assertEquals(lines, next, "lines, of which " + dropped + " are counted as dropped");
        return dropped;
    }

    @Test
    void qDropsAndCountsOnAFullDisk() {
        SvlogdFullDiskTest.onSmallDisk((log, disk) -> {
            disk.config("s0\nq\ne000029999\n").file("other", "x".repeat(40_000), 0644);
            String lines = SvlogdRotationTest.lines(30_000, 10);
            if (!log.ours()) {
                log.start().writeLater(lines);
                log.await("it waits", () -> log.errors().endsWith("pausing: " + FULL + "\n"));
                return; // and its writer with it
            }
            log.start().write(lines);
            log.await("all is read", () -> log.errors().endsWith("\n000029999\n"));
            disk.remove("other");
            log.await("it is told", () -> NOTE.matcher(log.errors()).find());
            log.write("000030000\n").end();
            assertEquals(0, log.exit());
            assertTrue(dropped(disk.everything(), 30_001, FULL) > 10_000);
            assertTrue(log.errors().startsWith("svlogd: pausing: " + FULL + "\n"), log.errors());
        });
    }

    @Test
    void qDropsWhereCurrentCannotBeOpened() {
        ours(log -> {
            LogDirectory directory = log.config("q\n").directory();
            Files.createDirectory(directory.path().resolve("current"));
            String lines = SvlogdRotationTest.lines(20_000, 10);
            log.start().write(lines);
            directory.remove("current");
            log.await("it is told", () -> NOTE.matcher(log.errors()).find());
            log.end();
            assertEquals(0, log.exit());
            assertTrue(dropped(directory.everything(), 20_000, NO_FILE) > 1000);
        });
    }

    /** Where nothing can be written to the end, it is svlogd's last word how many lines that were. */
    @Test
    void qEndsAllTheSame() {
        ours(log -> {
            LogDirectory directory = log.config("q\n").directory();
            Files.createDirectory(directory.path().resolve("current"));
            log.feed(THREE + "unfinished");
            assertEquals(0, log.exit());
            assertEquals(
                    "svlogd: pausing: " + NO_FILE + "\nsvlogd: warning: 4 lines were dropped: " + NO_FILE + "\n",
                    log.errors());
        });
    }

    @Test
    void qDoesNotWaitForAProcessor() {
        ours(log -> {
            String lines = SvlogdRotationTest.lines(20_000, 10);
            LogDirectory directory = log.directory().file("held", "", 0644);
            small(log).config("s5000\nn0\nq\n!while test -e held; do sleep 0.1; done; cat\n");
            log.start().write(lines.substring(0, 5000));
            log.await("the processor", () -> directory.old(".t").size() == 1);
            log.write(lines.substring(5000));
            directory.remove("held");
            log.await("it is told", () -> NOTE.matcher(log.errors()).find());
            log.end();
            assertEquals(0, log.exit());
            assertTrue(dropped(log.directory().everything(), 20_000, BUSY) > 1000);
        });
    }
}
