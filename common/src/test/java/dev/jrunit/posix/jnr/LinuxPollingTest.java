package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.DirectoryChange.Kind;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** epoll and inotify of the real kernel. */
@ParameterizedClass
@EnumSource
class LinuxPollingTest {
    @TempDir
    private Path folder;

    private final Files files;
    private final Descriptors descriptors;
    private final LinuxPolling polling;
    private final List<Integer> toClose = new ArrayList<>();
    private String path;

    LinuxPollingTest(NativeWay way) {
        NativeCalls calls = way.calls();
        this.files = new LinuxFiles(calls);
        this.descriptors = new LinuxDescriptors(calls);
        this.polling = new LinuxPolling(calls);
    }

    @BeforeEach
    void namePath() {
        path = ByteStrings.ofText(folder.toString());
    }

    @AfterEach
    void closeAll() {
        toClose.forEach(descriptors::close);
    }

    private int closing(int descriptor) {
        toClose.add(descriptor);
        return descriptor;
    }

    private static void assertFails(Errno errno, String operation, Executable call) {
        PosixException failure = assertThrows(PosixException.class, call);
        assertEquals(errno, failure.errno());
        assertEquals(operation, failure.operation());
    }

    @Test
    void reportsTheTokensOfWhatIsReady() throws Exception {
        int poll = closing(polling.open());
        long[] tokens = new long[8];
        int[] counters = new int[5];
        for (int i = 0; i < 5; i++) {
            counters[i] = closing(descriptors.eventCounter());
            polling.add(poll, counters[i], 0x123456789abc0000L + i);
        }
        assertEquals(0, polling.await(poll, tokens, 0));
        descriptors.wake(counters[4]);
        descriptors.wake(counters[1]);
        descriptors.wake(counters[2]);
        assertEquals(3, polling.await(poll, tokens, -1));
        long[] found = Arrays.copyOf(tokens, 3);
        Arrays.sort(found);
        assertArrayEquals(new long[] {0x123456789abc0001L, 0x123456789abc0002L, 0x123456789abc0004L}, found);
        polling.remove(poll, counters[1]);
        polling.remove(poll, counters[2]);
        assertEquals(1, polling.await(poll, tokens, 10_000));
        assertEquals(0x123456789abc0004L, tokens[0]);
    }

    @Test
    void storesNoMoreTokensThanThereIsRoomFor() throws Exception {
        int poll = closing(polling.open());
        for (int i = 0; i < 300; i++) {
            int counter = closing(descriptors.eventCounter());
            polling.add(poll, counter, i);
            descriptors.wake(counter);
        }
        assertEquals(7, polling.await(poll, new long[7], 0));
        long[] tokens = new long[1000];
        int count = polling.await(poll, tokens, 0);
        assertTrue(count >= 256 && count <= 300, count + " tokens");
    }

    @Test
    void reportsTheEndOfAPipe() throws Exception {
        int poll = closing(polling.open());
        Pipe pipe = descriptors.pipe();
        polling.add(poll, closing(pipe.reader()), 9);
        long[] tokens = new long[1];
        assertEquals(0, polling.await(poll, tokens, 1));
        descriptors.close(pipe.writer());
        assertEquals(1, polling.await(poll, tokens, 10_000));
        assertEquals(9, tokens[0]);
    }

    @Test
    void failsWithTheReason() throws Exception {
        int poll = closing(polling.open());
        int counter = closing(descriptors.eventCounter());
        assertFails(Errno.ENOENT, "epoll_ctl", () -> polling.remove(poll, counter));
        polling.add(poll, counter, 1);
        assertFails(Errno.EEXIST, "epoll_ctl", () -> polling.add(poll, counter, 1));
        int file = closing(files.open(Files.HERE, path + "/f", Open.WRITE | Open.CREATE, 0600));
        assertFails(Errno.EPERM, "epoll_ctl", () -> polling.add(poll, file, 1));
        assertFails(Errno.EINVAL, "epoll_wait", () -> polling.await(counter, new long[1], 0));
        int changes = closing(polling.openChanges());
        assertFails(Errno.ENOENT, "inotify_add_watch", () -> polling.watchDirectory(changes, path + "/none", false));
        assertFails(Errno.ENOTDIR, "inotify_add_watch", () -> polling.watchDirectory(changes, path + "/f", false));
        assertFails(Errno.EINVAL, "inotify_rm_watch", () -> polling.unwatch(changes, 99));
    }

    @Test
    void reportsNamesThatComeAndGo() throws Exception {
        int changes = closing(polling.openChanges());
        assertEquals(List.of(), polling.readChanges(changes));
        int watch = polling.watchDirectory(changes, path, false);
        assertEquals(watch, polling.watchDirectory(changes, path + "/.", false));
        String odd = "\u00ff\n" + "n".repeat(253);
        files.mkdir(Files.HERE, path + "/" + odd, 0700);
        descriptors.close(files.open(Files.HERE, path + "/f", Open.WRITE | Open.CREATE, 0600));
        files.rename(Files.HERE, path + "/f", path + "/g");
        files.unlink(Files.HERE, path + "/g");
        assertEquals(
                List.of(
                        new DirectoryChange(watch, Kind.CREATED, odd),
                        new DirectoryChange(watch, Kind.CREATED, "f"),
                        new DirectoryChange(watch, Kind.GONE, "f"),
                        new DirectoryChange(watch, Kind.MOVED_IN, "g"),
                        new DirectoryChange(watch, Kind.GONE, "g")),
                polling.readChanges(changes));
        files.rename(Files.HERE, path + "/" + odd, path + "/d");
        polling.readChanges(changes);
        polling.unwatch(changes, watch);
        assertEquals(List.of(new DirectoryChange(watch, Kind.DIRECTORY_GONE, "")), polling.readChanges(changes));
        files.mkdir(Files.HERE, path + "/unseen", 0700);
        assertEquals(List.of(), polling.readChanges(changes));
    }

    @Test
    void reportsContentsWhereAskedTo() throws Exception {
        int changes = closing(polling.openChanges());
        int watch = polling.watchDirectory(changes, path, true);
        java.nio.file.Files.writeString(folder.resolve("f"), "x");
        assertTrue(folder.resolve("f").toFile().setExecutable(true));
        List<DirectoryChange> found = polling.readChanges(changes);
        assertEquals(new DirectoryChange(watch, Kind.CREATED, "f"), found.get(0));
        assertTrue(found.size() > 2);
        for (DirectoryChange change : found.subList(1, found.size())) {
            assertEquals(new DirectoryChange(watch, Kind.MODIFIED, "f"), change);
        }
    }

    @Test
    void reportsTheEndOfTheDirectoryItself() throws Exception {
        files.mkdir(Files.HERE, path + "/d", 0700);
        files.mkdir(Files.HERE, path + "/e", 0700);
        int changes = closing(polling.openChanges());
        int removed = polling.watchDirectory(changes, path + "/d", false);
        int moved = polling.watchDirectory(changes, path + "/e", false);
        assertNotEquals(removed, moved);
        java.nio.file.Files.delete(folder.resolve("d"));
        files.rename(Files.HERE, path + "/e", path + "/f");
        assertEquals(
                List.of(
                        new DirectoryChange(removed, Kind.DIRECTORY_GONE, ""),
                        new DirectoryChange(removed, Kind.DIRECTORY_GONE, ""),
                        new DirectoryChange(moved, Kind.DIRECTORY_GONE, "")),
                polling.readChanges(changes));
    }

    @Test
    void wakesThePollAndTellsWhenChangesWereLost() throws Exception {
        int most = queueLimit();
        int changes = closing(polling.openChanges());
        int poll = closing(polling.open());
        polling.add(poll, changes, 5);
        polling.watchDirectory(changes, path, false);
        for (int i = 0; i < most / 2 + 10; i++) {
            files.mkfifo(Files.HERE, path + "/" + (i & 1), 0600);
            files.unlink(Files.HERE, path + "/" + (i & 1));
        }
        assertEquals(1, polling.await(poll, new long[1], 0));
        List<DirectoryChange> found = polling.readChanges(changes);
        assertEquals(new DirectoryChange(-1, Kind.OVERFLOW, ""), found.get(found.size() - 1));
    }

    /** Such a file must be read at once: a second read finds its end. */
    private static int queueLimit() throws IOException {
        byte[] digits = new byte[20];
        try (FileInputStream file = new FileInputStream("/proc/sys/fs/inotify/max_queued_events")) {
            return Integer.parseInt(ByteStrings.of(digits, 0, file.read(digits)).strip());
        }
    }
}
