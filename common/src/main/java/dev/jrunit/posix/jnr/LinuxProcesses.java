package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.DescriptorLimit;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Processes;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.List;
import jnr.posix.util.SunMiscSignal;

/** {@link Processes} by posix_spawn, waitpid and the virtual machine's own signal handling. */
final class LinuxProcesses implements Processes {
    private static final int RLIMIT_NOFILE = 7;
    private static final int DUPLICATE = 1030; // F_DUPFD_CLOEXEC
    private static final int SET_SIGNAL_DEFAULTS = 0x04;
    private static final int SET_SIGNAL_MASK = 0x08;
    private static final int SET_SESSION = 0x80;
    private static final int SIGNAL_SET_BYTES = 128;
    private static final int SIGNAL_INFO_BYTES = 128;
    private static final int INFO_PID = 16;
    private static final int ALL_CHILDREN = 0; // P_ALL
    private static final int ENDED = 4; // WEXITED
    private static final int LEAVE_WAITABLE = 0x01000000; // WNOWAIT
    /** More than glibc's posix_spawnattr_t (336) and posix_spawn_file_actions_t (80). */
    private static final int SPAWN_OBJECT_BYTES = 512;

    private final NativeCalls calls;
    private final Scratch scratch;
    private final long kill;
    private final long setrlimit;
    private final long endInfo;
    private final long limitBuffer;
    private final InheritedEnvironment environment;
    private SpawnFunctions spawn;
    private DescriptorLimit childLimit;
    private DescriptorLimit ownLimit;

    LinuxProcesses(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, 4096);
        this.kill = calls.symbol("kill");
        this.setrlimit = calls.symbol("setrlimit");
        this.endInfo = calls.allocate(SIGNAL_INFO_BYTES);
        this.limitBuffer = calls.allocate(16);
        this.environment = new InheritedEnvironment(calls);
    }

    /** Addresses and prepared attributes, looked up at the first spawn: sv seldom needs them. */
    private final class SpawnFunctions {
        final long spawn = calls.symbol("posix_spawn");
        final long spawnByPath = calls.symbol("posix_spawnp");
        final long actionsInit = calls.symbol("posix_spawn_file_actions_init");
        final long actionsDestroy = calls.symbol("posix_spawn_file_actions_destroy");
        final long addDup2 = calls.symbol("posix_spawn_file_actions_adddup2");
        final long addFchdir = calls.symbol("posix_spawn_file_actions_addfchdir_np");
        final long addChdir = calls.symbol("posix_spawn_file_actions_addchdir_np");
        final long addClose = calls.symbol("posix_spawn_file_actions_addclose");
        final long addCloseFrom = calls.symbol("posix_spawn_file_actions_addclosefrom_np");
        final long actions = calls.allocate(SPAWN_OBJECT_BYTES);
        final long plain = attributes(SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK);
        final long withSession = attributes(SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK | SET_SESSION);

        private long attributes(int flags) {
            long attributes = calls.allocate(SPAWN_OBJECT_BYTES);
            calls.call(calls.symbol("posix_spawnattr_init"), attributes);
            // All bits, and so the two signals that glibc keeps for itself too: it would leave those ignored.
            long all = calls.allocate(SIGNAL_SET_BYTES);
            for (int i = 0; i < SIGNAL_SET_BYTES; i += 8) {
                calls.putLong(all + i, -1L);
            }
            calls.call(calls.symbol("posix_spawnattr_setsigdefault"), attributes, all);
            long none = calls.allocate(SIGNAL_SET_BYTES);
            calls.call(calls.symbol("posix_spawnattr_setsigmask"), attributes, none);
            calls.call(calls.symbol("posix_spawnattr_setflags"), attributes, flags);
            calls.free(all);
            calls.free(none);
            return attributes;
        }
    }

    @Override
    public int spawn(SpawnRequest request) throws PosixException {
        if (spawn == null) {
            spawn = new SpawnFunctions();
        }
        scratch.reset(spaceFor(request));
        long program = scratch.string(request.program(), "spawn");
        long arguments = stringArray(request.arguments());
        long variables = request.environment() == null ? environment.block() : stringArray(request.environment());
        long pid = scratch.take(8);
        int[] lifted = lift(request);
        check(calls.call(spawn.actionsInit, spawn.actions), request);
        try {
            addActions(request, lifted);
            long function = request.program().indexOf('/') >= 0 ? spawn.spawn : spawn.spawnByPath;
            long attributes = request.newSession() ? spawn.withSession : spawn.plain;
            if (childLimit != null) {
                setLimit(childLimit);
            }
            long result = calls.call(function, pid, program, spawn.actions, attributes, arguments, variables);
            if (childLimit != null) {
                setLimit(ownLimit);
            }
            check(result, request);
            return calls.getInt(pid);
        } finally {
            calls.call(spawn.actionsDestroy, spawn.actions);
            for (int descriptor : lifted) {
                calls.call(calls.symbol("close"), descriptor);
            }
        }
    }

    /** Copies of the further descriptors with numbers that none of them is to get, so that no copy overwrites another. */
    private int[] lift(SpawnRequest request) throws PosixException {
        int[] lifted = new int[request.more().size()];
        for (int i = 0; i < lifted.length; i++) {
            int source = request.more().get(i).descriptor();
            lifted[i] = (int) calls.call(calls.symbol("fcntl"), source, DUPLICATE, lastTarget(request) + 1);
            if (lifted[i] < 0) {
                Errno errno = new Errno(calls.errno());
                for (int j = 0; j < i; j++) {
                    calls.call(calls.symbol("close"), lifted[j]);
                }
                throw new PosixException("spawn", request.program(), errno);
            }
        }
        return lifted;
    }

    private static int lastTarget(SpawnRequest request) {
        int last = 2;
        for (SpawnRequest.Redirection redirection : request.more()) {
            last = Math.max(last, redirection.target());
        }
        return last;
    }

    private void addActions(SpawnRequest request, int[] lifted) throws PosixException {
        if (request.directory() >= 0) {
            check(calls.call(spawn.addFchdir, spawn.actions, request.directory()), request);
        }
        if (request.subdirectory() != null) {
            long path = scratch.string(request.subdirectory(), "spawn");
            check(calls.call(spawn.addChdir, spawn.actions, path), request);
        }
        if (request.stdin() != SpawnRequest.INHERIT) {
            check(calls.call(spawn.addDup2, spawn.actions, request.stdin(), 0), request);
        }
        if (request.stdout() != SpawnRequest.INHERIT) {
            check(calls.call(spawn.addDup2, spawn.actions, request.stdout(), 1), request);
        }
        int last = lastTarget(request);
        for (int target = 3; target <= last; target++) {
            check(calls.call(spawn.addClose, spawn.actions, target), request);
        }
        for (int i = 0; i < lifted.length; i++) {
            int target = request.more().get(i).target();
            check(calls.call(spawn.addDup2, spawn.actions, lifted[i], target), request);
        }
        check(calls.call(spawn.addCloseFrom, spawn.actions, last + 1), request);
    }

    private static int spaceFor(SpawnRequest request) {
        int bytes = Scratch.sizeOf(request.program()) + 8;
        bytes += request.subdirectory() == null ? 0 : Scratch.sizeOf(request.subdirectory());
        bytes += spaceFor(request.arguments());
        return bytes + (request.environment() == null ? 0 : spaceFor(request.environment()));
    }

    private static int spaceFor(List<String> strings) {
        int bytes = 8 * (strings.size() + 1);
        for (String string : strings) {
            bytes += Scratch.sizeOf(string);
        }
        return bytes;
    }

    private long stringArray(List<String> strings) throws PosixException {
        long array = scratch.take(8 * (strings.size() + 1));
        long slot = array;
        for (String string : strings) {
            calls.putLong(slot, scratch.string(string, "spawn"));
            slot += 8;
        }
        calls.putLong(slot, 0);
        return array;
    }

    /** The spawn functions return the error's number instead of leaving it in errno. */
    private static void check(long result, SpawnRequest request) throws PosixException {
        if ((int) result != 0) {
            throw new PosixException("spawn", request.program(), new Errno((int) result));
        }
    }

    @Override
    public int awaitEnd() throws PosixException {
        long waitid = calls.symbol("waitid");
        while ((int) calls.call(waitid, ALL_CHILDREN, 0, endInfo, ENDED | LEAVE_WAITABLE) != 0) {
            int errno = calls.errno();
            if (errno == Errno.ECHILD.number()) {
                return 0;
            }
            if (errno != Errno.EINTR.number()) {
                throw new PosixException("waitid", "", new Errno(errno));
            }
        }
        return calls.getInt(endInfo + INFO_PID);
    }

    @Override
    public WaitStatus reap(int pid) throws PosixException {
        while ((int) calls.call(calls.symbol("waitpid"), pid, endInfo, 0) < 0) {
            int errno = calls.errno();
            if (errno == Errno.ECHILD.number()) {
                return null;
            }
            if (errno != Errno.EINTR.number()) {
                throw new PosixException("waitpid", Integer.toString(pid), new Errno(errno));
            }
        }
        return WaitStatus.ofRaw(calls.getInt(endInfo));
    }

    @Override
    public int pid() {
        return (int) calls.call(calls.symbol("getpid"));
    }

    @Override
    public boolean kill(int pid, Signal signal) throws PosixException {
        if (pid <= 0) {
            throw new IllegalArgumentException("no process has the id " + pid);
        }
        if ((int) calls.call(kill, pid, signal.number()) == 0) {
            return true;
        }
        if (calls.errno() == Errno.ESRCH.number()) {
            return false;
        }
        throw new PosixException("kill", Integer.toString(pid), new Errno(calls.errno()));
    }

    @Override
    public void onSignal(Signal signal, Runnable listener) {
        restoreDefault(signal); // a signal that is ignored would stay so
        SunMiscSignal.signal(jnr.constants.platform.Signal.valueOf("SIG" + signal.name()), number -> listener.run());
    }

    @Override
    public void restoreDefault(Signal signal) {
        calls.call(calls.symbol("signal"), signal.number(), 0);
    }

    @Override
    public List<String> environment() {
        return environment.entries();
    }

    @Override
    public DescriptorLimit descriptorLimit() throws PosixException {
        if ((int) calls.call(calls.symbol("getrlimit"), RLIMIT_NOFILE, limitBuffer) != 0) {
            throw new PosixException("getrlimit", "", new Errno(calls.errno()));
        }
        return new DescriptorLimit(calls.getLong(limitBuffer), calls.getLong(limitBuffer + 8));
    }

    @Override
    public void raiseDescriptorLimit() throws PosixException {
        DescriptorLimit found = descriptorLimit();
        if (found.soft() == found.hard()) {
            return;
        }
        DescriptorLimit raised = new DescriptorLimit(found.hard(), found.hard());
        if (setLimit(raised) != 0) {
            throw new PosixException("setrlimit", "", new Errno(calls.errno()));
        }
        childLimit = found;
        ownLimit = raised;
    }

    @Override
    public boolean lowerDescriptorLimit() {
        if (childLimit == null) {
            return false;
        }
        setLimit(childLimit);
        childLimit = null;
        return true;
    }

    private int setLimit(DescriptorLimit limit) {
        calls.putLong(limitBuffer, limit.soft());
        calls.putLong(limitBuffer + 8, limit.hard());
        return (int) calls.call(setrlimit, RLIMIT_NOFILE, limitBuffer);
    }

    /** The entries of {@code bytes}, each ended by a zero. */
    static List<String> zeroTerminatedEntries(byte[] bytes) {
        List<String> entries = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                entries.add(ByteStrings.of(bytes, start, i - start));
                start = i + 1;
            }
        }
        return entries;
    }
}
