package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of services without a logger, on a fake system whose standard output and error are pipes. */
class NamedLinesTest {
    /** Longer than any pause between two looks, and than an output is left alone. */
    private static final long A_WHILE = 100;

    private static final int MOST_AT_ONCE = 60_000;

    private final FakePosix fake = new FakePosix();
    private final Descriptors descriptors = fake.posix().descriptors();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Surroundings surroundings;
    private final Surroundings ofErrors;
    private final NamedLines lines;
    private int ends;
    private int stdoutReader;
    private int stderrReader;

    NamedLinesTest() throws PosixException {
        stdoutReader = openReader("/stdout");
        stderrReader = openReader("/stderr");
        LineOutput stderr = openOutput("/stderr");
        surroundings = new Surroundings(
                fake.posix(),
                fake.clock(),
                () -> Tai64N.ofUnix(1_600_000_000L, 0),
                (request, listener) -> {
                    throw new AssertionError("there are no processors");
                },
                new ManualBackground(driver.loop(), descriptors),
                stderr,
                openOutput("/stdout"),
                new Bytes(),
                new Stamps(),
                false);
        ofErrors = surroundings.withStdout(stderr);
        LogInputs inputs = new LogInputs(fake.posix(), driver.loop(), surroundings.wallClock(), true);
        lines = new NamedLines(driver.loop(), inputs, descriptors);
        fake.rememberOpen();
    }

    private int openReader(String path) throws PosixException {
        fake.disk().fifo(path);
        return fake.posix().files().open(Files.HERE, path, Open.READ | Open.NON_BLOCKING, 0);
    }

    private LineOutput openOutput(String path) throws PosixException {
        return new LineOutput(
                descriptors, fake.posix().files().open(Files.HERE, path, Open.WRITE | Open.NON_BLOCKING, 0));
    }

    /** A writing end of a service's, and what it stands for. */
    private int service(String name, LineStyle style, boolean isErrors) throws PosixException {
        Pipe pipe = descriptors.pipe();
        lines.read(pipe.reader(), style, name, isErrors ? ofErrors : surroundings);
        return pipe.writer();
    }

    private int text(String name) throws PosixException {
        return service(name, LineStyle.TEXT, false);
    }

    private void write(int writer, String text) {
        fake.feed(writer, text);
    }

    private void pass() {
        driver.advanceMillis(A_WHILE);
    }

    private void awaitEnds() {
        lines.awaitEnds(() -> ends++);
    }

    /** What came out by now, and is taken away from there. */
    private String stdout() throws PosixException {
        return drain(stdoutReader);
    }

    private String stderr() throws PosixException {
        return drain(stderrReader);
    }

    private String drain(int reader) throws PosixException {
        byte[] block = new byte[MOST_AT_ONCE];
        StringBuilder text = new StringBuilder();
        int count = descriptors.read(reader, block, 0, block.length);
        while (count > 0) {
            text.append(ByteStrings.of(block, 0, count));
            count = descriptors.read(reader, block, 0, block.length);
        }
        return text.toString();
    }

    @Test
    void eachLineHasTheServicesName() throws Exception {
        int web = text("web");
        write(web, "one\n\ntwo\n");
        pass();
        assertEquals("web: one\nweb: \nweb: two\n", stdout());
        assertEquals("", stderr());
    }

    @Test
    void jsonIsAnObjectALine() throws Exception {
        int web = service("web", LineStyle.JSON, false);
        write(web, "a \"b\"\n");
        pass();
        assertEquals(
                "{\"time\":\"2020-09-13T12:26:40.000000Z\",\"service\":\"web\",\"message\":\"a \\\"b\\\"\"}\n",
                stdout());
    }

    @Test
    void whileItIsSuspendedLinesWaitInThePipes() throws Exception {
        int web = text("web");
        write(web, "a\nbegun ");
        pass();
        lines.suspend(() -> ends++);
        assertEquals(1, ends);
        assertEquals("web: a\nweb: begun \n", stdout(), "what this process alone knows is written");
        write(web, "b\n");
        int db = text("db");
        write(db, "c\n");
        pass();
        assertEquals("", stdout());
        lines.resume();
        pass();
        assertEquals("web: b\ndb: c\n", stdout());
        descriptors.close(web);
        descriptors.close(db);
        pass();
        lines.awaitEnds(() -> ends++);
        assertEquals(2, ends);
    }

    @Test
    void anOutputThatTakesNothingHoldsUpTheSuspension() throws Exception {
        int web = text("web");
        write(web, "y\n".repeat(20_000));
        pass();
        lines.suspend(() -> ends++);
        pass();
        assertEquals(0, ends);
        while (!stdout().isEmpty()) {
            pass();
        }
        assertEquals(1, ends);
    }

    @Test
    void errorsComeOutOnStandardError() throws Exception {
        int errors = service("web", LineStyle.TEXT, true);
        write(errors, "trouble\n");
        pass();
        assertEquals("web: trouble\n", stderr());
        assertEquals("", stdout());
    }

    @Test
    void piecesOfALineWaitForItsEnd() throws Exception {
        int web = text("web");
        int db = text("db");
        write(web, "begun ");
        pass();
        write(db, "whole\n");
        pass();
        assertEquals("db: whole\n", stdout());
        write(web, "and ended\n");
        pass();
        assertEquals("web: begun and ended\n", stdout());
    }

    /** Longer than what a splitter keeps, so that it is passed on in pieces. */
    @Test
    void soDoThoseOfALongLine() throws Exception {
        int web = text("web");
        int db = text("db");
        write(web, "x".repeat(20_000));
        pass();
        write(db, "whole\n");
        pass();
        assertEquals("db: whole\n", stdout());
        write(web, "y".repeat(20_000) + "\n");
        pass();
        assertEquals("web: " + "x".repeat(20_000) + "y".repeat(20_000) + "\n", stdout());
    }

    @Test
    void aLineOfAnyLengthIsCutAndEnds() throws Exception {
        int web = text("web");
        for (int i = 0; i < 5; i++) {
            write(web, "x".repeat(50_000));
            pass();
        }
        write(web, "\nnext\n");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            pass();
            out.append(stdout());
        }
        assertTrue(out.toString().startsWith("web: xxx"));
        assertTrue(out.toString().endsWith("x...\nweb: next\n"), () -> out.substring(out.length() - 40));
        assertTrue(out.length() < 100_000);
    }

    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        int web = text("web");
        write(web, "one\nlast");
        descriptors.close(web);
        awaitEnds();
        pass();
        assertEquals("web: one\nweb: last\n", stdout());
        assertEquals(1, ends);
        fake.assertNothingLeaked();
    }

    @Test
    void theEndsAreAwaited() throws Exception {
        int web = text("web");
        int errors = service("web", LineStyle.TEXT, true);
        awaitEnds();
        pass();
        assertEquals(0, ends);
        descriptors.close(web);
        pass();
        assertEquals(0, ends);
        descriptors.close(errors);
        pass();
        assertEquals(1, ends);
    }

    @Test
    void withoutServicesThereIsNothingToAwait() {
        awaitEnds();
        assertEquals(1, ends);
    }

    @Test
    void anOutputThatBlocksHoldsItsServicesUpAndLosesNothing() throws Exception {
        int web = text("web");
        int errors = service("web", LineStyle.TEXT, true);
        int patient = fake.posix().files().open(Files.HERE, "/proc/self/fd/" + web, Open.WRITE | Open.NON_BLOCKING, 0);
        descriptors.close(web);
        String sent = ("x".repeat(94) + "\n").repeat(10_000);
        byte[] bytes = ByteStrings.bytes(sent);
        int start = 0;
        int count = 0;
        while (count != Descriptors.WOULD_BLOCK) {
            start += count;
            assertTrue(start < 400_000, "more is taken than fits into an output");
            count = descriptors.write(patient, bytes, start, 30_000);
            pass();
        }
        write(errors, "of the other output\n");
        pass();
        assertEquals("web: of the other output\n", stderr());
        descriptors.close(patient);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            out.append(stdout());
            pass();
        }
        String taken = sent.substring(0, start);
        String last = taken.endsWith("\n") ? "" : "\n";
        assertEquals(taken + last, of("web: ", out));
    }

    @Test
    void whenBothPipesEndWhileTheOutputBlocksAllComesOut() throws Exception {
        block("/stdout");
        block("/stderr");
        int web = text("web");
        int errors = service("web", LineStyle.TEXT, true);
        int db = text("db");
        write(web, "one\nlast words");
        write(errors, "trouble\nand more");
        write(db, "a line\n");
        pass();
        descriptors.close(web);
        descriptors.close(errors);
        descriptors.close(db);
        awaitEnds();
        driver.advanceMillis(10_000);
        assertEquals(0, ends);
        String out = stdout();
        assertFalse(out.contains("web"));
        pass();
        assertEquals("web: one\ndb: a line\nweb: last words\n", stdout());
        assertEquals(0, ends); // the other output still blocks
        stderr();
        pass();
        assertEquals("web: trouble\nweb: and more\n", stderr());
        assertEquals(1, ends);
        fake.assertNothingLeaked();
        assertEquals(-1, driver.waitMillis());
    }

    /** Somebody else has filled that output. */
    private void block(String path) throws PosixException {
        int writer = fake.posix().files().open(Files.HERE, path, Open.WRITE | Open.NON_BLOCKING, 0);
        byte[] filling = ByteStrings.bytes("-".repeat(65_536));
        descriptors.write(writer, filling, 0, filling.length);
        descriptors.close(writer);
    }

    @Test
    void anOutputThatNobodyReadsLosesItsLinesAndStopsNobody() throws Exception {
        descriptors.close(stdoutReader);
        int web = text("web");
        write(web, "lost\n");
        pass();
        descriptors.close(web);
        awaitEnds();
        pass();
        assertEquals(1, ends);
    }

    @Test
    void aPipeThatCannotBeReadIsClosed() throws Exception {
        Pipe pipe = descriptors.pipe();
        fake.faults().once("epoll_ctl", "pipe's reader", Errno.ENOSPC);
        assertThrows(PosixException.class, () -> lines.read(pipe.reader(), LineStyle.TEXT, "web", surroundings));
        descriptors.close(pipe.writer());
        fake.assertNothingLeaked();
    }

    /** Services write pieces of lines of any length while the output takes what it likes; the seed is in the name. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noTwoLinesMix(long seed) throws Exception {
        Random random = new Random(seed);
        int services = 4;
        int[] writers = new int[services];
        StringBuilder[] sent = new StringBuilder[services];
        for (int i = 0; i < services; i++) {
            writers[i] = text("s" + i);
            sent[i] = new StringBuilder();
        }
        StringBuilder out = new StringBuilder();
        for (int round = 0; round < 300; round++) {
            int i = random.nextInt(services);
            String piece = piece(random, i);
            try {
                write(writers[i], piece);
                sent[i].append(piece);
            } catch (AssertionError e) {
                throw new AssertionError("the output is read often enough", e);
            }
            driver.advanceMillis(random.nextInt(50));
            if (random.nextInt(3) == 0) {
                out.append(stdout());
            }
        }
        for (int writer : writers) {
            descriptors.close(writer);
        }
        awaitEnds();
        for (int i = 0; i < 50; i++) {
            pass();
            out.append(stdout());
        }
        assertEquals(1, ends);
        for (int i = 0; i < services; i++) {
            assertEquals(complete(sent[i]), of("s" + i + ": ", out));
        }
    }

    private static String piece(Random random, int service) {
        StringBuilder piece = new StringBuilder();
        for (int line = random.nextInt(4); line >= 0; line--) {
            piece.append(
                    String.valueOf((char) ('a' + service)).repeat(random.nextInt(random.nextBoolean() ? 80 : 3_000)));
            piece.append(line > 0 || random.nextBoolean() ? "\n" : "");
        }
        return piece.toString();
    }

    private static String complete(StringBuilder sent) {
        boolean ends = sent.length() == 0 || sent.charAt(sent.length() - 1) == '\n';
        return sent + (ends ? "" : "\n");
    }

    /** The lines of a service, without its name. */
    private static String of(String name, CharSequence out) {
        List<String> found = new ArrayList<>();
        for (String line : out.toString().split("\n", -1)) {
            if (line.startsWith(name)) {
                found.add(line.substring(name.length()) + "\n");
            }
        }
        return String.join("", found);
    }
}
