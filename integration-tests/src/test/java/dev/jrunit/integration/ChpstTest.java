package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chpst beside C's, in the same run: what the program finds, what is printed, the exit code. Source: chpst(8). */
@Timeout(600) // many processes, one after the other, beside many others
final class ChpstTest {
    private final BothChpst both = new BothChpst();

    @BeforeEach
    void compareBoth() {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen());
    }

    @AfterEach
    void removeFolder() {
        both.close();
    }

    private Outcome assertState(String... options) {
        List<String> command = new ArrayList<>(List.of(BothChpst.CHPST));
        command.addAll(List.of(options));
        command.add(BothChpst.STATE);
        Outcome outcome = both.assertSame(command);
        if (both.canBeNobody()) {
            both.assertSame(BothChpst.asNobody(command));
        }
        return outcome;
    }

    private void assertSame(String... arguments) {
        both.assertSameAsAnybody(arguments);
    }

    /** The program has this process's pid, and of this process nothing else. */
    @Test
    void withoutOptions() {
        Outcome outcome = assertState();
        assertTrue(outcome.out().startsWith("pid started\n"), outcome::toString);
        assertTrue(outcome.out().contains("\ndescriptors 0=/dev/null 1="), outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m 90000000", "-m 90000000 -d 80000000", "-d 80000000 -m 90000000", "-d 99999999", "-o 64",
                        "-o 4294967396",
                "-o 18446744073709551700", "-p 300", "-p 0", "-f 1000000", "-f 99999999999999999999999", "-c 0",
                "-c 4096", "-c 18446744073709551616", "-r 5000000", "-t 100",
                        "-t 99 -o 40 -o 41 -p 200 -f 77 -c 88 -r 99 -v"
            })
    void limits(String options) {
        assertState(options.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "+3", "19", "500", "-500", "-3", "+", "-", "4294967297", "-18446744073709551615"})
    void nice(String increment) {
        assertState("-n", increment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "nobody:users",
                "nobody:users:daemon:sys",
                "root",
                "root:root",
                ":12:34:56",
                "::1",
                ":1:",
                ":1:2:",
                ":65534:65534",
                ":4294967296:1",
                ":18446744073709551617:3",
                ":4294967295:1"
            })
    void users(String user) {
        // As root only: as nobody C fails where ours has nothing to do.
        both.assertSame(BothChpst.words(BothChpst.CHPST, "-u", user, BothChpst.STATE));
        assertState("-U", user);
    }

    @Test
    void theLastUserCountsAndBothKindsGoTogether() {
        both.assertSame(
                BothChpst.words(BothChpst.CHPST, "-u", "nobody", "-u", ":1:1", "-U", "daemon", BothChpst.STATE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-u nosuch",
                "-u nosuch:users",
                "-u nobody:nosuch",
                "-u nobody:",
                "-u nobody::users",
                "-u :12",
                "-u :1x:2",
                "-u :1:2:x",
                "-u :-1:1",
                "-u :",
                "-U nosuch",
                "-U :12",
                "-U nobody:nosuch",
                "-U nosuch -u nosuch2",
                "-u nosuch -e /nonexistent",
                "-u nosuch -l /nonexistent/lock",
                "-e /nonexistent -/ /nonexistent2",
                "-e /etc/passwd",
                "-/ /nonexistent",
                "-/ /etc/passwd",
                "-l /nonexistent/lock",
                "-L /",
                "-l /"
            })
    void troubles(String options) {
        List<String> words = new ArrayList<>(List.of(options.split(" ", -1)));
        words.add("true");
        both.assertSame(with(words, BothChpst.CHPST));
    }

    private static List<String> with(List<String> words, String first) {
        List<String> command = new ArrayList<>(List.of(first));
        command.addAll(words);
        return command;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-z true",
                "-vz true",
                "-u",
                "-u nobody",
                "-n x true",
                "-n 5x true",
                "-n -- true",
                "-n +-5 true",
                "-o x true",
                "-o -1 true",
                "-o = true",
                "-l a -L b true",
                "-l a -l b true",
                "-v- true",
                "-A true",
                "-b"
            })
    void wrongUsage(String arguments) {
        List<String> words = arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
        both.assertSame(with(words, BothChpst.CHPST));
    }

    @Test
    void endsOfOptions() {
        assertSame("--", "echo", "-v");
        assertSame("-v", "--", "echo", "--");
        assertSame("-", "true");
        assertSame("echo", "-u", "nobody");
    }

    @Test
    void argument0() {
        assertSame("-b", "name", "sh", "-c", "tr '\\0' ' ' </proc/$$/cmdline; echo; echo $0");
        assertSame("-b", "", "sh", "-c", "tr '\\0' ' ' </proc/$$/cmdline; echo");
        assertSame("-bname", "./nosuch");
        assertSame("-b", "-login", "sh", "-c", "tr '\\0' ' ' </proc/$$/cmdline; echo");
    }

    @Test
    void newSessions() {
        assertState("-P");
        both.assertSame(BothChpst.words("setsid", "-w", BothChpst.CHPST, "-P", "sh", "-c", "echo leader"));
    }

    @Test
    void descriptorsAreClosed() {
        assertState("-0");
        assertState("-2");
        assertState("-02");
        assertSame("-1", "perl", "-e", "print STDERR -e '/proc/self/fd/1' ? 'open' : 'closed'");
        assertSame("-00", "true");
        assertSame("-012", "true");
        assertSame("-2", "nosuch");
    }

    /** Descriptors of the caller's are the program's; the lock's is the lowest that is free. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec 3</dev/null 5</dev/zero 9</dev/null;",
                "exec 4</dev/null 9</dev/zero;",
                "exec <&-;",
                "exec 2>&-;",
                "exec <&- 3</dev/null;"
            })
    void descriptorsOfTheCaller(String redirections) {
        List<String> sh = List.of("bash", "-c", redirections + " exec \"$@\"", "bash", BothChpst.CHPST);
        for (String option : List.of("-llock", "-Llock", "-0", "-v")) {
            List<String> command = new ArrayList<>(sh);
            command.addAll(List.of(option, BothChpst.STATE));
            both.assertSame(command);
        }
    }

    /** What the caller ignores and blocks stays so, also what the Java machine takes for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"", "CHLD", "HUP INT QUIT TERM", "PIPE XFSZ USR1 USR2", "SEGV BUS FPE ILL TRAP"})
    void signalsOfTheCaller(String names) {
        String ignoring = "use POSIX; $SIG{$_} = 'IGNORE' for split / /, '" + names + "'; exec {$ARGV[0]} @ARGV";
        both.assertSame(BothChpst.words("perl", "-e", ignoring, BothChpst.CHPST, BothChpst.STATE));
        String blocking = "use POSIX; my $set = POSIX::SigSet->new(map { &{\"POSIX::SIG$_\"} } split / /, '" + names
                + "'); sigprocmask(SIG_BLOCK, $set); exec {$ARGV[0]} @ARGV";
        both.assertSame(BothChpst.words("perl", "-e", blocking, BothChpst.CHPST, BothChpst.STATE));
    }

    @Test
    void limitsUmaskAndPriorityOfTheCaller() {
        String script =
                "ulimit -Sn 321; ulimit -c 0; ulimit -St 4321; ulimit -Ss 4096; umask 027; exec nice -n 4 \"$@\"";
        both.assertSame(BothChpst.words("sh", "-c", script, "sh", BothChpst.CHPST, BothChpst.STATE));
    }

    /** Byte for byte and in its order; under LANG=C too. */
    @Test
    void environments() {
        String entries =
                "a.b=dotted\\000JAVA_TOOL_OPTIONS=-XX:+NoSuchOption\\000JDK_JAVA_OPTIONS=-XX:+NoSuchOption\\000"
                        + "_JAVA_OPTIONS=-Xnonsense\\000EMPTY=\\000LATIN=\\351\\000\\351=x\\000NEWLINE=a\\nb\\000with space=x\\000"
                        + "LANG=C\\000HOME=/nowhere\\000CLASSPATH=x:y\\000LD_LIBRARY_PATH=/nowhere\\000NOEQUALS\\000=x\\000"
                        + "A=1\\000A=2\\000IFS=:\\000JRUNIT_ENVIRON_1=x\\000PATH=/usr/bin:/bin";
        List<String> caller = List.of("perl", "-e", withEnvironment(entries), "--", BothChpst.CHPST);
        both.file("env/A", "new");
        both.file("env/LATIN", "\u00ea\u00eb \t\nrest");
        both.file("env/zero", "a\0b\0\n");
        both.file("env/a.b", "");
        both.file("env/EMPTY", "\n");
        both.file("env/\u00e9", "latin name");
        for (List<String> options : List.of(
                List.of("-v"), List.of("-e", "env"), List.of("-e", "env", "-U", "nobody"), List.of("-U", "::5"))) {
            List<String> command = new ArrayList<>(caller);
            command.addAll(options);
            command.add(BothChpst.STATE);
            both.assertSame(command);
        }
    }

    /** Perl that runs its arguments with exactly that environment: execve by syscall keeps the order. */
    private static String withEnvironment(String entries) {
        return "my @given = split /\\0/, \"" + entries + "\";"
                + " my @words = map { $_ . qq(\\0) } @ARGV; my @entries = map { $_ . qq(\\0) } @given;"
                + " my $argv = pack('(P)*', @words) . pack('Q', 0); my $envp = pack('(P)*', @entries) . pack('Q', 0);"
                + " my $number = `uname -m` =~ /x86_64/ ? 59 : 221;"
                + " syscall($number, $words[0], $argv, $envp); die qq(execve: $!)";
    }

    @Test
    void argumentsAreBytes() {
        String caller =
                "$ENV{LANG} = 'C'; exec {$ARGV[0]} @ARGV, qq(\\351t\\351), '', qq(a\\nb), '@file', '-J-x', qq(\\303\\251)";
        both.assertSame(BothChpst.words("perl", "-e", caller, BothChpst.CHPST, BothChpst.STATE));
        both.assertSame(BothChpst.words("perl", "-e", caller, BothChpst.CHPST, "-b", "n", BothChpst.STATE));
    }

    /** An environment for which one variable is too small, as Kubernetes makes them. */
    @Test
    void aLargeEnvironment() {
        String caller = "$ENV{qq(SERVICE.$_)} = 'x' x 1000 for 1 .. 300; exec {$ARGV[0]} @ARGV";
        both.assertSame(BothChpst.words(
                "perl", "-e", caller, BothChpst.CHPST, "sh", "-c", "tr '\\0' '\\n' </proc/$$/environ | sort | cksum"));
    }

    @Test
    void environmentDirectories() throws IOException {
        both.file("env/HOME", "");
        both.file("env/TRAILING", "x \t ");
        both.file("env/.hidden", "x");
        both.file("env/we ird", "x");
        both.file("env/a=b", "x");
        Files.createSymbolicLink(
                both.folder().resolve("env/DANGLING"), both.folder().resolve("none"));
        assertState("-e", "env");
        Files.createDirectory(both.folder().resolve("env/sub"));
        assertState("-e", "env");
        assertState("-v", "-e", "env");
        both.assertSame(BothChpst.words("LINK:envdir", "env", "true"));
        Files.createSymbolicLink(
                both.folder().resolve("env/loop"), both.folder().resolve("env/loop"));
        assertSame("-e", "env", "true");
        both.file("env2/SECRET", "x");
        Files.setPosixFilePermissions(both.folder().resolve("env2/SECRET"), java.util.Set.of());
        assertSame("-e", "env2", "true");
        Files.setPosixFilePermissions(
                both.folder().resolve("env2"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        assertSame("-e", "env2", "true");
        assertSame("-e", "env", "-e", "env2", "true");
    }

    /** In the caller's PATH, not in the one that -e sets. */
    @Test
    void programsAreLookedFor() throws IOException {
        both.file("env/PATH", "/nonexistent");
        both.file("noshebang", "echo hello");
        both.file("notexecutable", "#!/bin/sh\n");
        executable("noshebang");
        Files.createDirectories(both.folder().resolve("folders/prog"));
        assertSame("-e", "env", "true");
        assertSame("nosuch");
        assertSame("");
        assertSame("./nosuch");
        assertSame("./noshebang");
        assertSame("./notexecutable");
        assertSame("./folders");
        assertSame("./noshebang/x");
        for (String path : List.of("", "./noshebang:/bin", "folders:/bin", "/nonexistent::/bin")) {
            for (String program : List.of("prog", "noshebang", "notexecutable")) {
                both.assertSame(BothChpst.words(
                        "perl", "-e", "$ENV{PATH} = shift; exec {$ARGV[0]} @ARGV", path, BothChpst.CHPST, program));
            }
        }
        both.assertSame(BothChpst.words(
                "perl", "-e", "delete $ENV{PATH}; exec {$ARGV[0]} @ARGV", BothChpst.CHPST, "ls", "-d", "/"));
    }

    private void executable(String name) throws IOException {
        Files.setPosixFilePermissions(
                both.folder().resolve(name), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 0", "exit 1", "exit 100", "exit 111", "exit 255", "kill -TERM $$", "kill -KILL $$"})
    void exitCodesAreThePrograms(String script) {
        assertSame("sh", "-c", script);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setuidgid nobody STATE",
                "envuidgid nobody STATE",
                "envdir env STATE",
                "pgrphack STATE",
                "setlock lock STATE",
                "setlock -n lock STATE",
                "softlimit -o 77 -s 4000000 -a 900000000 STATE",
                "softlimit -m 200000000 -l = -d = -t 50 STATE",
                "softlimit -o = -l 4096 -r 7 -c = -f = -p = STATE",
                "dsetuidgid nobody STATE",
                "dsoftlimit -c 5 STATE",
                "ddenvdir",
                "anything -o 50 STATE",
                "dfoo",
                "setuidgid",
                "setuidgid nobody",
                "setuidgid nosuch true",
                "setuidgid nobody:users true",
                "setuidgid :1:1 true",
                "setuidgid -- true",
                "envuidgid nosuch true",
                "envuidgid nobody:users true",
                "envdir none true",
                "envdir",
                "envdir -- true",
                "pgrphack",
                "pgrphack nosuch",
                "pgrphack -z",
                "pgrphack -- true",
                "setlock",
                "setlock lock",
                "setlock -z lock true",
                "setlock -- lock true",
                "setlock /nonexistent/lock true",
                "setlock -x /nonexistent/lock true",
                "setlock -xX /nonexistent/lock true",
                "softlimit",
                "softlimit -z true",
                "softlimit -o",
                "softlimit -- true",
                "softlimit nosuch"
            })
    void toolsOfDaemontools(String command) {
        both.file("env/A", "x");
        both.assertSame(List.of(("LINK:" + command).split(" ", -1)));
    }

    @Test
    void aNewRootDirectory() {
        assumeTrue(both.isRoot() && Files.exists(both.folder().getRoot().resolve("usr/lib64/ld-linux-x86-64.so.2")));
        both.assertSame(BothChpst.words(BothChpst.CHPST, "-/", "/usr", "/bin/sh", "-c", "pwd; ls -d /bin /share"));
        both.assertSame(
                BothChpst.words(BothChpst.CHPST, "-/", "/usr", "-P", "-u", ":1:1", "-n3", "/bin/sh", "-c", "id -u"));
        // There are no accounts in there. (nobody may be one that the system makes up.)
        List<String> daemon = BothChpst.words(BothChpst.CHPST, "-/", "/usr", "-u", "daemon", "/bin/true");
        assertEquals(111, both.run(Suite.C, daemon).exit());
        assertEquals(111, both.run(Suite.JRUNIT, daemon).exit());
        both.assertSame(BothChpst.words(BothChpst.CHPST, "-/", "/usr", "/nosuch"));
        both.assertSame(BothChpst.words(BothChpst.CHPST, "-/", "/usr", "-l", "/nonexistent/lock", "/bin/true"));
        Outcome moved = both.chpst(Suite.JRUNIT, "-/", "/usr", "-C", "share", "/bin/sh", "-c", "pwd");
        assertEquals(new Outcome(0, "/share\n", ""), moved);
    }

    @Test
    void privilegesThatNobodyHas() {
        assumeTrue(both.canBeNobody());
        for (List<String> words : List.of(
                List.of("-u", "root", "true"),
                List.of("-u", ":65534:1", "true"),
                List.of("-n", "-5", "true"),
                List.of("-/", "/", "true"),
                List.of("-o", "99999999", BothChpst.STATE),
                List.of("-L", "/etc/passwd", "true"))) {
            both.assertSame(BothChpst.asNobody(with(words, BothChpst.CHPST)));
        }
        List<String> already =
                BothChpst.asNobody(BothChpst.words(BothChpst.CHPST, "-u", "nobody", "sh", "-c", "id -u; id -g"));
        assertEquals(111, both.run(Suite.C, already).exit());
        assertEquals(new Outcome(0, "65534\n65534\n", ""), both.run(Suite.JRUNIT, already));
    }

    /** One chpst in another: the inner one's machine starts under what the outer one has set. */
    @Test
    void nested() {
        for (Suite outer : Suite.values()) {
            String program = outer.program("chpst");
            both.assertSame(BothChpst.words(
                    program,
                    "-P",
                    "-n2",
                    "-l",
                    "outer.lock",
                    "-o",
                    "200",
                    BothChpst.CHPST,
                    "-l",
                    "inner.lock",
                    "-t",
                    "60",
                    BothChpst.STATE));
        }
    }

    @Test
    void theWorkingDirectory() {
        assertEquals(new Outcome(0, "/etc\n", ""), both.chpst(Suite.JRUNIT, "-C", "/etc", "pwd"));
        assertEquals(
                new Outcome(111, "", "chpst: fatal: unable to change directory: /none: file does not exist\n"),
                both.chpst(Suite.JRUNIT, "-C", "/none", "pwd"));
    }

    @Test
    void nothingIsLeftInTheTemporaryFolder() throws IOException {
        Outcome outcome = both.run(Suite.JRUNIT, BothChpst.words(BothChpst.CHPST, "sh", "-c", "echo /tmp/.java_pid$$"));
        assertTrue(!Files.exists(java.nio.file.Path.of(outcome.out().trim())), outcome::toString);
    }
}
