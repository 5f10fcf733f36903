package dev.jrunit.posix.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.Polling;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The fake itself: where it answers like Linux, and where it refuses. */
class FakePosixTest {
    private final FakePosix fake = new FakePosix();
    private final Files files = fake.posix().files();
    private final Descriptors descriptors = fake.posix().descriptors();
    private final Polling polling = fake.posix().polling();
    private final Disk disk = fake.disk();

    private static Errno errno(Executable call) {
        return assertThrows(PosixException.class, call).errno();
    }

    @Test
    void followsLinksAndDots() throws Exception {
        disk.file("/a/b/c", "text");
        disk.link("/a/relative", "b/../b");
        disk.link("/absolute", "/a/relative");
        disk.link("/a/dangling", "../nowhere");
        disk.link("/a/loop", "loop");
        assertEquals(4, files.stat(Files.HERE, "/absolute/./c").size());
        assertEquals("b/../b", files.readLink(Files.HERE, "/a/relative"));
        assertNull(files.readLink(Files.HERE, "/a/b/c"));
        assertEquals(FileStat.Kind.LINK, files.statLink(Files.HERE, "/absolute").kind());
        assertTrue(files.stat(Files.HERE, "/absolute").isDirectory());
        assertNull(files.stat(Files.HERE, "/a/dangling"));
        assertEquals(Errno.ELOOP, errno(() -> files.stat(Files.HERE, "/a/loop")));
        assertEquals(Errno.ENOTDIR, errno(() -> files.stat(Files.HERE, "/a/b/c/.")));
        assertEquals(Errno.EEXIST, errno(() -> files.mkdir(Files.HERE, "/a/dangling", 0700)));
        assertEquals(Errno.ENAMETOOLONG, errno(() -> files.stat(Files.HERE, "x".repeat(256))));
    }

    @Test
    void keepsDirectoriesByDescriptor() throws Exception {
        disk.directory("/a/b");
        int handle = files.open(Files.HERE, "/a/b", Open.HANDLE | Open.DIRECTORY, 0);
        disk.move("/a", "/z");
        files.mkdir(handle, "made", 0777);
        assertEquals(0755, disk.stat("/z/b/made").permissions());
        disk.remove("/z/b");
        assertEquals(Errno.ENOENT, errno(() -> files.mkdir(handle, "made", 0700)));
        assertThrows(AssertionError.class, fake::assertNothingLeaked);
        descriptors.close(handle);
        fake.assertNothingLeaked();
    }

    @Test
    void obeysPermissions() throws Exception {
        disk.file("/d/f", "");
        disk.permissions("/d/f", 0200);
        assertEquals(Errno.EACCES, errno(() -> files.open(Files.HERE, "/d/f", Open.READ, 0)));
        disk.permissions("/d", 0300);
        assertEquals(Errno.EACCES, errno(() -> files.list(Files.HERE, "/d")));
        disk.permissions("/d", 0500);
        assertEquals(Errno.EACCES, errno(() -> files.mkdir(Files.HERE, "/d/x", 0700)));
        disk.permissions("/d", 0600);
        assertEquals(Errno.EACCES, errno(() -> files.stat(Files.HERE, "/d/f")));
    }

    @Test
    void writesReplacesAndRemovesFiles() throws Exception {
        int file = files.open(Files.HERE, "new", Open.WRITE | Open.CREATE, 0666);
        assertEquals(2, descriptors.write(file, new byte[] {'o', 'k'}, 0, 2));
        descriptors.close(file);
        disk.file("/old", "before");
        files.rename(Files.HERE, "new", "old");
        assertEquals("ok", disk.content("/old"));
        assertEquals(0644, disk.stat("/old").permissions());
        files.unlink(Files.HERE, "old");
        assertFalse(disk.exists("/old"));
        assertEquals(Errno.ENOENT, errno(() -> files.unlink(Files.HERE, "old")));
        assertEquals(List.of("create /new", "rename /old", "unlink /old"), fake.journal());
    }

    @Test
    void hasFifosWithTwoEnds() throws Exception {
        disk.fifo("/f");
        assertEquals(Errno.ENXIO, errno(() -> files.open(Files.HERE, "f", Open.WRITE | Open.NON_BLOCKING, 0)));
        assertThrows(Misuse.class, () -> files.open(Files.HERE, "f", Open.READ, 0));
        int reader = files.open(Files.HERE, "f", Open.READ | Open.NON_BLOCKING, 0);
        byte[] buffer = new byte[4];
        assertEquals(0, descriptors.read(reader, buffer, 0, 4));
        int writer = files.open(Files.HERE, "f", Open.WRITE | Open.NON_BLOCKING, 0);
        assertEquals(Descriptors.WOULD_BLOCK, descriptors.read(reader, buffer, 0, 4));
        descriptors.write(writer, new byte[] {'x'}, 0, 1);
        assertEquals(1, descriptors.read(reader, buffer, 0, 4));
        descriptors.close(reader);
        assertEquals(Errno.EPIPE, errno(() -> descriptors.write(writer, buffer, 0, 1)));
    }

    @Test
    void refusesWhatNoCarefulProgramDoes() throws Exception {
        disk.file("/f", "");
        int file = files.open(Files.HERE, "f", Open.READ, 0);
        assertThrows(Misuse.class, () -> descriptors.write(file, new byte[1], 0, 1));
        int poll = polling.open();
        assertThrows(Misuse.class, () -> descriptors.read(file, new byte[1], 0, 0));
        descriptors.close(file);
        assertThrows(Misuse.class, () -> descriptors.close(file));
        assertThrows(Misuse.class, () -> descriptors.read(file, new byte[1], 0, 1));
        Pipe pipe = descriptors.pipe();
        assertThrows(Misuse.class, () -> descriptors.read(pipe.reader(), new byte[1], 0, 1));
        polling.add(poll, pipe.reader(), 1);
        assertThrows(Misuse.class, () -> polling.add(poll, pipe.reader(), 1));
        assertThrows(Misuse.class, () -> descriptors.close(pipe.reader()));
        polling.remove(poll, pipe.reader());
        assertThrows(Misuse.class, () -> polling.remove(poll, pipe.reader()));
        assertThrows(Misuse.class, () -> fake.posix().processes().environment());
    }

    @Test
    void refusesOtherThreads() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                files.stat(Files.HERE, "/");
            } catch (PosixException | Misuse e) {
                thrown.set(e);
            }
        });
        other.start();
        other.join();
        assertEquals(Misuse.class, thrown.get().getClass());
    }

    @Test
    void locksBelongToOpenFiles() throws Exception {
        disk.file("/lock", "");
        int first = files.open(Files.HERE, "lock", Open.WRITE, 0);
        int second = files.open(Files.HERE, "lock", Open.WRITE, 0);
        assertTrue(files.tryLock(first));
        assertTrue(files.tryLock(first));
        assertFalse(files.tryLock(second));
        descriptors.close(first);
        assertTrue(files.tryLock(second));
        descriptors.close(second);
        disk.lock("/lock");
        int third = files.open(Files.HERE, "lock", Open.WRITE, 0);
        assertFalse(files.tryLock(third));
    }

    @Test
    void reportsChangesOfWatchedDirectories() throws Exception {
        disk.directory("/d/sub");
        int changes = polling.openChanges();
        int watch = polling.watchDirectory(changes, "/d", false);
        assertEquals(watch, polling.watchDirectory(changes, "d/.", false));
        disk.file("/d/f", "x");
        disk.file("/d/f", "y");
        disk.move("/d/f", "/d/g");
        disk.move("/d/g", "/g");
        assertEquals(
                List.of(
                        new DirectoryChange(watch, DirectoryChange.Kind.CREATED, "f"),
                        new DirectoryChange(watch, DirectoryChange.Kind.GONE, "f"),
                        new DirectoryChange(watch, DirectoryChange.Kind.MOVED_IN, "g"),
                        new DirectoryChange(watch, DirectoryChange.Kind.GONE, "g")),
                polling.readChanges(changes));
        assertEquals(watch, polling.watchDirectory(changes, "/d", true));
        disk.file("/d/h", "1");
        disk.permissions("/d/h", 0755);
        disk.remove("/d");
        List<DirectoryChange.Kind> kinds =
                polling.readChanges(changes).stream().map(DirectoryChange::kind).toList();
        assertEquals(DirectoryChange.Kind.MODIFIED, kinds.get(1));
        assertEquals(DirectoryChange.Kind.DIRECTORY_GONE, kinds.get(kinds.size() - 1));
        assertEquals(List.of(), fake.watchedDirectories());
        assertEquals(Errno.EINVAL, errno(() -> polling.unwatch(changes, watch)));
    }

    @Test
    void pollsWithoutWaiting() throws Exception {
        int poll = polling.open();
        int counter = descriptors.eventCounter();
        polling.add(poll, counter, 42);
        long[] tokens = new long[2];
        assertEquals(0, polling.await(poll, tokens, 0));
        assertEquals(
                7,
                assertThrows(WouldBlock.class, () -> polling.await(poll, tokens, 7))
                        .timeoutMillis());
        descriptors.wake(counter);
        assertEquals(1, polling.await(poll, tokens, -1));
        assertEquals(42, tokens[0]);
        byte[] eight = new byte[8];
        assertEquals(8, descriptors.read(counter, eight, 0, 8));
        assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, eight);
        descriptors.wake(counter);
        assertTrue(assertThrows(Misuse.class, () -> {
                    while (true) {
                        polling.await(poll, tokens, -1);
                    }
                })
                .getMessage()
                .contains("spins"));
    }

    @Test
    void startsOnlyWhatLinuxWouldStart() throws Exception {
        disk.script("/s/run");
        disk.script("/s/log/run");
        disk.file("/s/plain", "#!/bin/sh\n");
        disk.file("/s/text", "echo");
        disk.permissions("/s/text", 0755);
        int directory = files.open(Files.HERE, "/s", Open.HANDLE | Open.DIRECTORY, 0);
        assertEquals(Errno.ENOENT, errno(() -> spawn(directory, null, "./no")));
        assertEquals(Errno.EACCES, errno(() -> spawn(directory, null, "./plain")));
        assertEquals(Errno.ENOEXEC, errno(() -> spawn(directory, null, "./text")));
        assertEquals(Errno.ENOENT, errno(() -> spawn(directory, "no", "./run")));
        assertEquals(Errno.ENOENT, errno(() -> spawn(directory, null, "runsv")));
        fake.putInPath("runsv", "/s/run");
        spawn(directory, null, "runsv");
        spawn(directory, "log", "./run");
        assertEquals(1, fake.living("/s/run"));
        assertEquals(1, fake.living("/s/log/run"));
        assertThrows(AssertionError.class, fake::assertNoChildLives);
    }

    private int spawn(int directory, String subdirectory, String program) throws PosixException {
        return fake.posix()
                .processes()
                .spawn(new SpawnRequest(program, List.of(program), null, directory, subdirectory, -1, -1, true));
    }

    @Test
    void runsOutOfDescriptors() throws Exception {
        fake.limitDescriptors(4, 5);
        disk.file("/f", "");
        assertEquals(Errno.EMFILE, errno(() -> descriptors.pipe()));
        fake.assertNothingLeaked();
        assertEquals(3, files.open(Files.HERE, "f", Open.READ, 0));
        assertEquals(Errno.EMFILE, errno(() -> files.open(Files.HERE, "made", Open.WRITE | Open.CREATE, 0600)));
        assertFalse(disk.exists("/made"));
        fake.posix().processes().raiseDescriptorLimit();
        assertEquals(4, files.open(Files.HERE, "f", Open.READ, 0));
    }

    @Test
    void hasRoomForSoMuch() throws Exception {
        int file = files.open(Files.HERE, "f", Open.WRITE | Open.CREATE | Open.APPEND, 0600);
        fake.faults().writesTakeAtMost(3);
        assertEquals(3, descriptors.write(file, new byte[5], 0, 5));
        fake.faults().heal();
        disk.file("/d/other", "ab");
        disk.capacity(9);
        assertEquals(4, descriptors.write(file, new byte[5], 0, 5));
        assertEquals(Errno.ENOSPC, errno(() -> descriptors.write(file, new byte[1], 0, 1)));
        assertEquals(9, disk.used());
        int over = files.open(Files.HERE, "f", Open.WRITE, 0);
        assertEquals(7, descriptors.write(over, new byte[7], 0, 7));
        assertEquals(Errno.ENOSPC, errno(() -> descriptors.write(over, new byte[1], 0, 1)));
        files.unlink(Files.HERE, "/d/other");
        assertEquals(2, descriptors.write(over, new byte[5], 0, 5));
        assertEquals(List.of("d", "f"), disk.names("/"));
    }

    @Test
    void readsAndPollsAsLinuxDoes() throws Exception {
        disk.file("/f", "text");
        int file = files.open(Files.HERE, "f", Open.READ, 0);
        assertEquals(Errno.EPERM, errno(() -> polling.add(polling.open(), file, 1)));
        byte[] block = new byte[8];
        assertEquals(4, descriptors.read(file, block, 0, 8));
        disk.file("/f", "t");
        assertEquals(0, descriptors.read(file, block, 0, 8));
        int directory = files.open(Files.HERE, "/", Open.READ, 0);
        assertEquals(Errno.EISDIR, errno(() -> descriptors.read(directory, block, 0, 8)));
    }

    @Test
    void childrenUseTheFilesThatTheyWereGiven() throws Exception {
        disk.script("/run");
        disk.file("/in", "question");
        int in = files.open(Files.HERE, "in", Open.READ, 0);
        int out = files.open(Files.HERE, "out", Open.WRITE | Open.CREATE, 0600);
        fake.posix()
                .processes()
                .spawn(new SpawnRequest(
                        "/run",
                        List.of("run"),
                        null,
                        Files.HERE,
                        null,
                        in,
                        SpawnRequest.INHERIT,
                        false,
                        List.of(new SpawnRequest.Redirection(5, out))));
        descriptors.close(in);
        descriptors.close(out);
        FakeChild child = fake.child("/run");
        assertEquals("question", child.readAll(0));
        child.write(5, "answer");
        assertEquals("answer", disk.content("/out"));
        assertThrows(Misuse.class, () -> child.write(1, "x"));
        child.exit(0);
        assertThrows(Misuse.class, () -> child.readAll(0));
    }

    @Test
    void failsToOrder() throws Exception {
        disk.directory("/d");
        int directory = files.open(Files.HERE, "d", Open.HANDLE | Open.DIRECTORY, 0);
        fake.faults().once("mkdir", "/d/x", Errno.ENOSPC);
        PosixException full = assertThrows(PosixException.class, () -> files.mkdir(directory, "x", 0700));
        assertEquals("x", full.path());
        assertEquals(Errno.ENOSPC, full.errno());
        files.mkdir(directory, "x", 0700);
        fake.faults().always("stat", "/d/x", Errno.EIO);
        assertEquals(Errno.EIO, errno(() -> files.stat(directory, "x")));
        assertEquals(Errno.EIO, errno(() -> files.stat(directory, "x")));
        fake.faults().heal();
        fake.faults().callAfter(1, Errno.ENOMEM);
        files.stat(directory, "x");
        assertNull(fake.faults().failed());
        assertEquals(Errno.ENOMEM, errno(() -> files.list(directory, "x")));
        assertEquals("readdir /d/x", fake.faults().failed());
    }

    @Test
    void stampsChangesApart() throws Exception {
        disk.directory("/d");
        FileStat before = files.stat(Files.HERE, "/d");
        disk.file("/d/f", "");
        assertNotEquals(before, files.stat(Files.HERE, "/d"));
    }
}
