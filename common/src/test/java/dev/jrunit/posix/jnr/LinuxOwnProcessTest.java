package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Account;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Identity;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Resource;
import dev.jrunit.posix.ResourceLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What can be asked of this process, and changed without harm, on the real kernel. The changes that a program gets are
 * seen by the cases that run the built executable beside C's.
 */
@ParameterizedClass
@EnumSource
class LinuxOwnProcessTest {
    @TempDir
    private Path folder;

    private final LinuxFiles files;
    private final LinuxDescriptors descriptors;
    private final LinuxOwnProcess self;
    private final LinuxAccounts accounts;

    LinuxOwnProcessTest(NativeWay way) {
        NativeCalls calls = way.calls();
        this.files = new LinuxFiles(calls);
        this.descriptors = new LinuxDescriptors(calls);
        this.self = new LinuxOwnProcess(calls, files);
        this.accounts = new LinuxAccounts(calls);
    }

    private String path(String name) {
        return ByteStrings.ofText(folder.resolve(name).toString());
    }

    private static String status(String name) throws IOException {
        for (String line :
                java.nio.file.Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).trim();
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void identityIsWhatTheKernelShows() throws Exception {
        Identity identity = self.identity();
        String[] uids = status("Uid").split("\\s+", -1);
        String[] gids = status("Gid").split("\\s+", -1);
        assertEquals(uids[0], Integer.toUnsignedString(identity.realUid()));
        assertEquals(uids[1], Integer.toUnsignedString(identity.effectiveUid()));
        assertEquals(identity.effectiveUid(), self.effectiveUid());
        assertEquals(uids[2], Integer.toUnsignedString(identity.savedUid()));
        assertEquals(gids[0], Integer.toUnsignedString(identity.realGid()));
        assertEquals(gids[1], Integer.toUnsignedString(identity.effectiveGid()));
        assertEquals(gids[2], Integer.toUnsignedString(identity.savedGid()));
        StringBuilder groups = new StringBuilder();
        for (int gid : identity.groups()) {
            groups.append(Integer.toUnsignedString(gid)).append(' ');
        }
        assertEquals(status("Groups"), groups.toString().trim());
        assertEquals((int) ProcessHandle.current().parent().orElseThrow().pid(), self.parent());
    }

    @Test
    void limitsAreWhatTheKernelShows() throws Exception {
        String limits = java.nio.file.Files.readString(Path.of("/proc/self/limits"));
        for (Resource resource : Resource.values()) {
            String name = shownAs(resource);
            String shown = limits.lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name));
            ResourceLimit limit = self.limit(resource);
            assertTrue(shown.contains(" " + text(limit.soft()) + " "), resource + " " + limit + ": " + shown);
            self.setLimit(resource, limit);
            assertEquals(limit, self.limit(resource));
        }
    }

    private static String text(long limit) {
        return limit == -1 ? "unlimited" : Long.toUnsignedString(limit);
    }

    private static String shownAs(Resource resource) {
        return switch (resource) {
            case DATA -> "Max data size";
            case STACK -> "Max stack size";
            case CORE_SIZE -> "Max core file size";
            case CPU_SECONDS -> "Max cpu time";
            default -> "Max " + resource.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    @Test
    void threadsThatHaveSomethingToDoAreWaitedFor() throws Exception {
        long end = System.nanoTime() + 200_000_000;
        AtomicBoolean done = new AtomicBoolean();
        Thread busy = new Thread(() -> done.set(awaitTime(end)));
        busy.start();
        self.awaitOtherThreadsAtRest();
        assertTrue(done.get());
        busy.join();
    }

    private static boolean awaitTime(long nanos) {
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void aLimitAboveTheHardOneIsRefused() throws Exception {
        PosixException refused =
                assertThrows(PosixException.class, () -> self.setLimit(Resource.CORE_SIZE, new ResourceLimit(2, 1)));
        assertTrue(refused.is(Errno.EINVAL));
    }

    @Test
    void accountsAreThoseOfTheSystem() throws Exception {
        Account root = accounts.account("root");
        assertEquals("root", root.name());
        assertEquals(0, root.uid());
        assertEquals(0, root.gid());
        assertEquals("/root", root.home());
        assertTrue(root.shell().startsWith("/"), root.shell());
        assertEquals(root, accounts.account(0));
        assertNull(accounts.account("no-such-account"));
        assertNull(accounts.account(""));
        assertNull(accounts.account(123_456_789));
        assertNotNull(accounts.group("root"));
        assertEquals(0, accounts.group("root").gid());
        assertNull(accounts.group("no-such-group"));
    }

    @Test
    void aDescriptorIsKeptOpen() throws Exception {
        int file = files.open(Files.HERE, "/dev/null", Open.READ, 0);
        assertTrue(isClosedOnExec(file));
        self.keepOpen(file);
        assertTrue(!isClosedOnExec(file));
        descriptors.close(file);
        assertThrows(PosixException.class, () -> self.keepOpen(file));
    }

    private static boolean isClosedOnExec(int descriptor) throws IOException {
        String flags = java.nio.file.Files.readString(Path.of("/proc/self/fdinfo/" + descriptor))
                .lines()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        return (Integer.parseInt(flags.substring("flags:".length()).trim(), 8) & 02000000) != 0;
    }

    @Test
    void aFreeLockIsHadAtOnce() throws Exception {
        int first = files.open(Files.HERE, path("lock"), Open.WRITE | Open.CREATE, 0600);
        int second = files.open(Files.HERE, path("lock"), Open.WRITE, 0);
        self.awaitLock(first);
        assertTrue(!files.tryLock(second));
        descriptors.close(first);
        self.awaitLock(second);
        descriptors.close(second);
        assertThrows(PosixException.class, () -> self.awaitLock(second));
    }

    @Test
    void aCapabilityThatDoesNotExistIsRefused() {
        PosixException refused = assertThrows(PosixException.class, () -> self.dropCapability(63));
        assertTrue(refused.is(Errno.EINVAL));
    }

    @Test
    void whatCannotBeExecutedIsTold() throws Exception {
        OwnProcess.Execution execution =
                self.prepare(List.of(path("none"), "/", "/etc/passwd"), List.of("x"), List.of("A=1"));
        assertEquals(Errno.ENOENT, execution.execute(0));
        assertEquals(Errno.EACCES, execution.execute(1));
        assertThrows(IllegalArgumentException.class, () -> self.prepare(List.of("a\0b"), List.of("x"), List.of()));
    }

    @Test
    void filesAreCutAndPositionsSet() throws Exception {
        int file = files.open(Files.HERE, path("file"), Open.READ_WRITE | Open.CREATE, 0600);
        descriptors.write(file, new byte[] {1, 2, 3, 4}, 0, 4);
        descriptors.seek(file, 1);
        descriptors.write(file, new byte[] {9}, 0, 1);
        descriptors.truncate(file, 3);
        descriptors.seek(file, 0);
        byte[] found = new byte[8];
        assertEquals(3, descriptors.read(file, found, 0, 8));
        assertArrayEquals(new byte[] {1, 9, 3, 0, 0, 0, 0, 0}, found);
        descriptors.close(file);
        assertThrows(PosixException.class, () -> descriptors.seek(file, 0));
        assertThrows(PosixException.class, () -> descriptors.truncate(file, 0));
    }

    @Test
    void linksAreMade() throws Exception {
        files.symlink(Files.HERE, "some/where", path("link"));
        assertEquals("some/where", files.readLink(Files.HERE, path("link")));
        PosixException refused = assertThrows(PosixException.class, () -> files.symlink(Files.HERE, "x", path("link")));
        assertTrue(refused.is(Errno.EEXIST));
    }
}
