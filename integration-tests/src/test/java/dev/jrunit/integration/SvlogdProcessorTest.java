package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What feeds recent log files through a command. Source: svlogd(8), PROCESSOR. */
final class SvlogdProcessorTest {

    private static final String THREE = "000000000\n000000001\n000000002\n";

    private static Picture processed(String processor, int lines) {
        return Compared.of(log -> log.options("-v", "-l", "20", "-b", "64")
                .config("s50\nn0\n!" + processor + "\n")
                .feed(SvlogdRotationTest.lines(lines, 10)));
    }

    @Test
    void theOutputTakesTheInputsPlace() {
        Picture seen = processed("tr 0-9 a-j", 4);
        assertEquals("@0.s 744, config 644, current 744, lock 600, state 644", seen.modes());
        assertEquals("aaaaaaaaa\naaaaaaaab\naaaaaaaac\n", seen.content("@0.s"));
        assertEquals("000000003\n", seen.content("current"));
        assertEquals("""
                svlogd: info: read: d/config
                svlogd: info: new: d/current
                svlogd: info: rename: d/current @.u 30
                svlogd: info: processing: d/@.u
                svlogd: info: processed: d/@.s
                svlogd: info: close: d
                """, seen.err());
    }

    /** What is written to descriptor 5 is readable on 4 the next time. */
    @Test
    void stateIsCounted() {
        Picture seen = processed("cat; read old <&4; echo \"$old+\" >&5; echo \"$old+\"", 9);
        assertEquals(THREE + "+\n", seen.content("@0.s"));
        assertEquals("000000006\n000000007\n000000008\n+++\n", seen.content("@2.s"));
        assertEquals("+++\n", seen.content("state"));
    }

    @Test
    void withoutOutput() {
        Picture seen = processed("exit 0", 6);
        assertEquals("@0.s 0, @1.s 0, current 0", seen.sizes());
        assertEquals("", seen.content("state"));
    }

    /** Its descriptors, directory, arguments, and nothing else of svlogd's. */
    @Test
    void whatItStartsWith() {
        Picture seen = Compared.of(log -> {
            log.through("env", "-i", "PATH=/usr/bin:/bin", "MINE=1");
            log.options("-l", "20", "-b", "64");
            log.config("s50\nn0\n!p=$$; echo \"$0 $#\"; pwd; for f in 0 1 2 4 5; do readlink /proc/$p/fd/$f; done;"
                    // A shell that starts a program has all signals blocked for a moment: it reads that itself.
                    + " ls -m /proc/$p/fd; while read name value; do"
                    + " case $name in SigBlk:) echo $name $value;; esac; done </proc/$p/status; echo \"$MINE\";"
                    + " readlink /proc/$p/cwd; cat; ulimit -n; umask\n");
            log.feed(SvlogdRotationTest.lines(3, 10));
            String home = log.home().toString();
            String output = log.directory().content(log.directory().old().get(0));
            assertTrue(output.startsWith("sh 0\n" + home + "/d\n" + home + "/d/@"), output);
            log.directory()
                    .file("output", output.replace(home, "HOME").replaceAll("@[0-9a-f]{24}", "@"), 0644)
                    .remove(log.directory().old().get(0));
        });
        assertEquals(
                """
                sh 0
                HOME/d
                HOME/d/@.u
                HOME/d/@.t
                HOME/err1
                HOME/d/state
                HOME/d/newstate
                """, seen.content("output").substring(0, seen.content("output").indexOf("0, 1, 2")));
        assertTrue(
                seen.content("output").contains("0, 1, 2, 4, 5\nSigBlk: 0000000000000000\n"), seen.content("output"));
        assertTrue(seen.content("output").contains("\n1\nHOME/d\n" + THREE), seen.content("output"));
    }

    @Test
    void itsErrorsAreSvlogds() {
        Picture seen = Compared.of(log -> log.options("-l", "20", "-b", "64")
                .config("s50\nn0\n!cat; echo trouble >&2\n")
                .feed(SvlogdRotationTest.lines(3, 10)));
        assertEquals("trouble\n", seen.err());
    }

    /** The last line counts, but an empty one does not take it away. */
    @Test
    void severalProcessors() {
        assertEquals("bbb\n", twoLines("!tr x a\n!tr x b\n").content("@0.s"));
        assertEquals("aaa\n", twoLines("!tr x a\n!\n").content("@0.s"));
        assertEquals("xxx\n", twoLines("!\n").content("@0.s"));
    }

    private static Picture twoLines(String processors) {
        return Compared.of(log -> log.options("-l", "20", "-b", "64")
                .config("s24\nn0\n" + processors)
                .feed("xxx\n"));
    }

    /** One that fails is run again with the same input, an empty output and an empty newstate. */
    @Test
    void oneThatFailsIsRunAgain() {
        Picture seen = Compared.of(log -> log.options("-l", "20", "-b", "64")
                .config("s50\nn0\n!echo new >&5; if test -e failed; then cat; cat <&4; exit; fi; echo wrong;"
                        + " echo more >&5; : >failed; exit 3\n")
                .feed(SvlogdRotationTest.lines(6, 10)));
        assertEquals(THREE, seen.content("@0.s"));
        assertEquals("000000003\n000000004\n000000005\nnew\n", seen.content("@1.s"));
        assertEquals("new\n", seen.content("state"));
        assertEquals("svlogd: warning: processor failed, restart: d\n", seen.err());
        assertEquals("exit 0", seen.exit());
    }

    /** One that is killed: C takes that for success, we run it again. */
    @Test
    void oneThatIsKilled() {
        Compared.each(log -> {
            log.options("-l", "20", "-b", "64")
                    .config("s50\nn0\n!if test -e killed; then cat; exit; fi; : >killed; echo wrong; kill -9 $$\n")
                    .feed(SvlogdRotationTest.lines(3, 10));
            assertEquals(log.ours() ? THREE : "wrong\n", log.directory().everything());
            assertEquals(List.of(), log.directory().old(".u"));
        });
    }

    /** Holds back the processors of a case: each waits for a line of the FIFO {@code gate}. */
    private static RandomAccessFile gate(Logging log) throws IOException, InterruptedException {
        String gate = log.directory().path().resolve("gate").toString();
        assertEquals(0, Spawning.start(new ProcessBuilder("mkfifo", gate)).waitFor());
        return new RandomAccessFile(gate, "rw");
    }

    private static void open(RandomAccessFile gate) throws IOException {
        gate.write("go\n".getBytes(ISO_8859_1));
    }

    /** While it runs input is read and written; the next rotation waits for it, and everything is processed. */
    @Test
    void runsBesideTheLogging() {
        Picture seen = Compared.of(log -> {
            try (RandomAccessFile gate = gate(log)) {
                log.options("-l", "20", "-b", "64").config("s50\nn0\n!read go <gate; tr 0-9 a-j\n");
                log.start().write(THREE);
                log.await("the processor", () -> log.directory().old(".t").size() == 1);
                log.write("000000003\n").awaitCurrent("000000003\n");
                log.write("000000004\n").awaitCurrent("000000003\n000000004\n");
                log.write("000000005\n").writeLater("000000006\n000000007\n");
                log.awaitCurrent("000000003\n000000004\n000000005\n");
                assertEquals(1, log.directory().old(".u").size());
                open(gate);
                log.await(
                        "the second processor",
                        () -> log.directory().old(".s").size() == 1
                                && log.directory().old(".t").size() == 1);
                open(gate);
                log.end();
                log.directory().remove("gate");
            }
        });
        assertEquals("@0.s 30, @1.s 30, current 20", seen.sizes());
        assertEquals("aaaaaaaaa\naaaaaaaab\naaaaaaaac\n", seen.content("@0.s"));
        assertEquals("aaaaaaaad\naaaaaaaae\naaaaaaaaf\n", seen.content("@1.s"));
        assertEquals("000000006\n000000007\n", seen.content("current"));
    }

    /** The end of the input, and TERM, wait for it. */
    @Test
    void theEndWaitsForIt() {
        Picture seen = Compared.of(log -> {
            try (RandomAccessFile gate = gate(log)) {
                for (boolean term : new boolean[] {true, false}) {
                    log.options("-l", "20", "-b", "64").config("s50\nn0\n!read go <gate; cat; echo s >&5\n");
                    log.start().write(THREE);
                    log.await("the processor", () -> log.directory().old(".t").size() == 1);
                    if (term) {
                        log.signal("TERM");
                    } else {
                        log.closeInput();
                    }
                    Eventually.holds(
                            "it waits",
                            java.time.Duration.ofMillis(300),
                            () -> log.process().isAlive());
                    open(gate);
                    assertEquals(0, log.awaitExit());
                }
                log.directory().remove("gate");
            }
        });
        assertEquals("@0.s 30, @1.s 30, current 0", seen.sizes());
        assertEquals("s\n", seen.content("state"));
    }

    /** ALRM while it runs rotates when it has ended. */
    @Test
    void anAlarmWhileItRuns() {
        Picture seen = Compared.of(log -> {
            try (RandomAccessFile gate = gate(log)) {
                log.options("-l", "20", "-b", "64").config("s50\nn0\n!read go <gate; cat\n");
                log.start().write(THREE + "x\n").awaitCurrent("x\n");
                log.await("the processor", () -> log.directory().old(".t").size() == 1);
                log.signal("ALRM");
                open(gate);
                log.await(
                        "the second processor",
                        () -> log.directory().old(".s").size() == 1
                                && log.directory().old(".t").size() == 1);
                open(gate);
                log.write("y\n").awaitCurrent("y\n").end();
                log.directory().remove("gate");
            }
        });
        assertEquals("@0.s 30, @1.s 2, current 2", seen.sizes());
    }

    /** HUP while it runs re-reads the config and goes on logging. C forgets about the processor, we wait for it. */
    @Test
    void aHangupWhileItRuns() {
        Compared.each(log -> {
            try (RandomAccessFile gate = gate(log)) {
                log.options("-v", "-l", "20", "-b", "64").config("s50\nn0\n!read go <gate; cat\n");
                log.start().write(THREE + "x\n").awaitCurrent("x\n");
                log.await("the processor", () -> log.directory().old(".t").size() == 1);
                log.config("s50\nn0\npP\n").signal("HUP");
                log.await("the config", () -> log.errors().contains("info: append: "));
                log.write("y\n").awaitCurrent("x\nPy\n");
                open(gate);
                log.end();
                assertEquals("x\nPy\n", log.directory().content("current"));
                if (log.ours()) {
                    assertEquals(1, log.directory().old(".s").size());
                    assertEquals(
                            THREE,
                            log.directory().content(log.directory().old(".s").get(0)));
                }
            }
        });
    }

    /** An rm of what svlogd would remove is worth a warning, which with ours says why. */
    @Test
    void oneThatRemovesItsInput() {
        Compared.each(log -> {
            log.options("-l", "20", "-b", "64")
                    .config("s50\nn0\n!rm *.u; cat\n")
                    .feed(THREE);
            assertEquals(1, log.directory().old(".s").size());
            assertEquals(THREE, log.directory().everything());
            assertTrue(
                    log.errors()
                            .matches("svlogd: warning: unable to unlink: d/@[0-9a-f]{24}\\.u"
                                    + (log.ours() ? ": file does not exist" : "") + "\n"),
                    log.errors());
            assertEquals(0, log.exit());
        });
    }

    /** A processor of many directories at once, each with its own files. */
    @Test
    void oneADirectory() {
        Picture seen = Compared.of(log -> {
            log.options("-l", "20", "-b", "64");
            for (int number = 0; number < 5; number++) {
                log.directory("d" + number).config("s50\nn0\n!sed s/^/" + number + "/; echo " + number + " >&5\n");
            }
            log.feed(SvlogdRotationTest.lines(7, 10));
        });
        for (int number = 0; number < 5; number++) {
            String directory = "d" + number;
            assertEquals(THREE.replaceAll("(?m)^0", number + "0"), seen.content(directory, "@0.s"));
            assertEquals("000000006\n", seen.content(directory, "current"));
            assertEquals(number + "\n", seen.content(directory, "state"));
        }
    }

    /** The processed file has the name of the file that was rotated, and nothing else is left. */
    @Test
    void namesStay() {
        Compared.each(log -> {
            log.options("-v", "-l", "20", "-b", "64").config("s50\nn0\n!cat\n").feed(SvlogdRotationTest.lines(3, 10));
            Matcher renamed =
                    Pattern.compile("rename: d/current (@[0-9a-f]{24})\\.u 30").matcher(log.errors());
            assertTrue(renamed.find(), log.errors());
            assertEquals(List.of(renamed.group(1) + ".s"), log.directory().old());
            assertFalse(log.directory().has("newstate"));
        });
    }
}
