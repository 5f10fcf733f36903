package dev.jrunit.runsvdir;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Polling;
import dev.jrunit.posix.PosixException;
import java.util.HashMap;
import java.util.Map;

/** Directories watched for changes, and who hears of them. Thread: the loop's. */
final class DirectoryWatches {
    /** Hears of changes in one directory. */
    interface Listener {
        /**
         * Something changed.
         *
         * @param change what happened
         * @param directory the path under which the directory was added
         */
        void changed(DirectoryChange change, String directory);
    }

    private record Watched(String path, Listener listener) {}

    private final Polling polling;
    private final Runnable overflowed;
    private final Runnable batchEnded;
    private final Map<Integer, Watched> byNumber = new HashMap<>();
    private final int changes;

    /**
     * Begins with no directory.
     *
     * @param overflowed called when changes were lost
     * @param batchEnded called after each batch of changes
     * @throws PosixException if directories cannot be watched on this system
     */
    DirectoryWatches(Polling polling, EventLoop loop, Runnable overflowed, Runnable batchEnded) throws PosixException {
        this.polling = polling;
        this.overflowed = overflowed;
        this.batchEnded = batchEnded;
        this.changes = polling.openChanges();
        loop.watch(changes, this::read);
    }

    /**
     * Watches a directory; a second watch of the same one replaces the first.
     *
     * @return its number, for {@link #remove}
     */
    int add(String path, boolean contents, Listener listener) throws PosixException {
        int number = polling.watchDirectory(changes, path, contents);
        byNumber.put(number, new Watched(path, listener));
        return number;
    }

    void remove(int number) {
        if (byNumber.remove(number) == null) {
            return;
        }
        try {
            polling.unwatch(changes, number);
        } catch (PosixException e) {
            // The directory is gone, and its watch with it.
        }
    }

    private void read() {
        try {
            for (DirectoryChange change : polling.readChanges(changes)) {
                if (change.kind() == DirectoryChange.Kind.OVERFLOW) {
                    overflowed.run();
                    continue;
                }
                Watched watched = byNumber.get(change.watch());
                if (watched != null) {
                    watched.listener().changed(change, watched.path());
                }
            }
        } catch (PosixException e) {
            throw new IllegalStateException("directory changes cannot be read", e);
        }
        batchEnded.run();
    }
}
