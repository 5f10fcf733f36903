package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Files on the real kernel. */
@ParameterizedClass
@EnumSource
class LinuxFilesTest {
    private static final String INVALID = "\u00ff\u00fe\u00c3(";

    @TempDir
    private Path folder;

    private final NativeCalls calls;
    private final Files files;
    private final LinuxDescriptors descriptors;
    private int directory;

    LinuxFilesTest(NativeWay way) {
        this.calls = way.calls();
        this.files = new LinuxFiles(calls);
        this.descriptors = new LinuxDescriptors(calls);
    }

    @BeforeEach
    void openFolder() throws PosixException {
        directory = files.open(Files.HERE, ByteStrings.ofText(folder.toString()), Open.HANDLE | Open.DIRECTORY, 0);
    }

    @AfterEach
    void closeFolder() {
        descriptors.close(directory);
    }

    private void assertFails(Errno errno, String operation, String path, Executable call) {
        PosixException failure = assertThrows(PosixException.class, call);
        assertEquals(errno, failure.errno(), failure::getMessage);
        assertEquals(operation, failure.operation());
        assertEquals(path, failure.path());
    }

    private void make(String name) throws PosixException {
        descriptors.close(files.open(directory, name, Open.WRITE | Open.CREATE, 0644));
    }

    @Test
    void opensCloseOnExecWithTheFlagsAsked() throws Exception {
        int file = files.open(directory, "f", Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING, 0600);
        String info = java.nio.file.Files.readString(Path.of("/proc/self/fdinfo/" + file));
        descriptors.close(file);
        String flags = info.lines()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        int value = Integer.parseInt(flags.substring(6).strip(), 8);
        assertEquals(02000000 | 04000 | 02000 | 1, value & (02000000 | 04000 | 02000 | 3), flags);
        assertEquals(0600, files.stat(directory, "f").permissions());
    }

    @Test
    void setsPermissionsWhateverTheMask() throws Exception {
        make("f");
        int file = files.open(directory, "f", Open.WRITE, 0);
        files.chmod(file, 0777);
        assertEquals(0777, files.stat(directory, "f").permissions());
        files.chmod(file, 0004);
        assertEquals(0004, files.stat(file).permissions());
        descriptors.close(file);
        int handle = files.open(directory, "f", Open.HANDLE, 0);
        assertFails(Errno.EBADF, "chmod", "", () -> files.chmod(handle, 0600));
        descriptors.close(handle);
    }

    @Test
    void statTellsWhatTheKernelTells() throws Exception {
        Path file = java.nio.file.Files.writeString(folder.resolve("f"), "12345");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000_007, 123_456_789)));
        Map<String, Object> expected = java.nio.file.Files.readAttributes(file, "unix:*");
        FileStat found = files.stat(directory, "f");
        assertEquals(expected.get("ino"), found.id().inode());
        long device = (long) expected.get("dev");
        long major = ((device >> 8) & 0xfff) | ((device >> 32) & 0xfffff000L);
        long minor = (device & 0xff) | ((device >> 12) & 0xffffff00L);
        assertEquals((major << 32) | minor, found.id().device());
        assertEquals((int) expected.get("mode") & 0xfff, found.permissions());
        assertEquals(expected.get("uid"), found.ownerUid());
        assertEquals(expected.get("nlink"), found.links());
        assertEquals(FileStat.Kind.FILE, found.kind());
        assertEquals(5, found.size());
        assertEquals(1_000_000_007, found.modifiedSeconds());
        assertEquals(123_456_789, found.modifiedNanos());
        int descriptor = files.open(directory, "f", Open.READ, 0);
        assertEquals(found, files.stat(descriptor));
        descriptors.close(descriptor);
        assertFails(Errno.EBADF, "stat", "", () -> files.stat(descriptor));
    }

    @Test
    void tellsTheKindsApart() throws Exception {
        files.mkdir(directory, "d", 0700);
        files.mkfifo(directory, "p", 0600);
        java.nio.file.Files.createSymbolicLink(folder.resolve("l"), Path.of("d"));
        assertEquals(FileStat.Kind.DIRECTORY, files.stat(directory, "d").kind());
        assertEquals(FileStat.Kind.FIFO, files.stat(directory, "p").kind());
        assertEquals(FileStat.Kind.LINK, files.statLink(directory, "l").kind());
        assertEquals(FileStat.Kind.DIRECTORY, files.stat(directory, "l").kind());
        assertEquals(FileStat.Kind.DEVICE, files.stat(Files.HERE, "/dev/null").kind());
        assertEquals(0700, files.stat(directory, "d").permissions());
        assertEquals(0600, files.stat(directory, "p").permissions());
        java.nio.file.Files.setPosixFilePermissions(
                folder.resolve("d"), java.nio.file.attribute.PosixFilePermissions.fromString("r-xr-x--x"));
        assertTrue(files.stat(directory, "d").isOwnerExecutable());
    }

    @Test
    void missingFilesAreNullAndOtherErrorsAreNot() throws Exception {
        make("f");
        java.nio.file.Files.createSymbolicLink(folder.resolve("dangling"), Path.of("none"));
        java.nio.file.Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertNull(files.stat(directory, "none"));
        assertNull(files.stat(directory, "dangling"));
        assertNull(files.statLink(directory, "none"));
        assertFails(Errno.ENOTDIR, "stat", "f/x", () -> files.stat(directory, "f/x"));
        assertFails(Errno.ELOOP, "stat", "loop", () -> files.stat(directory, "loop"));
        assertFails(Errno.ENAMETOOLONG, "stat", "x".repeat(256), () -> files.stat(directory, "x".repeat(256)));
        assertFails(Errno.EINVAL, "stat", "a\0b", () -> files.stat(directory, "a\0b"));
    }

    @Test
    void openFailsWithTheReason() throws Exception {
        make("f");
        java.nio.file.Files.createSymbolicLink(folder.resolve("l"), Path.of("f"));
        files.mkfifo(directory, "p", 0600);
        assertFails(Errno.ENOENT, "open", "none", () -> files.open(directory, "none", Open.READ, 0));
        assertFails(Errno.ENOTDIR, "open", "f", () -> files.open(directory, "f", Open.DIRECTORY, 0));
        assertFails(Errno.ELOOP, "open", "l", () -> files.open(directory, "l", Open.NO_FOLLOW, 0));
        assertFails(Errno.EISDIR, "open", ".", () -> files.open(directory, ".", Open.WRITE, 0));
        assertFails(Errno.ENXIO, "open", "p", () -> files.open(directory, "p", Open.WRITE | Open.NON_BLOCKING, 0));
        int exclusive = Open.WRITE | Open.CREATE | Open.EXCLUSIVE;
        assertFails(Errno.EEXIST, "open", "f", () -> files.open(directory, "f", exclusive, 0600));
    }

    @Test
    void truncatesAndAppends() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("f"), "before");
        int appending = files.open(directory, "f", Open.WRITE | Open.APPEND, 0);
        descriptors.write(appending, new byte[] {'+'}, 0, 1);
        descriptors.close(appending);
        assertEquals("before+", java.nio.file.Files.readString(folder.resolve("f")));
        descriptors.close(files.open(directory, "f", Open.WRITE | Open.TRUNCATE, 0));
        assertEquals(0, files.stat(directory, "f").size());
    }

    @Test
    void makesRenamesAndRemoves() throws Exception {
        files.mkdir(directory, "d", 0700);
        assertFails(Errno.EEXIST, "mkdir", "d", () -> files.mkdir(directory, "d", 0700));
        assertFails(Errno.ENOENT, "mkdir", "n/d", () -> files.mkdir(directory, "n/d", 0700));
        assertFails(Errno.EEXIST, "mkfifo", "d", () -> files.mkfifo(directory, "d", 0700));
        make("a");
        make("b");
        long inode = files.stat(directory, "a").id().inode();
        files.rename(directory, "a", "b");
        assertEquals(inode, files.stat(directory, "b").id().inode());
        assertFails(Errno.ENOENT, "rename", "a", () -> files.rename(directory, "a", "b"));
        files.unlink(directory, "b");
        assertNull(files.stat(directory, "b"));
        assertFails(Errno.ENOENT, "unlink", "b", () -> files.unlink(directory, "b"));
        assertFails(Errno.EISDIR, "unlink", "d", () -> files.unlink(directory, "d"));
    }

    @Test
    void readsLinks() throws Exception {
        make("f");
        String target = "/" + "long/".repeat(400) + "end";
        java.nio.file.Files.createSymbolicLink(folder.resolve("l"), Path.of(target));
        assertEquals(target, files.readLink(directory, "l"));
        assertNull(files.readLink(directory, "f"));
        assertNull(files.readLink(directory, "none"));
        assertFails(Errno.ENOTDIR, "readlink", "f/l", () -> files.readLink(directory, "f/l"));
    }

    @Test
    void listsLargeDirectories() throws Exception {
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            String name = "file-with-a-rather-long-name-" + i;
            make(name);
            expected.add(name);
        }
        List<String> names = files.list(directory, ".");
        assertEquals(3000, names.size());
        assertEquals(expected, new HashSet<>(names));
        assertFails(Errno.ENOENT, "open", "none", () -> files.list(directory, "none"));
        assertFails(Errno.ENOTDIR, "open", names.get(0), () -> files.list(directory, names.get(0)));
    }

    @Test
    void listsNoDirectoryThatFillsTheMemory() throws Exception {
        LinuxFiles limited = new LinuxFiles(calls, 1000);
        for (int i = 0; i <= 1000; i++) {
            files.symlink(directory, "x", "" + i);
        }
        assertFails(Errno.EFBIG, "readdir", ".", () -> limited.list(directory, "."));
        assertEquals(1001, files.list(directory, ".").size());
        files.unlink(directory, "0");
        assertEquals(1000, limited.list(directory, ".").size());
    }

    @Test
    void namesAreBytes() throws Exception {
        make(INVALID);
        files.mkdir(directory, "d\n " + INVALID, 0700);
        make("d\n " + INVALID + "/" + INVALID);
        assertEquals(Set.of(INVALID, "d\n " + INVALID), new HashSet<>(files.list(directory, ".")));
        assertEquals(0, files.stat(directory, "d\n " + INVALID + "/" + INVALID).size());
        files.rename(directory, INVALID, "\u00e4");
        assertEquals(Set.of("\u00e4", "d\n " + INVALID), new HashSet<>(files.list(directory, ".")));
        files.rename(directory, "\u00e4", ByteStrings.ofText("\u00e4"));
        files.unlink(directory, "d\n " + INVALID + "/" + INVALID);
        calls.call(calls.symbol("unlinkat"), directory, string("d\n " + INVALID), 0x200);
        files.unlink(directory, ByteStrings.ofText("\u00e4"));
        assertEquals(List.of(), files.list(directory, "."));
    }

    private long string(String byteString) throws PosixException {
        return new Scratch(calls, 256).string(byteString, "test");
    }

    @Test
    void takesTheLongestNamesAndPaths() throws Exception {
        String longest = "n".repeat(255);
        make(longest);
        assertEquals(List.of(longest), files.list(directory, "."));
        String path = "./".repeat(1900) + longest;
        assertEquals(0, files.stat(directory, path).size());
        assertEquals(0, files.stat(directory, "./".repeat(1700) + longest).size());
        assertFails(Errno.ENAMETOOLONG, "stat", "./".repeat(3000), () -> files.stat(directory, "./".repeat(3000)));
    }

    @Test
    void locksBelongToTheOpenFile() throws Exception {
        make("lock");
        int first = files.open(directory, "lock", Open.WRITE, 0);
        int second = files.open(directory, "lock", Open.WRITE, 0);
        assertNotEquals(first, second);
        assertTrue(files.tryLock(first));
        assertFalse(files.tryLock(second));
        descriptors.close(first);
        assertTrue(files.tryLock(second));
        descriptors.close(second);
        assertFails(Errno.EBADF, "flock", "", () -> files.tryLock(second));
    }

    @Test
    void aHandleOutlivesTheNameOfItsDirectory() throws Exception {
        files.mkdir(directory, "d", 0700);
        int handle = files.open(directory, "d", Open.HANDLE | Open.DIRECTORY, 0);
        files.rename(directory, "d", "moved");
        files.mkdir(handle, "inside", 0700);
        assertTrue(files.stat(directory, "moved/inside").isDirectory());
        assertTrue(files.stat(handle).isDirectory());
        descriptors.close(handle);
    }
}
