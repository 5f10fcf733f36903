package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Identity;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Resource;
import dev.jrunit.posix.ResourceLimit;
import java.util.List;

/** {@link OwnProcess} by the C library and, where that would change other threads too, by system calls. */
final class LinuxOwnProcess implements OwnProcess {
    private static final int SET_DESCRIPTOR_FLAGS = 2; // F_SETFD
    private static final int CLOSE_ON_EXEC = 1; // FD_CLOEXEC
    private static final int LOCK_EXCLUSIVE = 2;
    private static final int LEAST_NICE = -20;
    private static final int MOST_NICE = 19;
    private static final int SET_PARENT_DEATH_SIGNAL = 1;
    private static final int READ_BOUNDING_SET = 23;
    private static final int DROP_FROM_BOUNDING_SET = 24;
    private static final int NO_NEW_PRIVILEGES = 38;
    private static final int CAPABILITY_VERSION = 0x20080522;
    private static final String THREADS = "/proc/self/task";
    private static final char SLEEPING = 'S';
    private static final int PAUSE_MICROS = 500;
    private static final int MOST_LOOKS = 4_000;

    private final NativeCalls calls;
    private final Files files;
    private final Descriptors descriptors;
    private final Scratch scratch;

    LinuxOwnProcess(NativeCalls calls, Files files) {
        this.calls = calls;
        this.files = files;
        this.descriptors = new LinuxDescriptors(calls);
        this.scratch = new Scratch(calls, 1024);
    }

    /**
     * That is the file of the runtime's classes: the machine maps all of it at its start and never reads it by its
     * descriptor afterwards. Libraries and caches it closes itself, and everything else is close-on-exec.
     */
    @Override
    public void closeOwnDescriptors() {
        String modules = ByteStrings.ofText(System.getProperty("java.home")) + "/lib/modules";
        try {
            FileStat own = files.stat(Files.HERE, modules);
            List<String> open = files.list(Files.HERE, "/proc/self/fd");
            for (int i = 0; i < open.size(); i++) {
                int descriptor = Integer.parseInt(open.get(i));
                if (own != null && isFile(descriptor, own)) {
                    calls.call(calls.symbol("close"), descriptor);
                }
            }
        } catch (PosixException ignored) {
            // No /proc: a descriptor for reading a public file stays open.
        }
    }

    private boolean isFile(int descriptor, FileStat file) {
        try {
            FileStat found = files.stat(descriptor);
            return found != null && found.id().equals(file.id());
        } catch (PosixException e) {
            return false; // the one that listed the folder
        }
    }

    @Override
    public void awaitOtherThreadsAtRest() {
        // Twice in a row: one that waited for a lock of another's may have been given it while that one was looked at.
        int seenAtRest = 0;
        for (int look = 0; look < MOST_LOOKS && seenAtRest < 2; look++) {
            if (look > 0) {
                calls.call(calls.symbol("usleep"), PAUSE_MICROS);
            }
            try {
                seenAtRest = areOtherThreadsAtRest() ? seenAtRest + 1 : 0;
            } catch (PosixException e) {
                return;
            }
        }
    }

    private boolean areOtherThreadsAtRest() throws PosixException {
        int awake = 0;
        List<String> threads = files.list(Files.HERE, THREADS);
        for (int i = 0; i < threads.size(); i++) {
            String stat = Contents.read(files, descriptors, Files.HERE, THREADS + "/" + threads.get(i) + "/stat");
            if (stat == null || stat.charAt(stat.lastIndexOf(')') + 2) != SLEEPING) { // or it has just ended
                awake++;
            }
        }
        return awake <= 1; // the calling one
    }

    @Override
    public void keepOpen(int descriptor) throws PosixException {
        check("fcntl", (int) calls.call(calls.symbol("fcntl"), descriptor, SET_DESCRIPTOR_FLAGS, 0));
    }

    @Override
    public void closeOnExec(int descriptor) throws PosixException {
        check("fcntl", (int) calls.call(calls.symbol("fcntl"), descriptor, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC));
    }

    @Override
    public void awaitLock(int descriptor) throws PosixException {
        while ((int) calls.call(calls.symbol("flock"), descriptor, LOCK_EXCLUSIVE) != 0) {
            if (calls.errno() != Errno.EINTR.number()) {
                throw failure("flock", "");
            }
        }
    }

    @Override
    public void newSession() {
        calls.call(calls.symbol("setsid")); // fails for the leader of a group only
    }

    @Override
    public int parent() {
        return (int) calls.call(calls.symbol("getppid"));
    }

    @Override
    public void changeDirectory(String path) throws PosixException {
        scratch.reset(Scratch.sizeOf(path));
        if ((int) calls.call(calls.symbol("chdir"), scratch.string(path, "chdir")) != 0) {
            throw failure("chdir", path);
        }
    }

    @Override
    public void changeRoot() throws PosixException {
        scratch.reset(Scratch.sizeOf("."));
        check("chroot", (int) calls.call(calls.symbol("chroot"), scratch.string(".", "chroot")));
    }

    @Override
    public void addNice(int increment) throws PosixException {
        long found = (int) calls.call(calls.symbol("getpriority"), 0, 0);
        long wanted = Math.max(LEAST_NICE, Math.min(MOST_NICE, found + increment));
        if ((int) calls.call(calls.symbol("setpriority"), 0, 0, wanted) != 0) {
            // nice(2) and so runit's tools say EPERM where setpriority(2) says EACCES.
            boolean mayNot = calls.errno() == Errno.EACCES.number();
            throw new PosixException("nice", "", mayNot ? Errno.EPERM : new Errno(calls.errno()));
        }
    }

    @Override
    public void inputOutputPriority(int priorityClass, int level) throws PosixException {
        int thisThread = 1;
        check("ioprio_set", (int) system(SystemCall.IOPRIO_SET, thisThread, 0, (long) priorityClass << 13 | level));
    }

    @Override
    public void processors(long[] mask) throws PosixException {
        scratch.reset(8 * mask.length);
        long address = scratch.take(8 * mask.length);
        for (int i = 0; i < mask.length; i++) {
            calls.putLong(address + 8L * i, mask[i]);
        }
        check("sched_setaffinity", (int) calls.call(calls.symbol("sched_setaffinity"), 0, 8L * mask.length, address));
    }

    @Override
    public Identity identity() throws PosixException {
        int count = (int) calls.call(calls.symbol("getgroups"), 0, 0);
        check("getgroups", count);
        scratch.reset(4 * count + 40);
        long ids = scratch.take(24);
        calls.call(calls.symbol("getresuid"), ids, ids + 4, ids + 8);
        calls.call(calls.symbol("getresgid"), ids + 12, ids + 16, ids + 20);
        long list = scratch.take(4 * count + 8);
        check("getgroups", (int) calls.call(calls.symbol("getgroups"), count, list));
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = calls.getInt(list + 4L * i);
        }
        return new Identity(
                calls.getInt(ids),
                calls.getInt(ids + 4),
                calls.getInt(ids + 8),
                calls.getInt(ids + 12),
                calls.getInt(ids + 16),
                calls.getInt(ids + 20),
                groups);
    }

    @Override
    public int effectiveUid() {
        return (int) calls.call(calls.symbol("geteuid"));
    }

    @Override
    public void setGroups(int[] gids) throws PosixException {
        scratch.reset(4 * gids.length + 8);
        long list = scratch.take(4 * gids.length + 8);
        for (int i = 0; i < gids.length; i++) {
            calls.putInt(list + 4L * i, gids[i]);
        }
        check("setgroups", (int) system(SystemCall.SETGROUPS, gids.length, list, 0));
    }

    @Override
    public void setGid(int gid) throws PosixException {
        check("setgid", (int) system(SystemCall.SETGID, gid, 0, 0));
    }

    @Override
    public void setUid(int uid) throws PosixException {
        check("setuid", (int) system(SystemCall.SETUID, uid, 0, 0));
    }

    @Override
    public void dropCapability(int number) throws PosixException {
        int inBoundingSet = (int) control(READ_BOUNDING_SET, number);
        check("capability", inBoundingSet);
        dropInheritable(number);
        if (inBoundingSet == 1) {
            check("capability", (int) control(DROP_FROM_BOUNDING_SET, number));
        }
    }

    /** And with it the ambient one: the kernel sees to that. */
    private void dropInheritable(int number) throws PosixException {
        scratch.reset(40);
        long header = scratch.take(8);
        long data = scratch.take(24);
        calls.putInt(header, CAPABILITY_VERSION);
        calls.putInt(header + 4, 0);
        check("capability", (int) calls.call(calls.symbol("capget"), header, data));
        long inheritable = data + 8 + 12L * (number / 32);
        int bit = 1 << number % 32;
        if ((calls.getInt(inheritable) & bit) != 0) {
            calls.putInt(inheritable, calls.getInt(inheritable) & ~bit);
            check("capability", (int) calls.call(calls.symbol("capset"), header, data));
        }
    }

    @Override
    public void umask(int mask) {
        calls.call(calls.symbol("umask"), mask);
    }

    @Override
    public void forbidNewPrivileges() throws PosixException {
        check("prctl", (int) control(NO_NEW_PRIVILEGES, 1));
    }

    @Override
    public void signalOnParentsEnd(int signal) throws PosixException {
        check("prctl", (int) control(SET_PARENT_DEATH_SIGNAL, signal));
    }

    @Override
    public void signalSelf(int signal) {
        calls.call(calls.symbol("kill"), calls.call(calls.symbol("getpid")), signal);
    }

    @Override
    public ResourceLimit limit(Resource resource) throws PosixException {
        scratch.reset(16);
        long limit = scratch.take(16);
        check("getrlimit", (int) calls.call(calls.symbol("getrlimit"), resource.number(), limit));
        return new ResourceLimit(calls.getLong(limit), calls.getLong(limit + 8));
    }

    @Override
    public void setLimit(Resource resource, ResourceLimit limit) throws PosixException {
        scratch.reset(16);
        long address = scratch.take(16);
        calls.putLong(address, limit.soft());
        calls.putLong(address + 8, limit.hard());
        check("setrlimit", (int) calls.call(calls.symbol("setrlimit"), resource.number(), address));
    }

    @Override
    public Execution prepare(List<String> paths, List<String> arguments, List<String> environment) {
        return new LinuxExecution(calls, paths, arguments, environment);
    }

    private long system(SystemCall call, long a, long b, long c) {
        return calls.call(calls.symbol("syscall"), call.number(), a, b, c);
    }

    private long control(int operation, long argument) {
        return calls.call(calls.symbol("prctl"), operation, argument, 0, 0, 0);
    }

    private void check(String operation, int result) throws PosixException {
        if (result < 0) {
            throw failure(operation, "");
        }
    }

    private PosixException failure(String operation, String path) {
        return new PosixException(operation, path, new Errno(calls.errno()));
    }
}
