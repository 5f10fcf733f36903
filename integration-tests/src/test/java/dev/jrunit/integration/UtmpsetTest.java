package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** utmpset beside C's, each with files of its own in a namespace of mounts. Source: utmpset(8). */
@Timeout(600) // many processes, one after the other, beside many others
final class UtmpsetTest {
    private static final String IN_NAMESPACE =
            "mount --bind \"$1/run\" /run && mount --bind \"$1/log\" /var/log && shift && exec \"$@\"";

    /** Writes records by the layout that the C library has on this machine, as the kernel's name of it tells. */
    private static final String WRITE_UTMP = "my $time = `uname -m` =~ /x86_64/ ? 'l l l' : 'q q q';"
            + " sub record { my ($type, $line, $user) = @_; return pack(\"s x2 l a32 a4 a32 a256 s s $time a16 x20 x![8]\","
            + " $type, 4711, $line, 'id', $user, 'host', 1, 2, 77, 2000, 9, 'address'); }"
            + " open F, '>', \"$ARGV[0]/run/utmp\"; print F record(2, '~', 'reboot'), record(7, 'tty55', 'bob'),"
            + " record(7, 'tty5', 'alice'), record(7, 'tty5', 'twice'), record(8, 'tty6', 'gone'),"
            + " record(7, '01234567890123456789012345678901', 'long'); close F;";

    private static Outcome run(BothChpst both, Suite suite, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", IN_NAMESPACE, "sh"));
        command.add(both.folder().resolve(suite.name()).toString());
        command.add(suite.program("utmpset"));
        command.addAll(List.of(arguments));
        Outcome outcome = both.run(suite, command);
        return new Outcome(
                outcome.exit(), outcome.out(), outcome.err().replaceAll("usage: \\S*/utmpset", "usage: utmpset"));
    }

    private static byte[] content(BothChpst both, Suite suite, String file) throws IOException {
        Path path = both.folder().resolve(suite.name()).resolve(file);
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        int record = bytes.length % 384 == 0 ? 384 : 400;
        int secondsOffset = record == 384 ? 340 : 344;
        for (int start = 0; start < bytes.length; start += record) {
            // Between the two runs time has passed.
            Arrays.fill(bytes, start + secondsOffset, start + secondsOffset + 4, (byte) 0);
        }
        return bytes;
    }

    @Test
    void bothLeaveTheSameFiles() throws IOException {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen());
        try (BothChpst both = new BothChpst()) {
            assumeTrue(both.isRoot()
                    && both.run(Suite.C, List.of("unshare", "-m", "true")).exit() == 0);
            for (Suite suite : Suite.values()) {
                Path folder = both.folder().resolve(suite.name());
                Files.createDirectories(folder.resolve("run"));
                Files.createDirectories(folder.resolve("log"));
                Outcome written = both.run(suite, List.of("perl", "-e", WRITE_UTMP, folder.toString()));
                assertEquals(new Outcome(0, "", ""), written);
            }
            byte[] before = content(both, Suite.JRUNIT, "run/utmp");
            for (String[] arguments : new String[][] {
                {"-w", "tty5"},
                {"tty6"},
                {"-w", "tty5"},
                {"-w", "nosuch"},
                {"tty"},
                {"tty55", "more"},
                {},
                {"-w"},
                {"-x", "tty5"},
                {"-ww", "tty5"}
            }) {
                String about = String.join(" ", arguments);
                assertEquals(run(both, Suite.C, arguments), run(both, Suite.JRUNIT, arguments), about);
                for (String file : List.of("run/utmp", "log/wtmp")) {
                    assertArrayEquals(content(both, Suite.C, file), content(both, Suite.JRUNIT, file), about + file);
                }
            }
            assertEquals(before.length, content(both, Suite.JRUNIT, "run/utmp").length);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(both.folder().resolve("JRUNIT/log/wtmp"))));
            for (String bad : List.of("", "~", "/dev/tty5", "012345678901234567890123456789012")) {
                assertEquals(111, run(both, Suite.JRUNIT, bad).exit(), bad);
            }
            Files.delete(both.folder().resolve("JRUNIT/run/utmp"));
            Files.delete(both.folder().resolve("C/run/utmp"));
            assertEquals(run(both, Suite.C, "tty5"), run(both, Suite.JRUNIT, "tty5"));
        }
    }
}
