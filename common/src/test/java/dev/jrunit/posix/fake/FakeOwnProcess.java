package dev.jrunit.posix.fake;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Identity;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Resource;
import dev.jrunit.posix.ResourceLimit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@link OwnProcess} that notes each change in the journal of its {@link FakePosix} and knows which order a kernel would
 * punish: privileges are used before they are given away, what a change of user clears is set after it, and once a limit
 * is in force nothing but limits and signals is touched before the program is executed.
 */
public final class FakeOwnProcess implements OwnProcess {
    /** The code under test has become another program. Thrown, because an execve does not return. */
    public static final class Executed extends Error {
        private static final long serialVersionUID = 1L;

        private final String file;
        private final transient List<String> arguments;
        private final transient List<String> environment;

        private final long blockedSignals;

        Executed(String file, List<String> arguments, List<String> environment, long blockedSignals) {
            super(file);
            this.file = file;
            this.arguments = arguments;
            this.environment = environment;
            this.blockedSignals = blockedSignals;
        }

        /** Bit {@code n - 1} is signal {@code n}. */
        public long blockedSignals() {
            return blockedSignals;
        }

        public String file() {
            return file;
        }

        public List<String> arguments() {
            return arguments;
        }

        public List<String> environment() {
            return environment;
        }
    }

    private final FakePosix fake;
    private final Map<Resource, ResourceLimit> limits = new EnumMap<>(Resource.class);
    private final Map<String, Errno> executable = new TreeMap<>();
    private Identity identity = new Identity(0, 0, 0, 0, 0, 0, new int[] {0});
    private int parent = 1;
    private boolean changed;
    private boolean ownClosed;
    private boolean directoryChanged;
    private boolean gaveAwayPrivileges;
    private boolean prepared;
    private boolean awaited;
    private boolean limited;
    private boolean signalsRestored;

    FakeOwnProcess(FakePosix fake) {
        this.fake = fake;
    }

    /** Makes executing {@code file} succeed. */
    public void putProgram(String file) {
        executable.put(file, null);
    }

    /** Makes executing {@code file} fail; a file that is not told about does not exist. */
    public void putBrokenProgram(String file, Errno reason) {
        executable.put(file, reason);
    }

    public void become(Identity who) {
        identity = who;
    }

    public void setParent(int pid) {
        parent = pid;
    }

    /** Sets a limit as the caller had it. */
    public void give(Resource resource, long soft, long hard) {
        limits.put(resource, new ResourceLimit(soft, hard));
    }

    private void change(String operation, String argument) throws PosixException {
        if (limited) {
            throw new Misuse(operation + " while limits are in force");
        }
        fake.call(operation, Files.HERE, argument);
        changed = true;
        fake.note(argument.isEmpty() ? operation : operation + " " + argument);
    }

    private void changeWithPrivileges(String operation, String argument) throws PosixException {
        if (gaveAwayPrivileges) {
            throw new Misuse(operation + " after setuid");
        }
        change(operation, argument);
    }

    private void changeSafely(String operation, String argument) {
        if (limited) {
            throw new Misuse(operation + " while limits are in force");
        }
        fake.checkThread();
        changed = true;
        fake.note(argument.isEmpty() ? operation : operation + " " + argument);
    }

    @Override
    public void closeOwnDescriptors() {
        if (changed && !ownClosed) {
            throw new Misuse("a descriptor of the machine's may be in the way: first of all they are closed");
        }
        changeSafely("closeown", "");
        ownClosed = true;
    }

    @Override
    public void keepOpen(int descriptor) throws PosixException {
        change("keepopen", fake.table.get(descriptor).what);
        fake.table.keepOpen(descriptor);
    }

    @Override
    public void closeOnExec(int descriptor) throws PosixException {
        change("closeonexec", fake.table.get(descriptor).what);
        fake.table.closeOnExec(descriptor);
    }

    @Override
    public void awaitLock(int descriptor) throws PosixException {
        if (!(fake.table.get(descriptor) instanceof OpenFile.OfNode file)) {
            throw new Misuse("only files are locked");
        }
        change("flock", file.what);
        if (!fake.locks.take(file)) {
            throw new WouldBlock(-1);
        }
    }

    @Override
    public void newSession() {
        changeSafely("setsid", "");
    }

    @Override
    public int parent() {
        return parent;
    }

    @Override
    public void changeDirectory(String path) throws PosixException {
        change("chdir", path);
        directoryChanged = true;
    }

    @Override
    public void changeRoot() throws PosixException {
        if (!directoryChanged) {
            throw new Misuse("the root is changed to the caller's directory");
        }
        changeWithPrivileges("chroot", "");
    }

    @Override
    public void addNice(int increment) throws PosixException {
        changeWithPrivileges("nice", Integer.toString(increment));
    }

    @Override
    public void inputOutputPriority(int priorityClass, int level) throws PosixException {
        changeWithPrivileges("ioprio_set", priorityClass + ":" + level);
    }

    @Override
    public void processors(long[] mask) throws PosixException {
        change("sched_setaffinity", Arrays.toString(mask));
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public int effectiveUid() {
        return identity.effectiveUid();
    }

    @Override
    public void setGroups(int[] gids) throws PosixException {
        changeWithPrivileges("setgroups", Arrays.toString(gids));
    }

    @Override
    public void setGid(int gid) throws PosixException {
        changeWithPrivileges("setgid", Integer.toUnsignedString(gid));
    }

    @Override
    public void setUid(int uid) throws PosixException {
        if (fake.journal().stream().anyMatch(entry -> entry.startsWith("pdeathsig"))) {
            throw new Misuse("setuid clears the parent-death signal");
        }
        changeWithPrivileges("setuid", Integer.toUnsignedString(uid));
        gaveAwayPrivileges = true;
    }

    @Override
    public void dropCapability(int number) throws PosixException {
        if (number > 40) {
            throw new PosixException("capability", "", Errno.EINVAL);
        }
        changeWithPrivileges("capability", Integer.toString(number));
    }

    @Override
    public void umask(int mask) {
        changeSafely("umask", Integer.toOctalString(mask));
    }

    @Override
    public void forbidNewPrivileges() throws PosixException {
        change("nonewprivs", "");
    }

    @Override
    public void signalOnParentsEnd(int signal) throws PosixException {
        change("pdeathsig", Integer.toString(signal));
    }

    @Override
    public void signalSelf(int signal) {
        changeSafely("kill", Integer.toString(signal));
    }

    @Override
    public void awaitOtherThreadsAtRest() {
        if (limited || directoryChanged) {
            throw new Misuse("threads cannot be looked at any more");
        }
        awaited = true;
        fake.note("awaitthreads");
    }

    @Override
    public ResourceLimit limit(Resource resource) throws PosixException {
        fake.call("getrlimit", Files.HERE, resource.name());
        return limits.getOrDefault(resource, new ResourceLimit(-1, -1));
    }

    @Override
    public void setLimit(Resource resource, ResourceLimit limit) throws PosixException {
        if (!prepared || signalsRestored) {
            throw new Misuse("a limit is in force while there is more to do");
        }
        if ((resource == Resource.ADDRESS_SPACE || resource == Resource.DATA) && !awaited) {
            throw new Misuse("a thread may begin under a limit of memory");
        }
        fake.call("setrlimit", Files.HERE, resource.name());
        if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
            throw new PosixException("setrlimit", "", Errno.EINVAL);
        }
        limited = true;
        limits.put(resource, limit);
        fake.note("setrlimit " + resource + " " + Long.toUnsignedString(limit.soft()));
    }

    @Override
    public Execution prepare(List<String> files, List<String> arguments, List<String> environment) {
        changeSafely("prepare", "");
        prepared = true;
        return new Execution() {
            @Override
            public void restoreSignals() {
                signalsRestored = true;
                fake.note("signals");
            }

            @Override
            public Errno execute(int file) {
                if (!signalsRestored) {
                    throw new Misuse("the program gets the machine's signals");
                }
                String path = files.get(file);
                fake.note("execve " + path);
                if (executable.containsKey(path) && executable.get(path) == null) {
                    throw new Executed(path, arguments, environment, fake.blockedSignals());
                }
                return executable.getOrDefault(path, Errno.ENOENT);
            }
        };
    }
}
