package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What does no harm on the real kernel; the rest is seen where the built executable is the first process. */
@ParameterizedClass
@EnumSource
class LinuxInitProcessTest {
    private static final int NO_SIGNAL = 0;
    /** No process has a larger id. Source: proc(5), pid_max. */
    private static final int LARGEST_PID = 4_194_304;

    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NON_BLOCKING = 04000;
    private static final long USR2 = 1L << 11;

    private final LinuxInitProcess init;
    private final LinuxDescriptors descriptors;
    private final LinuxPolling polling;

    LinuxInitProcessTest(NativeWay way) {
        NativeCalls calls = way.calls();
        this.init = new LinuxInitProcess(calls);
        this.descriptors = new LinuxDescriptors(calls);
        this.polling = new LinuxPolling(calls);
    }

    private static String line(String path, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of(path), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).trim();
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void whatIsBlockedIsWhatTheKernelShows() throws Exception {
        String shown = line("/proc/thread-self/status", "SigBlk");
        assertEquals(Long.parseUnsignedLong(shown, 16), init.blockedSignals());
    }

    @Test
    void anEmptyQueueHasNoSignalAndIsNotReady() throws Exception {
        int queue = init.signalQueue(USR2);
        int poll = polling.open();
        try {
            assertEquals(0, init.nextSignal(queue));
            polling.add(poll, queue, 7);
            assertEquals(0, polling.await(poll, new long[1], 0));
            String flags = line("/proc/self/fdinfo/" + queue, "flags");
            assertEquals(CLOSE_ON_EXEC | NON_BLOCKING, Integer.parseInt(flags, 8) & (CLOSE_ON_EXEC | NON_BLOCKING));
            String mask = line("/proc/self/fdinfo/" + queue, "sigmask");
            assertEquals(USR2, Long.parseUnsignedLong(mask, 16));
        } finally {
            descriptors.close(poll);
            descriptors.close(queue);
        }
    }

    @Test
    void whatIsNoQueueCannotBeRead() {
        PosixException failure = assertThrows(PosixException.class, () -> init.nextSignal(-1));
        assertTrue(failure.is(Errno.EBADF));
    }

    @Test
    void tellsWhetherThereIsSuchAProcess() throws Exception {
        assertTrue(init.signal((int) ProcessHandle.current().pid(), NO_SIGNAL));
        assertFalse(init.signal(LARGEST_PID, NO_SIGNAL));
    }

    @Test
    void aSignalThatDoesNotExistIsAFailure() {
        PosixException failure = assertThrows(
                PosixException.class,
                () -> init.signal((int) ProcessHandle.current().pid(), 65));
        assertTrue(failure.is(Errno.EINVAL));
    }

    /** Their meaning is a group, or everybody. */
    @Test
    void numbersThatAreNoProcessAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> init.signal(0, NO_SIGNAL));
        assertThrows(IllegalArgumentException.class, () -> init.signal(-1, NO_SIGNAL));
        assertThrows(IllegalArgumentException.class, () -> init.signal(-77, NO_SIGNAL));
    }

    @Test
    void whoIsNotTheFirstSignalsNotAll() {
        assertThrows(IllegalStateException.class, () -> init.signalAll(NO_SIGNAL));
    }
}
