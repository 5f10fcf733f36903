package dev.jrunit.posix.fake;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@link OtherProcesses}: those that this process started before it was restarted, and strangers. Thread: the test's. */
public final class FakeOtherProcesses implements OtherProcesses {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int INIT = 1;

    private final FakePosix fake;
    private final Map<Integer, ProcessStat> strangers = new HashMap<>();
    private final Set<Integer> hidden = new HashSet<>();
    private FileId ownDirectory;
    private String origin = "boot/1/0";
    private boolean tellsEnds = true;
    private boolean heard = true;

    FakeOtherProcesses(FakePosix fake) {
        this.fake = fake;
    }

    /** The machine was booted, or this is another container. */
    public void setOrigin(String origin) {
        this.origin = origin;
    }

    /** Some other process has this pid from now on. */
    public void addStranger(ProcessStat stranger) {
        strangers.put(stranger.pid(), stranger);
    }

    /** This process works there, and was started at that time. */
    public void setOwn(FileId directory, long start) {
        ownDirectory = directory;
        int pid = fake.processes.pid();
        addStranger(new ProcessStat(pid, INIT, pid, start, false));
    }

    /** This process may not look at what that one has open. */
    public void hide(int pid) {
        hidden.add(pid);
    }

    /** This kernel does not say how a process ended that is no child. */
    public void tellNoEnds() {
        tellsEnds = false;
    }

    /** Whether parents hear at once of the ends of their children. */
    public void setHeard(boolean heard) {
        this.heard = heard;
    }

    @Override
    public String origin() throws PosixException {
        fake.call("open", Files.HERE, "/proc/sys/kernel/random/boot_id");
        return origin;
    }

    @Override
    public long now() {
        return fake.clock().nanos() / NANOS_PER_TICK;
    }

    @Override
    public List<Integer> pids() throws PosixException {
        fake.call("readdir", Files.HERE, "/proc");
        List<Integer> pids = new ArrayList<>(strangers.keySet());
        for (FakeChild child : fake.children()) {
            if (child.isAlive()) {
                pids.add(child.pid());
            }
        }
        return pids;
    }

    @Override
    public ProcessStat stat(int pid) throws PosixException {
        fake.call("open", Files.HERE, "/proc/" + pid + "/stat");
        fake.table.checkRoom("open", "/proc/" + pid + "/stat");
        int own = fake.processes.pid();
        if (fake.processes.isUnreaped(pid)) {
            return new ProcessStat(pid, own, pid, 0, true);
        }
        FakeChild child = living(pid);
        if (child == null) {
            return strangers.get(pid);
        }
        int parent = child.isOrphan() ? INIT : own;
        return new ProcessStat(pid, parent, child.request().newSession() ? pid : own, child.start(), false);
    }

    private FakeChild living(int pid) {
        for (FakeChild child : fake.children()) {
            if (child.pid() == pid && child.isAlive()) {
                return child;
            }
        }
        return null;
    }

    @Override
    public FileId directory(int pid) throws PosixException {
        fake.call("stat", Files.HERE, "/proc/" + pid + "/cwd");
        if (pid == fake.processes.pid()) {
            return ownDirectory;
        }
        FakeChild child = hidden.contains(pid) ? null : living(pid);
        return child == null ? null : child.directory().stat().id();
    }

    @Override
    public FileId file(int pid, int descriptor) throws PosixException {
        fake.call("stat", Files.HERE, "/proc/" + pid + "/fd/" + descriptor);
        FakeChild child = hidden.contains(pid) ? null : living(pid);
        if (child == null || child.given(descriptor) == null) {
            return null;
        }
        OpenFile file = child.given(descriptor);
        return file instanceof OpenFile.OfPipe pipe ? pipe.id() : null;
    }

    @Override
    public FileId ownPipe(int pid, int descriptor) {
        FakeChild child = living(pid);
        return child != null && child.given(descriptor) instanceof OpenFile.OfPipe pipe && pipe.isForBoth()
                ? pipe.id()
                : null;
    }

    @Override
    public int reopen(int pid, int descriptor, int flags) throws PosixException {
        fake.call("open", Files.HERE, "/proc/" + pid + "/fd/" + descriptor);
        FakeChild child = living(pid);
        if (child == null || !(child.given(descriptor) instanceof OpenFile.OfPipe pipe)) {
            throw new PosixException("open", "/proc/" + pid + "/fd/" + descriptor, Errno.ENOENT);
        }
        fake.table.checkRoom("open", "/proc");
        boolean nonBlocking = FakeFiles.is(flags, Open.NON_BLOCKING);
        return fake.table.add(pipe.reopened(FakeFiles.reads(flags), FakeFiles.writes(flags), nonBlocking));
    }

    @Override
    public int watch(int pid) throws PosixException {
        fake.call("pidfd_open", Files.HERE, Integer.toString(pid));
        FakeChild child = living(pid);
        if (child == null) {
            throw new PosixException("pidfd_open", Integer.toString(pid), Errno.ESRCH);
        }
        fake.table.checkRoom("pidfd_open", "");
        return fake.table.add(new OpenFile.OfProcess(child));
    }

    @Override
    public boolean send(int watch, Signal signal) throws PosixException {
        FakeChild child = watched(watch);
        fake.call("pidfd_send_signal", Files.HERE, Integer.toString(child.pid()));
        if (!child.isAlive()) {
            return false;
        }
        fake.note("kill " + child.pid() + " " + signal);
        child.signalled(signal);
        return true;
    }

    @Override
    public WaitStatus end(int watch, ProcessStat process) throws PosixException {
        FakeChild child = watched(watch);
        fake.call("ioctl", Files.HERE, Integer.toString(child.pid()));
        if (!tellsEnds) {
            throw new PosixException("ioctl", "pidfd", Errno.EINVAL);
        }
        return heard ? child.howItEnded() : null;
    }

    private FakeChild watched(int watch) {
        if (fake.table.get(watch) instanceof OpenFile.OfProcess file) {
            return file.process;
        }
        throw new Misuse("descriptor " + watch + " is no process");
    }
}
