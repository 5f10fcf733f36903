package dev.jrunit.posix.fake;

import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Polling;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link Polling} that never waits: where the kernel would, {@link WouldBlock} is thrown. */
final class FakePolling implements Polling, FileTree.Watches {
    private static final int MOST_ROUNDS = 20_000;

    private final FakePosix fake;
    private final List<PollSet> pollSets = new ArrayList<>();
    private final List<ChangeQueue> queues = new ArrayList<>();

    private int rounds;

    FakePolling(FakePosix fake) {
        this.fake = fake;
    }

    /** An epoll descriptor: tokens by descriptor. */
    private final class PollSet extends OpenFile {
        final Map<Integer, Long> tokens = new LinkedHashMap<>();

        PollSet() {
            super("poll set");
        }

        /** A poll set can be watched by another one. */
        @Override
        boolean isReady() {
            for (int descriptor : tokens.keySet()) {
                if (fake.table.get(descriptor).isReady()) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public int open() throws PosixException {
        fake.call("epoll_create", Files.HERE, "");
        fake.table.checkRoom("epoll_create", "");
        PollSet set = new PollSet();
        pollSets.add(set);
        return fake.table.add(set);
    }

    @Override
    public void add(int poll, int descriptor, long token) throws PosixException {
        PollSet set = pollSet(poll);
        OpenFile file = fake.table.get(descriptor);
        fake.call("epoll_ctl", Files.HERE, file.what);
        if (!file.canBePolled()) {
            throw new PosixException("epoll_ctl", "", Errno.EPERM);
        }
        if (set.tokens.put(descriptor, token) != null) {
            throw new Misuse(file.what + " is watched twice");
        }
    }

    @Override
    public void remove(int poll, int descriptor) throws PosixException {
        fake.checkThread();
        fake.table.get(descriptor);
        if (pollSet(poll).tokens.remove(descriptor) == null) {
            throw new Misuse("descriptor " + descriptor + " was not watched");
        }
    }

    @Override
    public int await(int poll, long[] tokens, int timeoutMillis) throws PosixException {
        fake.checkThread();
        if (timeoutMillis < -1) {
            throw new Misuse("no timeout: " + timeoutMillis);
        }
        fake.processes.awaitDelivery();
        int count = 0;
        for (Map.Entry<Integer, Long> watched : pollSet(poll).tokens.entrySet()) {
            if (count < tokens.length && fake.table.get(watched.getKey()).isReady()) {
                tokens[count++] = watched.getValue();
            }
        }
        if (++rounds > MOST_ROUNDS) {
            throw new Misuse("the loop spins: something that is ready is left unread");
        }
        if (count == 0 && timeoutMillis != 0) {
            rounds = 0;
            throw new WouldBlock(timeoutMillis);
        }
        return count;
    }

    private PollSet pollSet(int poll) {
        if (fake.table.get(poll) instanceof PollSet set) {
            return set;
        }
        throw new Misuse("descriptor " + poll + " is no poll set");
    }

    boolean isPolled(int descriptor) {
        return pollSets.stream().anyMatch(set -> set.tokens.containsKey(descriptor));
    }

    @Override
    public int openChanges() throws PosixException {
        fake.call("inotify_init", Files.HERE, "");
        fake.table.checkRoom("inotify_init", "");
        ChangeQueue queue = new ChangeQueue();
        queues.add(queue);
        return fake.table.add(queue);
    }

    @Override
    public int watchDirectory(int changes, String path, boolean contents) throws PosixException {
        fake.call("inotify_add_watch", Files.HERE, path);
        Node node = fake.tree
                .follow("inotify_add_watch", fake.directory(Files.HERE), path, true)
                .node();
        if (node == null) {
            throw new PosixException("inotify_add_watch", path, Errno.ENOENT);
        }
        Node.Directory directory = FileTree.directory("inotify_add_watch", node, path);
        if (!directory.mayRead()) {
            throw new PosixException("inotify_add_watch", path, Errno.EACCES);
        }
        return queue(changes).watch(directory, contents);
    }

    @Override
    public void unwatch(int changes, int watch) throws PosixException {
        fake.call("inotify_rm_watch", Files.HERE, "");
        if (!queue(changes).unwatch(watch)) {
            throw new PosixException("inotify_rm_watch", "", Errno.EINVAL);
        }
    }

    @Override
    public List<DirectoryChange> readChanges(int changes) throws PosixException {
        fake.call("read", Files.HERE, "inotify");
        return queue(changes).drain();
    }

    private ChangeQueue queue(int changes) {
        if (fake.table.get(changes) instanceof ChangeQueue queue) {
            return queue;
        }
        throw new Misuse("descriptor " + changes + " is no queue of changes");
    }

    @Override
    public void changed(Node.Directory directory, DirectoryChange.Kind kind, String name) {
        for (ChangeQueue queue : queues) {
            queue.changed(directory, kind, name);
        }
    }

    void restart() {
        pollSets.clear();
        queues.clear();
    }

    void overflow() {
        for (ChangeQueue queue : queues) {
            queue.overflow();
        }
    }

    void forget() {
        for (ChangeQueue queue : queues) {
            queue.drain();
        }
    }

    List<String> watchedPaths() {
        return queues.stream()
                .flatMap(queue -> queue.watchedPaths().stream())
                .sorted()
                .toList();
    }
}
