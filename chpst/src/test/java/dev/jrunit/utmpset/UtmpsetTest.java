package dev.jrunit.utmpset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Output;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records on a system in memory, as each machine lays them out. Source: utmpset(8). */
class UtmpsetTest {
    enum Machine {
        X86_64(UtmpLayout.X86_64),
        AARCH64(UtmpLayout.AARCH64);

        @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
        final UtmpLayout layout;

        Machine(UtmpLayout layout) {
            this.layout = layout;
        }
    }

    private final FakePosix fake = new FakePosix();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(UtmpLayout layout, String... arguments) {
        err.reset();
        Invocation invocation = new Invocation("utmpset", arguments, new Output(err), new Output(err));
        return Launcher.run(
                Main.OPTIONS, (line, called) -> Main.run(line, called.stderr(), fake.posix(), layout), invocation);
    }

    /** A record full of a letter, but for its type and line. */
    private static byte[] record(UtmpLayout layout, String line, char filling) {
        byte[] bytes = new byte[layout.recordBytes()];
        Arrays.fill(bytes, (byte) filling);
        bytes[0] = 7;
        bytes[1] = 0;
        System.arraycopy(Arrays.copyOf(line.getBytes(ISO_8859_1), 32), 0, bytes, 8, 32);
        return bytes;
    }

    private void utmp(byte[]... records) {
        StringBuilder content = new StringBuilder();
        for (byte[] record : records) {
            content.append(new String(record, ISO_8859_1));
        }
        fake.disk().file(LoginFiles.UTMP, content.toString());
    }

    private byte[] utmpRecord(UtmpLayout layout, int index) {
        int start = index * layout.recordBytes();
        return Arrays.copyOfRange(fake.disk().bytes(LoginFiles.UTMP), start, start + layout.recordBytes());
    }

    private static long seconds(UtmpLayout layout, byte[] record) {
        long seconds = 0;
        for (int i = layout.secondsBytes() - 1; i >= 0; i--) {
            seconds = seconds << 8 | (record[layout.secondsOffset() + i] & 0xff);
        }
        return seconds;
    }

    @ParameterizedTest
    @EnumSource
    void theFirstRecordOfTheLineIsLoggedOut(Machine machine) {
        UtmpLayout layout = machine.layout;
        byte[] other = record(layout, "tty55", 'o');
        byte[] second = record(layout, "tty5", 's');
        utmp(other, record(layout, "tty5", 'f'), second);
        long before = System.currentTimeMillis() / 1000;
        assertEquals(0, run(layout, "tty5"), err::toString);
        assertArrayEquals(other, utmpRecord(layout, 0));
        assertArrayEquals(second, utmpRecord(layout, 2));
        byte[] changed = utmpRecord(layout, 1);
        long seconds = seconds(layout, changed);
        assertTrue(seconds >= before && seconds <= System.currentTimeMillis() / 1000, "" + seconds);
        byte[] expected = record(layout, "tty5", 'f');
        expected[0] = 8;
        Arrays.fill(expected, 44, 332, (byte) 0); // user and host
        System.arraycopy(changed, layout.secondsOffset(), expected, layout.secondsOffset(), layout.secondsBytes());
        assertArrayEquals(expected, changed);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsLoggedOutIsPassedOver(Machine machine) {
        utmp(record(machine.layout, "tty5", 'f'), record(machine.layout, "tty5", 's'));
        assertEquals(0, run(machine.layout, "tty5"));
        assertEquals(7, utmpRecord(machine.layout, 1)[0]);
        assertEquals(0, run(machine.layout, "tty5"));
        assertEquals(8, utmpRecord(machine.layout, 1)[0]);
        assertEquals(111, run(machine.layout, "tty5"));
    }

    @ParameterizedTest
    @EnumSource
    void wtmpGetsAnEmptyRecord(Machine machine) {
        UtmpLayout layout = machine.layout;
        utmp(record(layout, "pts/0", 'x'));
        fake.disk().file(LoginFiles.WTMP, "before");
        assertEquals(0, run(layout, "-w", "pts/0"), err::toString);
        byte[] wtmp = fake.disk().bytes(LoginFiles.WTMP);
        assertEquals(6 + layout.recordBytes(), wtmp.length);
        byte[] written = Arrays.copyOfRange(wtmp, 6, wtmp.length);
        byte[] expected = new byte[layout.recordBytes()];
        expected[0] = 8;
        System.arraycopy("pts/0".getBytes(ISO_8859_1), 0, expected, 8, 5);
        System.arraycopy(written, layout.secondsOffset(), expected, layout.secondsOffset(), layout.secondsBytes());
        assertArrayEquals(expected, written);
        assertEquals(seconds(layout, utmpRecord(layout, 0)), seconds(layout, written));
    }

    @ParameterizedTest
    @EnumSource
    void timesAfter2038(Machine machine) {
        byte[] record = machine.layout.emptyRecord("tty5", 3_000_000_000L);
        assertEquals(3_000_000_000L, seconds(machine.layout, record));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tty", "tty55", "TTY5"})
    void otherLinesAreNoEntry(String line) {
        utmp(record(UtmpLayout.X86_64, "tty5", 'x'));
        fake.disk().file(LoginFiles.WTMP, "");
        assertEquals(111, run(UtmpLayout.X86_64, "-w", line));
        assertEquals(
                "utmpset: warning: unable to logout line " + line + " in utmp: no such entry\n",
                err.toString(ISO_8859_1));
        assertEquals("", fake.disk().content(LoginFiles.WTMP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "/dev/tty5", "012345678901234567890123456789012"})
    void badLinesAreRefused(String line) {
        utmp(record(UtmpLayout.X86_64, line.length() > 32 ? line.substring(0, 32) : line, 'x'));
        byte[] before = fake.disk().bytes(LoginFiles.UTMP);
        assertEquals(111, run(UtmpLayout.X86_64, "-w", line));
        assertTrue(err.toString(ISO_8859_1).startsWith("utmpset: fatal: bad line: " + line + ": "), err::toString);
        assertArrayEquals(before, fake.disk().bytes(LoginFiles.UTMP));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLineOfTheWholeFieldIsFound(boolean cutOff) {
        String line = "01234567890123456789012345678901";
        utmp(record(UtmpLayout.X86_64, line, 'x'), cutOff ? new byte[100] : new byte[0]);
        assertEquals(0, run(UtmpLayout.X86_64, line), err::toString);
        assertEquals(111, run(UtmpLayout.X86_64, "none"));
    }

    /** Each call that can fail fails once; a wtmp that could not be written whole is as long as before. */
    @ParameterizedTest
    @EnumSource
    void everyFailureIsTold(Machine machine) {
        for (int skipped = 0; ; skipped++) {
            UtmpsetTest attempt = new UtmpsetTest();
            attempt.utmp(record(machine.layout, "tty5", 'x'));
            attempt.fake.disk().file(LoginFiles.WTMP, "before");
            attempt.fake.faults().callAfter(skipped, Errno.ENOSPC);
            int exit = attempt.run(machine.layout, "-w", "tty5");
            if (attempt.fake.faults().failed() == null) {
                assertTrue(skipped > 7, "failures: " + skipped);
                assertEquals(0, exit);
                return;
            }
            assertEquals(111, exit, attempt.fake.faults().failed());
            assertTrue(
                    attempt.err
                            .toString(ISO_8859_1)
                            .matches("utmpset: (fatal|warning): unable to .*: out of disk space\n"),
                    attempt.err::toString);
            assertEquals("before", attempt.fake.disk().content(LoginFiles.WTMP));
            assertEquals(0, attempt.fake.openDescriptors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-w", "-x tty5", ""})
    void wrongUsage(String words) {
        String[] arguments = words.isEmpty() ? new String[0] : words.split(" ", -1);
        assertEquals(1, run(UtmpLayout.X86_64, arguments));
        assertTrue(err.toString(ISO_8859_1).endsWith("usage: utmpset [-w] line\n\n"), err::toString);
    }
}
