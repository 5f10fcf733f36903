package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/** {@link Files} by the C library's functions that take a directory's descriptor. */
final class LinuxFiles implements Files {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC = 0x7ff;
    private static final int STATX_BYTES = 256;
    private static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
    private static final int LINK_BYTES = 4096;
    private static final int LIST_BYTES = 32768;
    /** More would fill the memory of a process that everything depends on. */
    private static final int MOST_NAMES = 200_000;

    private final NativeCalls calls;
    private final int mostNames;
    private final Scratch scratch;
    private final int directoryFlag;
    private final int noFollowFlag;
    private final long openat;
    private final long statx;
    private final long mkdirat;
    private final long renameat;
    private final long flock;

    LinuxFiles(NativeCalls calls) {
        this(calls, MOST_NAMES);
    }

    /**
     * With another limit.
     *
     * @param mostNames how many names a directory may have that is listed
     */
    LinuxFiles(NativeCalls calls, int mostNames) {
        this.mostNames = mostNames;
        this.calls = calls;
        this.scratch = new Scratch(calls, 8192);
        boolean arm = Architecture.isArm64();
        directoryFlag = arm ? 0x4000 : 0x10000;
        noFollowFlag = arm ? 0x8000 : 0x20000;
        openat = calls.symbol("openat");
        statx = calls.symbol("statx");
        mkdirat = calls.symbol("mkdirat");
        renameat = calls.symbol("renameat");
        flock = calls.symbol("flock");
    }

    @Override
    public int open(int directory, String path, int flags, int mode) throws PosixException {
        int nativeFlags = nativeFlags(flags);
        scratch.reset(Scratch.sizeOf(path));
        long name = scratch.string(path, "open");
        while (true) {
            int descriptor = (int) calls.call(openat, directory, name, nativeFlags, mode);
            if (descriptor >= 0) {
                return descriptor;
            }
            retryOrThrow("open", path);
        }
    }

    private int nativeFlags(int flags) {
        int result = 0x80000; // O_CLOEXEC
        result |= (flags & Open.WRITE) != 0 ? 1 : 0;
        result |= (flags & Open.READ_WRITE) != 0 ? 2 : 0;
        result |= (flags & Open.CREATE) != 0 ? 0x40 : 0;
        result |= (flags & Open.EXCLUSIVE) != 0 ? 0x80 : 0;
        result |= (flags & Open.TRUNCATE) != 0 ? 0x200 : 0;
        result |= (flags & Open.APPEND) != 0 ? 0x400 : 0;
        result |= (flags & Open.NON_BLOCKING) != 0 ? 0x800 : 0;
        result |= (flags & Open.DIRECTORY) != 0 ? directoryFlag : 0;
        result |= (flags & Open.NO_FOLLOW) != 0 ? noFollowFlag : 0;
        result |= (flags & Open.HANDLE) != 0 ? 0x200000 : 0;
        return result;
    }

    @Override
    public void mkdir(int directory, String path, int mode) throws PosixException {
        scratch.reset(Scratch.sizeOf(path));
        long name = scratch.string(path, "mkdir");
        if ((int) calls.call(mkdirat, directory, name, mode) != 0) {
            throw failure("mkdir", path);
        }
    }

    @Override
    public void mkfifo(int directory, String path, int mode) throws PosixException {
        scratch.reset(Scratch.sizeOf(path));
        long name = scratch.string(path, "mkfifo");
        if ((int) calls.call(calls.symbol("mkfifoat"), directory, name, mode) != 0) {
            throw failure("mkfifo", path);
        }
    }

    @Override
    public void rename(int directory, String from, String to) throws PosixException {
        scratch.reset(Scratch.sizeOf(from) + Scratch.sizeOf(to));
        long source = scratch.string(from, "rename");
        long target = scratch.string(to, "rename");
        if ((int) calls.call(renameat, directory, source, directory, target) != 0) {
            throw failure("rename", from);
        }
    }

    @Override
    public void unlink(int directory, String path) throws PosixException {
        scratch.reset(Scratch.sizeOf(path));
        long name = scratch.string(path, "unlink");
        if ((int) calls.call(calls.symbol("unlinkat"), directory, name, 0) != 0) {
            throw failure("unlink", path);
        }
    }

    @Override
    public void chmod(int descriptor, int permissions) throws PosixException {
        if ((int) calls.call(calls.symbol("fchmod"), descriptor, permissions) != 0) {
            throw failure("chmod", "");
        }
    }

    @Override
    public FileStat stat(int directory, String path) throws PosixException {
        return statx(directory, path, 0);
    }

    @Override
    public FileStat statLink(int directory, String path) throws PosixException {
        return statx(directory, path, AT_SYMLINK_NOFOLLOW);
    }

    @Override
    public FileStat stat(int descriptor) throws PosixException {
        return statx(descriptor, "", AT_EMPTY_PATH);
    }

    private FileStat statx(int directory, String path, int flags) throws PosixException {
        scratch.reset(Scratch.sizeOf(path) + STATX_BYTES);
        long buffer = scratch.take(STATX_BYTES);
        long name = scratch.string(path, "stat");
        while ((int) calls.call(statx, directory, name, flags, STATX_BASIC, buffer) != 0) {
            if (calls.errno() == Errno.ENOENT.number()) {
                return null;
            }
            retryOrThrow("stat", path);
        }
        int mode = calls.getUnsignedShort(buffer + 28);
        long device = ((long) calls.getInt(buffer + 136) << 32) | (calls.getInt(buffer + 140) & 0xffffffffL);
        return new FileStat(
                new FileId(device, calls.getLong(buffer + 32)),
                kind(mode & 0xf000),
                mode & 0xfff,
                calls.getInt(buffer + 20),
                calls.getInt(buffer + 16),
                calls.getLong(buffer + 40),
                calls.getLong(buffer + 112),
                calls.getInt(buffer + 120));
    }

    private static FileStat.Kind kind(int format) {
        return switch (format) {
            case 0x8000 -> FileStat.Kind.FILE;
            case 0x4000 -> FileStat.Kind.DIRECTORY;
            case 0xa000 -> FileStat.Kind.LINK;
            case 0x1000 -> FileStat.Kind.FIFO;
            case 0xc000 -> FileStat.Kind.SOCKET;
            default -> FileStat.Kind.DEVICE;
        };
    }

    @Override
    public String readLink(int directory, String path) throws PosixException {
        scratch.reset(Scratch.sizeOf(path) + LINK_BYTES);
        long buffer = scratch.take(LINK_BYTES);
        long name = scratch.string(path, "readlink");
        int length = (int) calls.call(calls.symbol("readlinkat"), directory, name, buffer, LINK_BYTES);
        if (length < 0) {
            int errno = calls.errno();
            if (errno == Errno.ENOENT.number() || errno == Errno.EINVAL.number()) {
                return null;
            }
            throw failure("readlink", path);
        }
        byte[] target = new byte[length];
        calls.getBytes(buffer, target, 0, length);
        return ByteStrings.of(target, 0, length);
    }

    @Override
    public void symlink(int directory, String target, String path) throws PosixException {
        scratch.reset(Scratch.sizeOf(target) + Scratch.sizeOf(path) + 16);
        long content = scratch.string(target, "symlink");
        long name = scratch.string(path, "symlink");
        if ((int) calls.call(calls.symbol("symlinkat"), content, directory, name) != 0) {
            throw failure("symlink", path);
        }
    }

    @Override
    public List<String> list(int directory, String path) throws PosixException {
        int descriptor = open(directory, path, Open.READ | Open.DIRECTORY | Open.NON_BLOCKING, 0);
        try {
            return names(descriptor, path);
        } finally {
            calls.call(calls.symbol("close"), descriptor);
        }
    }

    private List<String> names(int descriptor, String path) throws PosixException {
        long getdents = calls.symbol("getdents64");
        List<String> names = new ArrayList<>();
        byte[] block = new byte[LIST_BYTES];
        scratch.reset(LIST_BYTES);
        long buffer = scratch.take(LIST_BYTES);
        while (true) {
            int length = (int) calls.call(getdents, descriptor, buffer, LIST_BYTES);
            if (length < 0) {
                throw failure("readdir", path);
            }
            if (length == 0) {
                return names;
            }
            calls.getBytes(buffer, block, 0, length);
            int entry = 0;
            while (entry < length) {
                int next = entry + ((block[entry + 16] & 0xff) | ((block[entry + 17] & 0xff) << 8));
                String name = zeroTerminated(block, entry + 19);
                if (!name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
                if (names.size() > mostNames) {
                    throw new PosixException("readdir", path, Errno.EFBIG);
                }
                entry = next;
            }
        }
    }

    private static String zeroTerminated(byte[] block, int start) {
        int end = start;
        while (block[end] != 0) {
            end++;
        }
        return ByteStrings.of(block, start, end - start);
    }

    @Override
    public boolean tryLock(int descriptor) throws PosixException {
        while ((int) calls.call(flock, descriptor, LOCK_EXCLUSIVE_AT_ONCE) != 0) {
            if (calls.errno() == Errno.EAGAIN.number()) {
                return false;
            }
            retryOrThrow("flock", "");
        }
        return true;
    }

    private void retryOrThrow(String operation, String path) throws PosixException {
        if (calls.errno() != Errno.EINTR.number()) {
            throw failure(operation, path);
        }
    }

    private PosixException failure(String operation, String path) {
        return new PosixException(operation, path, new Errno(calls.errno()));
    }
}
