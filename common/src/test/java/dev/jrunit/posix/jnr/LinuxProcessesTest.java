package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.ChildExit;
import dev.jrunit.posix.DescriptorLimit;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Children, signals, limits and the environment on the real kernel. Nothing else in this process has children. */
@ParameterizedClass
@EnumSource
class LinuxProcessesTest {
    private static final int RLIMIT_NOFILE = 7;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final NativeCalls calls;
    private final LinuxFiles files;
    private final LinuxDescriptors descriptors;
    private final LinuxProcesses processes;
    private int directory;
    private int nothing;

    LinuxProcessesTest(NativeWay way) {
        this.calls = way.calls();
        this.files = new LinuxFiles(calls);
        this.descriptors = new LinuxDescriptors(calls);
        this.processes = new LinuxProcesses(calls);
    }

    @BeforeEach
    void open() throws PosixException {
        directory = files.open(Files.HERE, ByteStrings.ofText(folder.toString()), Open.HANDLE | Open.DIRECTORY, 0);
        nothing = files.open(Files.HERE, "/dev/null", Open.READ, 0);
    }

    @AfterEach
    void close() {
        descriptors.close(directory);
        descriptors.close(nothing);
    }

    /** A shell in the folder, its output in the pipe. */
    private SpawnRequest shell(String script, Pipe pipe) {
        return new SpawnRequest(
                "/bin/sh",
                List.of("sh", "-c", script),
                List.of("PATH=/usr/bin:/bin"),
                directory,
                null,
                nothing,
                pipe.writer(),
                false);
    }

    /** Runs the program to its end, which must be exit 0, and returns its output, a byte string. */
    private String output(SpawnRequest request, Pipe pipe) throws PosixException {
        int pid = processes.spawn(request);
        descriptors.close(pipe.writer());
        StringBuilder output = new StringBuilder();
        byte[] block = new byte[4096];
        for (int count = 1; count > 0; ) {
            count = descriptors.read(pipe.reader(), block, 0, block.length);
            output.append(ByteStrings.of(block, 0, count));
        }
        descriptors.close(pipe.reader());
        assertEquals(new ChildExit(pid, new WaitStatus.Exited(0)), processes.awaitChild());
        return output.toString();
    }

    private String output(String script) throws PosixException {
        Pipe pipe = descriptors.pipe();
        return output(shell(script, pipe), pipe).strip();
    }

    private WaitStatus end(String script) throws PosixException {
        int pid = processes.spawn(new SpawnRequest(
                "/bin/sh", List.of("sh", "-c", script), List.of(), directory, null, nothing, nothing, false));
        ChildExit exit = processes.awaitChild();
        assertEquals(pid, exit.pid());
        return exit.status();
    }

    @Test
    void aChildThatSomebodyElseHasReapedIsNone() throws Exception {
        int pid = processes.spawn(new SpawnRequest(
                "/bin/sh", List.of("sh", "-c", "exit 5"), List.of(), directory, null, nothing, nothing, false));
        assertEquals(pid, processes.awaitEnd());
        assertEquals(pid, processes.awaitEnd(), "it is left to reap");
        assertEquals(new WaitStatus.Exited(5), processes.reap(pid));
        assertNull(processes.reap(pid));
        assertEquals(0, processes.awaitEnd());
    }

    @Test
    void tellsHowAChildEnded() throws Exception {
        assertEquals(new WaitStatus.Exited(0), end("exit 0"));
        assertEquals(new WaitStatus.Exited(255), end("exit 255"));
        assertEquals(new WaitStatus.Signaled(9, false), end("kill -KILL $$"));
        assertEquals(new WaitStatus.Signaled(15, false), end("kill -TERM $$"));
        assertEquals(new WaitStatus.Signaled(3, false), end("ulimit -c 0; kill -QUIT $$"));
        assertNull(processes.awaitChild());
    }

    @Test
    void theChildHasNoSignalBlockedIgnoredOrCaught() throws Exception {
        long signal = calls.symbol("signal");
        calls.call(signal, Signal.ALRM.number(), 1);
        Pipe pipe = descriptors.pipe();
        String status = output(
                new SpawnRequest(
                        "/bin/cat",
                        List.of("cat", "/proc/self/status"),
                        List.of(),
                        directory,
                        null,
                        nothing,
                        pipe.writer(),
                        false),
                pipe);
        calls.call(signal, Signal.ALRM.number(), 0);
        for (String name : List.of("SigBlk", "SigIgn", "SigCgt")) {
            assertTrue(status.contains(name + ":\t0000000000000000\n"), status);
        }
    }

    @Test
    void theChildHasThreeDescriptors() throws Exception {
        Pipe another = descriptors.pipe();
        int inheritable = (int) calls.call(calls.symbol("dup"), another.reader());
        assertTrue(inheritable > 2);
        // 3 is the shell's own, of the directory that it lists.
        assertEquals("/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3", output("echo /proc/self/fd/*"));
        descriptors.close(inheritable);
        descriptors.close(another.reader());
        descriptors.close(another.writer());
    }

    /** The numbers wanted are those that the originals have, crossed: none may overwrite another. */
    @Test
    void theChildGetsFurtherDescriptorsWhateverTheirNumbersAreHere() throws Exception {
        int four = files.open(directory, "four", Open.READ_WRITE | Open.CREATE, 0600);
        int five = files.open(directory, "five", Open.READ_WRITE | Open.CREATE, 0600);
        Pipe pipe = descriptors.pipe();
        SpawnRequest plain = shell("echo 4 >&" + five + "; echo 5 >&" + four + "; ls -m /proc/$$/fd; true", pipe);
        SpawnRequest request = new SpawnRequest(
                "/bin/bash",
                List.of("bash", "-c", plain.arguments().get(2)),
                plain.environment(),
                plain.directory(),
                null,
                plain.stdin(),
                plain.stdout(),
                false,
                List.of(new SpawnRequest.Redirection(five, four), new SpawnRequest.Redirection(four, five)));
        String open = output(request, pipe).strip();
        descriptors.close(four);
        descriptors.close(five);
        assertEquals("4\n", java.nio.file.Files.readString(folder.resolve("four")));
        assertEquals("5\n", java.nio.file.Files.readString(folder.resolve("five")));
        assertEquals(Set.of("0", "1", "2", "" + four, "" + five), Set.of(open.split(", ", -1)));
    }

    @Test
    void theChildReadsAndWritesWhatItWasGiven() throws Exception {
        Pipe input = descriptors.pipe();
        Pipe output = descriptors.pipe();
        descriptors.write(input.writer(), new byte[] {'h', 'i'}, 0, 2);
        descriptors.close(input.writer());
        SpawnRequest cat = new SpawnRequest(
                "/bin/cat", List.of("cat"), List.of(), directory, null, input.reader(), output.writer(), false);
        assertEquals("hi", output(cat, output));
        descriptors.close(input.reader());
    }

    @Test
    void theChildGetsItsArgumentsAndEnvironmentByteForByte() throws Exception {
        Pipe pipe = descriptors.pipe();
        SpawnRequest request = new SpawnRequest(
                "/bin/sh",
                List.of(
                        "sh",
                        "-c",
                        "printf '%s|' \"$0\" \"$@\"; tr '\\0' '|' </proc/self/environ",
                        "z",
                        "",
                        "\u00ff b\n"),
                List.of("PATH=/usr/bin:/bin", "X=\u00e4\u0080", "not.a-name=1", "EMPTY="),
                directory,
                null,
                nothing,
                pipe.writer(),
                false);
        assertEquals("z||\u00ff b\n|PATH=/usr/bin:/bin|X=\u00e4\u0080|not.a-name=1|EMPTY=|", output(request, pipe));
    }

    @Test
    void theChildHasThisEnvironmentUnlessGivenAnother() throws Exception {
        Pipe pipe = descriptors.pipe();
        SpawnRequest request = new SpawnRequest(
                "/bin/cat", List.of("cat", "/proc/self/environ"), null, directory, null, nothing, pipe.writer(), false);
        List<String> found = LinuxProcesses.zeroTerminatedEntries(ByteStrings.bytes(output(request, pipe)));
        assertEquals(processes.environment(), found);
        assertTrue(found.contains("PATH=" + ByteStrings.ofText(System.getenv("PATH"))));
    }

    @Test
    void theEnvironmentThatWasHandedOverComesFirst() throws Exception {
        Pipe pipe = descriptors.pipe();
        byte[] entries = "server.port=81\0X=\u00ff\nline\0E=\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] encoded = Base64.getMimeEncoder().encode(entries);
        descriptors.write(pipe.writer(), encoded, 0, encoded.length);
        descriptors.close(pipe.writer());
        System.setProperty("jrunit.environ.fd", Integer.toString(pipe.reader()));
        InheritedEnvironment environment;
        try {
            environment = new InheritedEnvironment(calls);
        } finally {
            System.clearProperty("jrunit.environ.fd");
        }
        assertEquals(List.of("server.port=81", "X=\u00ff\nline", "E="), environment.entries());
        PosixException closed = assertThrows(PosixException.class, () -> files.stat(pipe.reader()));
        assertEquals(Errno.EBADF, closed.errno());
    }

    @Test
    void startsInTheDirectoryAndTheOneBelow() throws Exception {
        files.mkdir(directory, "log", 0700);
        String here = ByteStrings.ofText(folder.toRealPath().toString());
        assertEquals(here, output("pwd -P"));
        Pipe pipe = descriptors.pipe();
        SpawnRequest below = new SpawnRequest(
                "/bin/sh", List.of("sh", "-c", "pwd -P"), List.of(), directory, "log", nothing, pipe.writer(), false);
        assertEquals(here + "/log\n", output(below, pipe));
    }

    @Test
    void leadsASessionOnlyWhereAskedTo() throws Exception {
        for (boolean newSession : new boolean[] {true, false}) {
            Pipe pipe = descriptors.pipe();
            SpawnRequest request = new SpawnRequest(
                    "/bin/cat",
                    List.of("cat", "/proc/self/stat"),
                    List.of(),
                    directory,
                    null,
                    nothing,
                    pipe.writer(),
                    newSession);
            String[] child = output(request, pipe).split(" ", -1);
            String[] own = java.nio.file.Files.readString(Path.of("/proc/self/stat"))
                    .replaceFirst("\\(.*\\)", "()")
                    .split(" ", -1);
            assertEquals(newSession ? child[0] : own[4], child[4], "process group");
            assertEquals(newSession ? child[0] : own[5], child[5], "session");
        }
    }

    @Test
    void theChildKeepsTheLimitThatThisProcessWasStartedWith() throws Exception {
        DescriptorLimit before = processes.descriptorLimit();
        setLimit(new DescriptorLimit(300, before.hard()));
        try {
            LinuxProcesses raising = new LinuxProcesses(calls);
            assertEquals(300, raising.descriptorLimit().soft());
            raising.raiseDescriptorLimit();
            assertEquals(before.hard(), raising.descriptorLimit().soft());
            Pipe pipe = descriptors.pipe();
            raising.spawn(shell("ulimit -Sn; ulimit -Hn", pipe));
            byte[] block = new byte[100];
            descriptors.close(pipe.writer());
            raising.awaitChild();
            String found = ByteStrings.of(block, 0, descriptors.read(pipe.reader(), block, 0, 100));
            descriptors.close(pipe.reader());
            assertEquals("300\n" + (before.hard() < 0 ? "unlimited" : before.hard()) + "\n", found);
            assertEquals(before.hard(), raising.descriptorLimit().soft());
            assertThrows(PosixException.class, () -> raising.spawn(request("./none", null)));
            assertEquals(before.hard(), raising.descriptorLimit().soft());
        } finally {
            setLimit(before);
        }
    }

    private void setLimit(DescriptorLimit limit) {
        long buffer = calls.allocate(16);
        calls.putLong(buffer, limit.soft());
        calls.putLong(buffer + 8, limit.hard());
        assertEquals(0, (int) calls.call(calls.symbol("setrlimit"), RLIMIT_NOFILE, buffer));
        calls.free(buffer);
    }

    private SpawnRequest request(String program, String subdirectory) {
        return new SpawnRequest(program, List.of(program), List.of(), directory, subdirectory, nothing, nothing, false);
    }

    @Test
    void saysWhyAProgramCannotBeStarted() throws Exception {
        script("plain", "#!/bin/sh\n", false);
        script("text", "echo\n", true);
        script("interpreter", "#!/none\n", true);
        files.mkdir(directory, "directory", 0700);
        assertStartFails(Errno.ENOENT, "./none", null);
        assertStartFails(Errno.ENOENT, "no-such-program-in-path", null);
        assertStartFails(Errno.EACCES, "./plain", null);
        assertStartFails(Errno.EACCES, "./directory", null);
        assertStartFails(Errno.ENOEXEC, "./text", null);
        assertStartFails(Errno.ENOENT, "./interpreter", null);
        assertStartFails(Errno.ENOTDIR, "./plain/run", null);
        assertStartFails(Errno.ENOENT, "./run", "none");
        assertStartFails(Errno.ENAMETOOLONG, "./" + "n".repeat(300), null);
        assertNull(processes.awaitChild());
    }

    private void script(String name, String content, boolean executable) throws Exception {
        Path file = java.nio.file.Files.writeString(folder.resolve(name), content);
        assertTrue(file.toFile().setExecutable(executable));
    }

    private void assertStartFails(Errno errno, String program, String subdirectory) {
        PosixException failure =
                assertThrows(PosixException.class, () -> processes.spawn(request(program, subdirectory)));
        assertEquals(errno, failure.errno(), failure::getMessage);
        assertEquals("spawn", failure.operation());
        assertEquals(program, failure.path());
    }

    @Test
    void looksUpBareNamesInThePath() throws Exception {
        processes.spawn(request("true", null));
        assertTrue(processes.awaitChild().status().isSuccess());
    }

    @Test
    void namesOfProgramsAreBytes() throws Exception {
        script("run", "#!/bin/sh\nexit 3\n", true);
        files.rename(directory, "run", "r\u00ff n");
        processes.spawn(request("./r\u00ff n", null));
        assertEquals(3, processes.awaitChild().status().exitCode());
        files.unlink(directory, "r\u00ff n");
    }

    @Test
    void startsManyWithLargeArguments() throws Exception {
        String large = "x".repeat(100_000);
        for (int i = 0; i < 20; i++) {
            processes.spawn(new SpawnRequest(
                    "/bin/sh",
                    List.of("sh", "-c", "exit ${#1}", "sh", large.substring(0, i)),
                    List.of("LARGE=" + large),
                    directory,
                    null,
                    nothing,
                    nothing,
                    true));
        }
        Set<Integer> codes = new TreeSet<>();
        for (ChildExit exit = processes.awaitChild(); exit != null; exit = processes.awaitChild()) {
            codes.add(exit.status().exitCode());
        }
        assertEquals(20, codes.size());
    }

    @Test
    void sendsSignalsToOneProcess() throws Exception {
        int pid = processes.spawn(shell("kill -STOP $$; exit 4", new Pipe(-1, nothing)));
        assertTrue(processes.kill(pid, Signal.CONT));
        assertTrue(processes.kill(pid, Signal.KILL));
        WaitStatus status = processes.awaitChild().status();
        assertTrue(status.equals(new WaitStatus.Signaled(9, false)) || status.exitCode() == 4, status::toString);
        assertFalse(processes.kill(pid, Signal.TERM));
        assertThrows(IllegalArgumentException.class, () -> processes.kill(0, Signal.TERM));
        assertThrows(IllegalArgumentException.class, () -> processes.kill(-1, Signal.TERM));
    }

    @Test
    void hearsSignalsThatWereIgnoredAtTheStart() throws Exception {
        calls.call(calls.symbol("signal"), Signal.CONT.number(), 1);
        CountDownLatch heard = new CountDownLatch(1);
        processes.onSignal(Signal.CONT, heard::countDown);
        assertTrue(processes.kill((int) ProcessHandle.current().pid(), Signal.CONT));
        assertTrue(heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        processes.restoreDefault(Signal.CONT);
    }

    @Test
    void restoresTheDefaultOfASignal() throws Exception {
        calls.call(calls.symbol("signal"), Signal.ALRM.number(), 1);
        long before = ignoredSignals();
        processes.restoreDefault(Signal.ALRM);
        assertNotEquals(0, before & (1L << (Signal.ALRM.number() - 1)));
        assertEquals(0, ignoredSignals() & (1L << (Signal.ALRM.number() - 1)));
    }

    private static long ignoredSignals() throws Exception {
        return java.nio.file.Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
