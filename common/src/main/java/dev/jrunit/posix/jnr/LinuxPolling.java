package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Polling;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/** {@link Polling} by epoll and inotify. */
final class LinuxPolling implements Polling {
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;
    private static final int CONTROL_ADD = 1;
    private static final int CONTROL_DELETE = 2;
    private static final int EVENT_IN = 1;
    private static final int MAX_EVENTS = 256;

    private static final int IN_MODIFY = 0x2;
    private static final int IN_ATTRIB = 0x4;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final int IN_DELETE_SELF = 0x400;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_UNMOUNT = 0x2000;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int NAMES =
            IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    private static final int CONTENTS = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE;
    private static final int CHANGES_BYTES = 16384;

    private final NativeCalls calls;
    private final Scratch scratch;
    private final int eventBytes;
    private final int tokenOffset;
    private final long epollWait;
    private final long epollControl;

    LinuxPolling(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, MAX_EVENTS * 16);
        boolean packed = Architecture.packsEpollEvent();
        eventBytes = packed ? 12 : 16;
        tokenOffset = packed ? 4 : 8;
        epollWait = calls.symbol("epoll_wait");
        epollControl = calls.symbol("epoll_ctl");
    }

    @Override
    public int open() throws PosixException {
        return checked("epoll_create", "", calls.call(calls.symbol("epoll_create1"), CLOSE_ON_EXEC));
    }

    @Override
    public void add(int poll, int descriptor, long token) throws PosixException {
        scratch.reset(16);
        long event = scratch.take(16);
        calls.putInt(event, EVENT_IN);
        calls.putLong(event + tokenOffset, token);
        checked("epoll_ctl", "", calls.call(epollControl, poll, CONTROL_ADD, descriptor, event));
    }

    @Override
    public void remove(int poll, int descriptor) throws PosixException {
        scratch.reset(16);
        checked("epoll_ctl", "", calls.call(epollControl, poll, CONTROL_DELETE, descriptor, scratch.take(16)));
    }

    @Override
    public int await(int poll, long[] tokens, int timeoutMillis) throws PosixException {
        scratch.reset(MAX_EVENTS * eventBytes);
        int most = Math.min(tokens.length, MAX_EVENTS);
        long events = scratch.take(most * eventBytes);
        int count = (int) calls.call(epollWait, poll, events, most, timeoutMillis);
        if (count < 0) {
            if (calls.errno() == Errno.EINTR.number()) {
                return 0;
            }
            throw new PosixException("epoll_wait", "", new Errno(calls.errno()));
        }
        for (int i = 0; i < count; i++) {
            tokens[i] = calls.getLong(events + (long) i * eventBytes + tokenOffset);
        }
        return count;
    }

    @Override
    public int openChanges() throws PosixException {
        return checked("inotify_init", "", calls.call(calls.symbol("inotify_init1"), CLOSE_ON_EXEC | NON_BLOCKING));
    }

    @Override
    public int watchDirectory(int changes, String path, boolean contents) throws PosixException {
        scratch.reset(Scratch.sizeOf(path));
        long name = scratch.string(path, "inotify_add_watch");
        int mask = contents ? NAMES | CONTENTS : NAMES;
        return checked("inotify_add_watch", path, calls.call(calls.symbol("inotify_add_watch"), changes, name, mask));
    }

    @Override
    public void unwatch(int changes, int watch) throws PosixException {
        checked("inotify_rm_watch", "", calls.call(calls.symbol("inotify_rm_watch"), changes, watch));
    }

    @Override
    public List<DirectoryChange> readChanges(int changes) throws PosixException {
        List<DirectoryChange> result = new ArrayList<>();
        byte[] block = new byte[CHANGES_BYTES];
        while (true) {
            scratch.reset(CHANGES_BYTES);
            long buffer = scratch.take(CHANGES_BYTES);
            int length = (int) calls.call(calls.symbol("read"), changes, buffer, CHANGES_BYTES);
            if (length < 0 && calls.errno() == Errno.EAGAIN.number()) {
                return result;
            }
            if (length < 0 && calls.errno() == Errno.EINTR.number()) {
                continue;
            }
            checked("read", "inotify", length);
            calls.getBytes(buffer, block, 0, length);
            int entry = 0;
            while (entry < length) {
                int nameBytes = littleEndian(block, entry + 12);
                String name = zeroTerminated(block, entry + 16, nameBytes);
                DirectoryChange.Kind kind = kind(littleEndian(block, entry + 4));
                if (kind != null) {
                    result.add(new DirectoryChange(littleEndian(block, entry), kind, name));
                }
                entry += 16 + nameBytes;
            }
        }
    }

    private static DirectoryChange.Kind kind(int mask) {
        if ((mask & IN_Q_OVERFLOW) != 0) {
            return DirectoryChange.Kind.OVERFLOW;
        }
        if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0) {
            return DirectoryChange.Kind.DIRECTORY_GONE;
        }
        if ((mask & IN_MOVED_TO) != 0) {
            return DirectoryChange.Kind.MOVED_IN;
        }
        if ((mask & IN_CREATE) != 0) {
            return DirectoryChange.Kind.CREATED;
        }
        if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
            return DirectoryChange.Kind.GONE;
        }
        return (mask & CONTENTS) != 0 ? DirectoryChange.Kind.MODIFIED : null;
    }

    private static int littleEndian(byte[] block, int offset) {
        return (block[offset] & 0xff)
                | ((block[offset + 1] & 0xff) << 8)
                | ((block[offset + 2] & 0xff) << 16)
                | ((block[offset + 3] & 0xff) << 24);
    }

    private static String zeroTerminated(byte[] block, int start, int most) {
        int end = start;
        while (end < start + most && block[end] != 0) {
            end++;
        }
        return ByteStrings.of(block, start, end - start);
    }

    private int checked(String operation, String path, long result) throws PosixException {
        if ((int) result < 0) {
            throw new PosixException(operation, path, new Errno(calls.errno()));
        }
        return (int) result;
    }
}
