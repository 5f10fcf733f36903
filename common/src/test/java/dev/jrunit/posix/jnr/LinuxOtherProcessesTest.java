package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that the virtual machine started, which reaps them. */
@ParameterizedClass
@EnumSource
class LinuxOtherProcessesTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder;

    private final LinuxFiles files;
    private final LinuxDescriptors descriptors;
    private final LinuxPolling polling;
    private final LinuxOtherProcesses others;
    private final LinuxProcesses processes;
    private Process process;

    LinuxOtherProcessesTest(NativeWay way) {
        NativeCalls calls = way.calls();
        files = new LinuxFiles(calls);
        descriptors = new LinuxDescriptors(calls);
        polling = new LinuxPolling(calls);
        others = new LinuxOtherProcesses(calls, files, descriptors);
        processes = new LinuxProcesses(calls);
    }

    /** Ends with 7 at a line of input. */
    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("/bin/sh", "-c", "echo ready; read line; exit 7")
                .directory(folder.toFile())
                .start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        assertEquals("ready", line);
    }

    /** Waits, as a case that waits for any child of this virtual machine would be told of this one. */
    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private int pid() {
        return (int) process.pid();
    }

    private void awaitReady(int watch) throws PosixException {
        int poll = polling.open();
        polling.add(poll, watch, 1);
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (polling.await(poll, new long[1], 1000) == 0) {
            assertTrue(System.nanoTime() < limit, "the end is never told");
        }
        descriptors.close(poll);
    }

    @Test
    void tellsWhoAProcessIs() throws Exception {
        long now = others.now();
        ProcessStat stat = others.stat(pid());
        assertEquals(pid(), stat.pid());
        assertEquals(ProcessHandle.current().pid(), stat.parent());
        assertTrue(stat.start() <= now && stat.start() > now - 60 * 100, stat + " at " + now);
        assertFalse(stat.ended());
        assertTrue(others.pids().contains(pid()));
        assertEquals(
                files.stat(Files.HERE, ByteStrings.ofText(folder.toString())).id(), others.directory(pid()));
        String first = Long.toString(others.stat(1).start());
        assertTrue(others.origin().matches("[0-9a-f-]{36}/[0-9]+/" + first), others.origin());
    }

    /** By which a successor knows that a process with that pid is the one that was started. */
    @Test
    void aProcessBeginsAtTheTimeThatTheClockShows() throws Exception {
        SpawnRequest request = new SpawnRequest(
                "/bin/true",
                List.of("true"),
                null,
                Files.HERE,
                null,
                SpawnRequest.INHERIT,
                SpawnRequest.INHERIT,
                false);
        for (int times = 0; times < 20; times++) {
            long before = others.now();
            int child = processes.spawn(request);
            long after = others.now();
            long start = others.stat(child).start();
            processes.reap(child);
            assertTrue(before <= start && start <= after, before + " " + start + " " + after);
        }
    }

    @Test
    void noProcessIsNoFailure() throws Exception {
        process.destroyForcibly().waitFor();
        assertNull(others.stat(pid()));
        assertNull(others.directory(pid()));
        assertNull(others.file(pid(), 1));
        PosixException failed = assertThrows(PosixException.class, () -> others.watch(pid()));
        assertEquals(Errno.ESRCH, failed.errno());
    }

    @Test
    void aPipeIsTheSameFromBothSides() throws Exception {
        int writer = others.reopen(pid(), 0, Open.WRITE | Open.NON_BLOCKING);
        assertEquals(others.file(pid(), 0), files.stat(writer).id());
        assertNotEquals(others.file(pid(), 1), files.stat(writer).id());
        assertEquals(1, descriptors.write(writer, new byte[] {'\n'}, 0, 1));
        assertEquals(7, process.waitFor());
        descriptors.close(writer);
    }

    @Test
    void aPipeThatIsOpenForBothIsKnown() throws Exception {
        assertNull(others.ownPipe(pid(), 0));
        assertNull(others.ownPipe(pid(), 9));
        int both = others.reopen(pid(), 0, Open.READ_WRITE);
        int self = (int) ProcessHandle.current().pid();
        assertEquals(others.file(pid(), 0), others.ownPipe(self, both));
        descriptors.close(both);
        int device = files.open(Files.HERE, "/dev/null", Open.READ_WRITE, 0);
        assertNull(others.ownPipe(self, device));
        descriptors.close(device);
    }

    @Test
    void aWatchedProcessTellsItsEnd() throws Exception {
        int watch = others.watch(pid());
        ProcessStat stat = others.stat(pid());
        assertNull(endOrNull(watch, stat));
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        awaitReady(watch);
        assertEquals(7, process.waitFor());
        assertFalse(others.send(watch, Signal.TERM));
        try {
            WaitStatus status = others.end(watch, stat);
            long limit = System.nanoTime() + PATIENCE_NANOS;
            while (status == null && System.nanoTime() < limit) {
                Thread.onSpinWait();
                status = others.end(watch, stat);
            }
            assertEquals(new WaitStatus.Exited(7), status);
        } catch (PosixException e) {
            assertTrue(e.is(Errno.EINVAL) || e.is(Errno.ESRCH) || e.errno().number() == 25, e.getMessage());
        }
        descriptors.close(watch);
    }

    /** A kernel that tells no ends refuses. */
    private WaitStatus endOrNull(int watch, ProcessStat stat) {
        try {
            return others.end(watch, stat);
        } catch (PosixException e) {
            return null;
        }
    }

    /** Whatever kernel this is, and even if the parent never asks. */
    @Test
    void theEndOfAProcessWhoseParentHasNotHeardOfItCanBeSeen() throws Exception {
        for (int code : new int[] {0, 7}) {
            String child = "kill -STOP $$; exit " + code;
            Process parent =
                    new ProcessBuilder("/bin/sh", "-c", "sh -c '" + child + "' & echo $!; exec sleep 1000").start();
            try {
                int pid = Integer.parseInt(
                        new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII))
                                .readLine());
                int watch = others.watch(pid);
                ProcessStat stat = others.stat(pid);
                assertNull(endOrNull(watch, stat));
                long limit = System.nanoTime() + PATIENCE_NANOS;
                while (!parent.info().command().orElse("").endsWith("sleep") && System.nanoTime() < limit) {
                    Thread.onSpinWait(); // a shell would ask
                }
                while (!others.stat(pid).ended() && System.nanoTime() < limit) {
                    assertTrue(others.send(watch, Signal.CONT)); // it may not have stopped yet
                }
                awaitReady(watch);
                assertEquals(new WaitStatus.Exited(code), others.end(watch, stat));
                assertNull(
                        endOrNull(watch, new ProcessStat(pid, stat.parent(), stat.session(), stat.start() - 1, true)));
                descriptors.close(watch);
            } finally {
                parent.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aSignalReachesTheWatchedProcess() throws Exception {
        int watch = others.watch(pid());
        assertTrue(others.send(watch, Signal.KILL));
        awaitReady(watch);
        assertEquals(128 + 9, process.waitFor());
        descriptors.close(watch);
    }

    @Test
    void theNameOfACommandMayHoldAnything() {
        String rest = " S 12 34 56 0 -1 4194560 1 0 0 0 2 3 0 0 20 0 1 0 7890 1 2 3";
        assertEquals(new ProcessStat(5, 12, 56, 7890, false), LinuxOtherProcesses.parse(5, "5 (a) S 1 (b)" + rest));
        assertTrue(LinuxOtherProcesses.parse(5, "5 (x)" + rest.replace(" S ", " Z "))
                .ended());
        assertNull(LinuxOtherProcesses.parse(5, "5 (x"));
        assertNull(LinuxOtherProcesses.parse(5, ""));
        assertNotNull(LinuxOtherProcesses.parse(5, "5 ()" + rest));
    }
}
