package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From bytes of the input to bytes of current and of standard error. Source: svlogd(8), OPTIONS and CONFIG p, e, E. */
final class SvlogdLinesTest {

    private static final String STAMP = "@" + "T".repeat(24) + " ";

    private static String everyByte() {
        StringBuilder bytes = new StringBuilder();
        for (char one = 0; one < 256; one++) {
            bytes.append(one);
        }
        return bytes.append('\n').toString();
    }

    @Test
    void everyByteIsKept() {
        Picture seen = Compared.of(log -> log.feed(everyByte() + "\n\n\0\n"));
        assertEquals(everyByte() + "\n\n\0\n", seen.content("current"));
        assertEquals("current 744, lock 600", seen.modes());
    }

    /** Java would open a file in their place. C does, too, and may write what it has to say into its lock. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"<&-", "<&- >&- 2>&-", "</dev/null >&- 2>&-", "<&- 2>&-"})
    void closedDescriptors(String redirections) {
        Compared.each(log -> {
            log.config("e*\n1\n");
            log.through("sh", "-c", "exec \"$0\" \"$@\" " + redirections).start();
            assertEquals(0, log.awaitExit());
            if (log.ours()) {
                assertEquals("", log.directory().everything());
                assertEquals("", log.directory().content("lock"));
            }
        });
    }

    @Test
    void aDirectoryAsInput() {
        Picture seen = Compared.of(log -> {
            log.through("sh", "-c", "exec \"$0\" \"$@\" </").start();
            log.awaitExit();
        });
        assertEquals("svlogd: warning: unable to read standard input: is a directory\n", seen.err());
        assertEquals("exit 0", seen.exit());
    }

    @Test
    void emptyLinesAreLines() {
        Picture seen = Compared.of(log -> log.options("-t").config("e*").feed("a\n\n\nb\n"));
        String expected = STAMP + "a\n" + STAMP + "\n" + STAMP + "\n" + STAMP + "b\n";
        assertEquals(expected, seen.content("current"));
        assertEquals("@ a\n@ \n@ \n@ b\n", seen.err());
    }

    /** Not printable are all bytes but 32 to 126; a newline stays what it is. */
    @ParameterizedTest(name = "-r {0}")
    @ValueSource(strings = {"_", "%", " ", "\t"})
    void replacesWhatIsNotPrintable(String by) {
        Picture seen = Compared.of(log -> log.options("-r", by).feed(everyByte()));
        assertEquals(everyByte().replaceAll("[^ -~\n]", by), seen.content("current"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-R abc, ___def_ _",
        "-R abc -r ., ...def. .",
        "-r . -R abc, ...def. .",
        "-r . -R abc -r x -R d, abcxefx x",
        "-R fff, abcde__ _",
        "-R _, abcdef_ _"
    })
    void replacesACharset(String options, String expected) {
        Picture seen = Compared.of(log -> log.options(options.split(" ")).feed("abcdef\1 \t\n"));
        assertEquals(expected + "\n", seen.content("current"));
    }

    /** Neither a byte that is no character of UTF-8 nor a newline is anything special in the charset. */
    @Test
    void aCharsetOfOddBytes() {
        String script = "exec \"$@\" -R \"$(printf '\\351a\\n.')\" d";
        Compared.each(log -> {
            log.directory();
            log.through("sh", "-c", script, "sh");
            log.startWith(List.of("-r", "#")).write("a\351b.\nc\n").end();
            assertEquals("##b#\nc\n", log.directory().content("current"));
        });
    }

    /** What comes after the first len characters of a line is left alone. */
    @Test
    void replacesInTheFirstCharactersOnly() {
        Picture seen = Compared.of(log -> log.options("-l", "10", "-r", "_", "-R", "a")
                .feed("aaaaaaaa\1\1\1aaa\1\n" + "a".repeat(10) + "\naa\1\n"));
        assertEquals("__________\1aaa\1\n__________\n___\n", seen.content("current"));
    }

    /** Lines near len are whole in current; on standard error a line of len or more is cut and marked. */
    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {"", "-t", "-tt", "-ttt"})
    void longLinesOnStandardError(String option) {
        Picture seen = Compared.of(log -> {
            log.options(option.isEmpty() ? new String[] {"-l", "10"} : new String[] {option, "-l", "10"});
            log.config("e*\np<p> ").feed("012345678\n0123456789\n0123456789abc\n\n" + "x".repeat(5000) + "\n");
        });
        String clean = seen.content("current").replaceAll("(?m)^\\S*[TD]{4}\\S* ", "");
        assertEquals("<p> 012345678\n<p> 0123456789\n<p> 0123456789abc\n<p> \n<p> " + "x".repeat(5000) + "\n", clean);
        assertEquals(
                "<p> 012345678\n<p> 0123456789...\n<p> 0123456789...\n<p> \n<p> xxxxxxxxxx...\n",
                seen.err().replaceAll("(?m)^(@|DDDD-\\S*) ", ""));
    }

    @Test
    void aLenOfOne() {
        Picture seen =
                Compared.of(log -> log.options("-l", "1").config("e*\n-b").feed("abc\nx\n\nbcd\n"));
        assertEquals("abc\nx\n\n", seen.content("current"));
        assertEquals("a...\nx...\n\nb...\n", seen.err());
    }

    /** The last prefix wins, but an empty one does not take it away; nothing in it is special. */
    @ParameterizedTest(name = "[{index}]")
    @CsvSource({
        "'px|py', y",
        "'px|p', x",
        "'px  |', 'x  '",
        "'px  ', 'x  '",
        "'px\\n\t#\1\377', 'x\\n\t#\1\377'",
        "'p', ''"
    })
    void thePrefix(String config, String expected) {
        Picture seen = Compared.of(log -> log.config(config.replace('|', '\n')).feed("a\n\n"));
        assertEquals(expected + "a\n" + expected + "\n", seen.content("current"));
    }

    @Test
    void aLongPrefix() {
        String prefix = "0123456789".repeat(300);
        Picture seen = Compared.of(log ->
                log.options("-t", "-l", "10").config("p" + prefix + "\ne*\n").feed("a\nb\n"));
        assertEquals(STAMP + prefix + "a\n" + STAMP + prefix + "b\n", seen.content("current"));
        assertEquals("@ " + prefix + "a\n@ " + prefix + "b\n", seen.err());
    }

    /** A last line without newline: C drops one that is shorter than len, we keep it. */
    @ParameterizedTest(name = "{0} characters")
    @ValueSource(ints = {1, 5, 19, 20, 21, 63, 64, 65, 300})
    void aLastLineWithoutNewline(int length) {
        Compared.each(log -> {
            log.options("-l", "20", "-b", "64").config("e*\n").feed("first\n" + "x".repeat(length));
            boolean kept = log.ours() || length >= 20;
            String shown = length >= 20 ? "x".repeat(20) + "...\n" : "x".repeat(length) + "\n";
            assertEquals(
                    "first\n" + (kept ? "x".repeat(length) + "\n" : ""),
                    log.directory().content("current"));
            assertEquals("first\n" + (kept ? shown : ""), log.errors());
            assertEquals(0, log.exit());
        });
    }

    /** Each line's time lies between its writing and its reading, in the notation of tai64n. */
    @Test
    void timestampsTellTheTime() {
        Compared.each(log -> {
            long before = System.currentTimeMillis();
            log.options("-t").feed("a\nb\nc\n");
            long after = System.currentTimeMillis();
            List<String> lines = List.of(log.directory().content("current").split("\n"));
            assertEquals(3, lines.size());
            String last = "";
            for (String line : lines) {
                assertTrue(line.matches("@4[0-9a-f]{23} [abc]"), line);
                assertTrue(line.compareTo(last) > 0, line + " after " + last);
                last = line.substring(0, 25);
                long seconds = new BigInteger(line.substring(1, 17), 16).longValue() - (1L << 62) - 10;
                long nanos = Long.parseLong(line.substring(17, 25), 16);
                assertTrue(nanos < 1_000_000_000, line);
                long millis = seconds * 1000 + nanos / 1_000_000;
                assertTrue(before <= millis && millis <= after, before + " " + line + " " + after);
            }
        });
    }

    @Test
    void readableTimestampsAreUtc() {
        Compared.each(log -> {
            java.time.Instant before = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
            log.through("env", "TZ=America/New_York").options("-ttt").feed("a\n");
            java.time.Instant after = java.time.Instant.now();
            String stamp = log.directory().content("current").substring(0, 25);
            java.time.Instant instant = java.time.Instant.parse(stamp + "Z");
            assertTrue(!instant.isBefore(before) && !instant.isAfter(after), before + " " + stamp + " " + after);
        });
    }

    /** Random bytes in random lines, with every option that changes them. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void randomBytes(long seed) {
        Random random = new Random(seed);
        StringBuilder input = new StringBuilder();
        while (input.length() < 20_000) {
            int length = random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(40);
            for (int at = 0; at < length; at++) {
                char one = (char) random.nextInt(random.nextBoolean() ? 256 : 127);
                input.append(one);
            }
            input.append('\n');
        }
        int len = 1 + random.nextInt(100);
        int buffer = len + 1 + random.nextInt(1000);
        Picture seen = Compared.of(log -> log.options("-r", "?", "-R", "aeiou", "-l", "" + len, "-b", "" + buffer)
                .config("p> \ne*\nE*a*\n-*%\n+*Z*%")
                .feed(input.toString()));
        assertEquals("exit 0", seen.exit());
        assertTrue(seen.content("current").length() > 10_000);
    }

    /** A line of many megabytes, which neither loses a byte nor is held in memory. From a file: nobody has to wait. */
    @Test
    void aHugeLine() {
        String block = "0123456789abcdef".repeat(4096);
        Compared.each(log -> {
            // C takes ten seconds for what we must manage.
            int blocks = log.ours() ? 1600 : 64;
            Path input = log.home().resolve("input");
            try (OutputStream out = Files.newOutputStream(input)) {
                for (int count = 0; count < blocks; count++) {
                    out.write(block.getBytes(ISO_8859_1));
                }
                out.write("\nnext\n".getBytes(ISO_8859_1));
            }
            log.config("s0\n").input(input).start();
            long[] peak = {0};
            Eventually.until("it ends", Duration.ofSeconds(90), () -> {
                peak[0] = Math.max(peak[0], peakKilobytes(log.process().pid()));
                return !log.process().isAlive();
            });
            Path current = log.directory().path().resolve("current");
            assertEquals(Files.size(input), Files.size(current));
            assertEquals(-1, Files.mismatch(input, current));
            assertTrue(peak[0] > 0 && peak[0] < 90_000, "100 MB in a line, and a memory of " + peak[0] + " kB");
        });
    }

    /** Of a process that has ended: 0. */
    private static long peakKilobytes(long pid) {
        for (String line : Pids.text(pid, "status").split("\n", -1)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
