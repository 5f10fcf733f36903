package dev.jrunit.posix.jnr;

import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.OtherProcesses;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.List;

/** {@link OtherProcesses} by {@code /proc} and pidfds. Source: proc(5), pidfd_open(2), {@code linux/pidfd.h}. */
final class LinuxOtherProcesses implements OtherProcesses {
    private static final String PROC = "/proc";
    private static final int OPEN_FOR_BOTH = 0600;
    private static final int FIRST_PID = 1;
    private static final int BOOT_CLOCK = 7; // CLOCK_BOOTTIME
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final long TICKS_PER_SECOND = 100; // USER_HZ, which is the same everywhere

    // The words after the command's name in /proc/PID/stat.
    private static final int STATE_WORD = 0;
    private static final int PARENT_WORD = 1;
    private static final int SESSION_WORD = 3;
    private static final int START_WORD = 19;
    private static final int END_WORD = 49;

    /** PIDFD_GET_INFO, whose number has the length of the first version of its structure in it. */
    private static final long GET_INFO = 0xC040FF0BL;

    private static final int INFO_BYTES = 64;
    private static final int INFO_EXIT_CODE = 60;
    private static final long INFO_EXIT = 8;

    private final NativeCalls calls;
    private final Files files;
    private final Descriptors descriptors;
    private final Scratch scratch;
    private String origin;

    LinuxOtherProcesses(NativeCalls calls, Files files, Descriptors descriptors) {
        this.calls = calls;
        this.files = files;
        this.descriptors = descriptors;
        this.scratch = new Scratch(calls, INFO_BYTES);
    }

    @Override
    public String origin() throws PosixException {
        if (origin != null) {
            return origin;
        }
        String path = PROC + "/sys/kernel/random/boot_id";
        String boot = Contents.read(files, descriptors, Files.HERE, path);
        FileStat namespace = files.stat(Files.HERE, PROC + "/self/ns/pid");
        if (boot == null || namespace == null) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        // A namespace that is gone leaves its number to the next one, of another container or of this one's next start.
        ProcessStat first = stat(FIRST_PID);
        origin = boot.strip() + "/" + namespace.id().inode() + "/" + (first == null ? 0 : first.start());
        return origin;
    }

    @Override
    public long now() {
        scratch.reset(16);
        long time = scratch.take(16);
        calls.call(calls.symbol("clock_gettime"), BOOT_CLOCK, time);
        return calls.getLong(time) * TICKS_PER_SECOND + calls.getLong(time + 8) / NANOS_PER_TICK;
    }

    @Override
    public List<Integer> pids() throws PosixException {
        List<Integer> pids = new ArrayList<>();
        for (String name : files.list(Files.HERE, PROC)) {
            if (name.charAt(0) >= '1' && name.charAt(0) <= '9') {
                pids.add(Integer.valueOf(name));
            }
        }
        return pids;
    }

    @Override
    public ProcessStat stat(int pid) throws PosixException {
        try {
            String line = Contents.read(files, descriptors, Files.HERE, path(pid, "stat"));
            return line == null ? null : parse(pid, line);
        } catch (PosixException e) {
            if (e.is(Errno.ESRCH)) {
                return null;
            }
            throw e;
        }
    }

    /** A command's name may have blanks and brackets in it; the words after it have none. */
    static ProcessStat parse(int pid, String line) {
        int start = line.lastIndexOf(')') + 2;
        boolean ended = false;
        int parent = 0;
        int session = 0;
        for (int word = STATE_WORD; start > 1 && start < line.length(); word++) {
            int end = line.indexOf(' ', start);
            if (end < 0) {
                return null;
            }
            switch (word) {
                case STATE_WORD -> ended = line.charAt(start) == 'Z' || line.charAt(start) == 'X';
                case PARENT_WORD -> parent = Integer.parseInt(line.substring(start, end));
                case SESSION_WORD -> session = Integer.parseInt(line.substring(start, end));
                case START_WORD -> {
                    return new ProcessStat(pid, parent, session, Long.parseLong(line.substring(start, end)), ended);
                }
                default -> {
                    // Not asked for.
                }
            }
            start = end + 1;
        }
        return null;
    }

    @Override
    public FileId directory(int pid) throws PosixException {
        return id(path(pid, "cwd"));
    }

    @Override
    public FileId file(int pid, int descriptor) throws PosixException {
        return id(path(pid, "fd/" + descriptor));
    }

    /** The permissions of such a link are how the file is open. */
    @Override
    public FileId ownPipe(int pid, int descriptor) throws PosixException {
        String path = path(pid, "fd/" + descriptor);
        try {
            FileStat link = files.statLink(Files.HERE, path);
            boolean isBoth = link != null && (link.permissions() & OPEN_FOR_BOTH) == OPEN_FOR_BOTH;
            String target = isBoth ? files.readLink(Files.HERE, path) : null;
            return target != null && target.startsWith("pipe:") ? id(path) : null;
        } catch (PosixException e) {
            return notSeen(e);
        }
    }

    private FileId id(String path) throws PosixException {
        try {
            FileStat found = files.stat(Files.HERE, path);
            return found == null ? null : found.id();
        } catch (PosixException e) {
            return notSeen(e);
        }
    }

    /** Null if the process is gone or another user's. */
    private static FileId notSeen(PosixException e) throws PosixException {
        if (e.is(Errno.ENOENT) || e.is(Errno.ESRCH) || e.is(Errno.EACCES) || e.is(Errno.EPERM)) {
            return null;
        }
        throw e;
    }

    @Override
    public int reopen(int pid, int descriptor, int flags) throws PosixException {
        return files.open(Files.HERE, path(pid, "fd/" + descriptor), flags, 0);
    }

    private static String path(int pid, String name) {
        return PROC + "/" + pid + "/" + name;
    }

    @Override
    public int watch(int pid) throws PosixException {
        int descriptor = (int) calls.call(calls.symbol("syscall"), SystemCall.PIDFD_OPEN.number(), pid, 0);
        if (descriptor < 0) {
            throw new PosixException("pidfd_open", Integer.toString(pid), new Errno(calls.errno()));
        }
        return descriptor;
    }

    @Override
    public boolean send(int watch, Signal signal) throws PosixException {
        long number = SystemCall.PIDFD_SEND_SIGNAL.number();
        if ((int) calls.call(calls.symbol("syscall"), number, watch, signal.number(), 0, 0) == 0) {
            return true;
        }
        if (calls.errno() == Errno.ESRCH.number()) {
            return false;
        }
        throw new PosixException("pidfd_send_signal", "", new Errno(calls.errno()));
    }

    @Override
    public WaitStatus end(int watch, ProcessStat process) throws PosixException {
        WaitStatus unheard = unheardEnd(process);
        return unheard == null ? heardEnd(watch) : unheard;
    }

    /** What is kept for the parent. Who may not see it is shown 0, which is an end like others. */
    private WaitStatus unheardEnd(ProcessStat process) {
        String line;
        try {
            line = Contents.read(files, descriptors, Files.HERE, path(process.pid(), "stat"));
        } catch (PosixException e) {
            return null;
        }
        ProcessStat found = line == null ? null : parse(process.pid(), line);
        if (found == null || !found.ended() || found.start() != process.start()) {
            return null;
        }
        int raw = Integer.parseInt(word(line, END_WORD));
        return raw == 0 && !mayLookAt(process.pid()) ? null : WaitStatus.ofRaw(raw);
    }

    /** The same right is asked for as for the end's code. Of a process that has ended there is no such link. */
    private boolean mayLookAt(int pid) {
        try {
            files.readLink(Files.HERE, path(pid, "exe"));
            return true;
        } catch (PosixException e) {
            return false;
        }
    }

    /** One of the words after the command's name. */
    private static String word(String line, int index) {
        int start = line.lastIndexOf(')') + 2;
        for (int i = 0; i < index; i++) {
            start = line.indexOf(' ', start) + 1;
        }
        int end = line.indexOf(' ', start);
        return line.substring(start, end < 0 ? line.length() : end).strip();
    }

    private WaitStatus heardEnd(int watch) throws PosixException {
        scratch.reset(INFO_BYTES);
        long info = scratch.take(INFO_BYTES);
        for (int i = 0; i < INFO_BYTES; i += 8) {
            calls.putLong(info + i, 0);
        }
        calls.putLong(info, INFO_EXIT);
        if ((int) calls.call(calls.symbol("ioctl"), watch, GET_INFO, info) != 0) {
            throw new PosixException("ioctl", "pidfd", new Errno(calls.errno()));
        }
        boolean told = (calls.getLong(info) & INFO_EXIT) != 0;
        return told ? WaitStatus.ofRaw(calls.getInt(info + INFO_EXIT_CODE)) : null;
    }
}
