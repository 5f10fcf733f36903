package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * C's chpst and ours, called in the same way one after the other, in a folder that anybody may use. {@code CHPST} in a
 * command stands for the program, {@code STATE} for two words that print the state of their process.
 */
final class BothChpst implements AutoCloseable {
    static final String CHPST = "CHPST";
    static final String STATE = "STATE";

    /** Perl that changes to nobody for good and runs its arguments. */
    private static final String AS_NOBODY =
            "$) = '65534 65534'; $( = 65534; $< = 65534; $> = 65534; exec {$ARGV[0]} @ARGV; die $!";

    /** 32 and 33 are the C library's own, and Java's children ignore them: reset by a system call, rt_sigaction. */
    private static final String CLEAN_SIGNALS = "use Config; $SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT TERM PIPE FPE);"
            + " my $call = $Config{archname} =~ /x86_64/ ? 13 : 134;"
            + " my $default = pack('Q*', (0) x 4); syscall($call, $_, $default, 0, 8) for 32 .. 33;"
            + " sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec {$ARGV[0]} @ARGV; die $!";

    private final Path folder;
    private int runs;

    BothChpst() {
        try {
            folder = Files.createTempDirectory("jrunit-chpst").toRealPath();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            try (InputStream script = BothChpst.class.getResourceAsStream("/process-state.pl")) {
                Files.copy(script, folder.resolve("process-state.pl"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this is root, which may change what it is. */
    boolean isRoot() {
        try {
            return Files.getAttribute(folder, "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this is root and nobody can run our programs: not if they are below a folder that is root's own. */
    boolean canBeNobody() {
        return isRoot()
                && run(Suite.JRUNIT, asNobody(List.of("test", "-x", Suite.JRUNIT.program("chpst"))))
                                .exit()
                        == 0;
    }

    Path folder() {
        return folder;
    }

    Path file(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content, ISO_8859_1);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link to the program of both, under another name, so that it is called by that. */
    String linkTo(Suite suite, String name) {
        try {
            Path links = Files.createDirectories(folder.resolve("links-" + suite));
            Path link = links.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(suite.program("chpst")));
            }
            return link.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> asNobody(List<String> command) {
        List<String> words = new ArrayList<>(List.of("perl", "-e", AS_NOBODY));
        words.addAll(command);
        return words;
    }

    static List<String> words(String... words) {
        return List.of(words);
    }

    /** The same command by both: what is printed and the exit code must be the same. Returns ours. */
    Outcome assertSame(List<String> command) {
        Outcome expected = run(Suite.C, command);
        Outcome found = run(Suite.JRUNIT, command);
        assertEquals(text(expected), text(found), command::toString);
        return found;
    }

    /** {@link #assertSame} of chpst with these arguments; once more as nobody, if this is root. */
    void assertSameAsAnybody(String... arguments) {
        List<String> command = new ArrayList<>(List.of(CHPST));
        command.addAll(List.of(arguments));
        assertSame(command);
        if (canBeNobody()) {
            assertSame(asNobody(command));
        }
    }

    private static String text(Outcome outcome) {
        // runit 2.3.0 has more options than Debian's 2.1.2, so that its usage is longer.
        return (outcome.exit() + "\n" + outcome.out() + "\n" + outcome.err())
                .replaceAll("usage: (\\S*) \\[-vVP012\\].* prog", "usage: $1");
    }

    Outcome chpst(Suite suite, String... arguments) {
        List<String> command = new ArrayList<>(List.of(CHPST));
        command.addAll(List.of(arguments));
        return run(suite, command);
    }

    /** Runs a command to its end, from a caller with no signal blocked or ignored, standard input empty. */
    Outcome run(Suite suite, List<String> command) {
        int number = ++runs;
        File out = folder.resolve("out" + number).toFile();
        File err = folder.resolve("err" + number).toFile();
        try {
            Process process = start(suite, command, out, err);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            String printed = Files.readString(out.toPath(), ISO_8859_1);
            // The pid that was started is the pid that printed.
            String name = out.getName();
            printed = printed.replace("pid " + process.pid() + "\n", "pid started\n")
                    .replace(name, "out");
            printed = printed.replace(err.getName(), "err").replace("/links-" + suite + "/", "/links/");
            Outcome outcome = new Outcome(process.exitValue(), printed, Files.readString(err.toPath(), ISO_8859_1));
            // Both would look the same if the caller itself went wrong.
            assertFalse(outcome.err().contains(" at -e line "), outcome::toString);
            Files.delete(out.toPath());
            Files.delete(err.toPath());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
    }

    private Process start(Suite suite, List<String> command, File out, File err) throws IOException {
        List<String> words = new ArrayList<>(List.of("perl", "-MPOSIX", "-e", CLEAN_SIGNALS));
        words.addAll(substituted(suite, command));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out)
                .redirectError(err);
        builder.environment().keySet().retainAll(List.of("PATH", "LANG"));
        builder.environment().put("HOME", "/nowhere");
        return Spawning.start(builder);
    }

    /** Starts a command and leaves it running; the caller ends it. */
    Process start(Suite suite, List<String> command) {
        try {
            return start(
                    suite,
                    command,
                    folder.resolve("started.out").toFile(),
                    folder.resolve("started.err").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> substituted(Suite suite, List<String> command) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            if (word.equals(STATE)) {
                words.addAll(List.of(
                        "/usr/bin/perl", folder.resolve("process-state.pl").toString()));
            } else if (word.startsWith("LINK:")) {
                words.add(linkTo(suite, word.substring(5)));
            } else {
                words.add(word.equals(CHPST) ? suite.program("chpst") : word);
            }
        }
        return words;
    }

    @Override
    public void close() {
        ServiceFolder.delete(folder);
    }
}
