package dev.jrunit.runsvdir;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Service directories that are being made in the scan directory itself: {@code cp -r} makes the directory first and
 * fills it afterwards, and a service must not be started before its {@code down} file or its {@code log/} is there. A
 * newcomer is complete when it has a {@code run} and nothing in it has changed for a while, or when it has had a long
 * time. Thread: the loop's.
 */
final class Newcomers {
    /** Hears of newcomers that are complete. */
    interface Listener {
        void complete(String name);
    }

    private static final long QUIET_NANOS = 200_000_000L;
    /** Where not all of it can be watched for want of watches. */
    private static final long UNWATCHED_NANOS = 2_000_000_000L;

    private static final long LONGEST_NANOS = 5_000_000_000L;
    private static final int MOST_WATCHES = 64;

    private final EventLoop loop;
    private final Files files;
    private final DirectoryWatches watches;
    private final Listener listener;
    private final Map<String, Newcomer> byName = new HashMap<>();

    Newcomers(EventLoop loop, Files files, DirectoryWatches watches, Listener listener) {
        this.loop = loop;
        this.files = files;
        this.watches = watches;
        this.listener = listener;
    }

    private final class Newcomer implements DirectoryWatches.Listener {
        final String name;
        final String path;
        final long latestNanos = loop.nanos() + LONGEST_NANOS;
        final Timer timer = loop.timer(this::quiet);
        final List<Integer> watched = new ArrayList<>(4);
        long quietNanos = QUIET_NANOS;

        Newcomer(String name, String path) {
            this.name = name;
            this.path = path;
        }

        @Override
        public void changed(DirectoryChange change, String directory) {
            if (change.kind() == DirectoryChange.Kind.CREATED || change.kind() == DirectoryChange.Kind.MOVED_IN) {
                watchTree(directory + "/" + change.name());
            }
            awaitQuiet();
        }

        void awaitQuiet() {
            loop.set(timer, Math.min(loop.nanos() + quietNanos, latestNanos));
        }

        /**
         * Watches a directory and those below it; a file is passed over, and so is a link: it may lead to a directory
         * that is watched for another reason.
         */
        void watchTree(String directory) {
            if (watched.size() >= MOST_WATCHES) {
                return;
            }
            try {
                FileStat found = files.statLink(Files.HERE, directory);
                if (found == null || !found.isDirectory()) {
                    return;
                }
                watched.add(watches.add(directory, true, this));
                for (String child : files.list(Files.HERE, directory)) {
                    watchTree(directory + "/" + child);
                }
            } catch (PosixException e) {
                if (e.is(Errno.ENOSPC) || e.is(Errno.ENOMEM)) {
                    quietNanos = UNWATCHED_NANOS;
                } // Else gone again, or not ours to read: there is nothing to wait for in it.
            }
        }

        void quiet() {
            long now = loop.nanos();
            if (now < latestNanos && !hasRun()) {
                loop.set(timer, latestNanos);
                return;
            }
            forget();
            listener.complete(name);
        }

        private boolean hasRun() {
            try {
                return files.stat(Files.HERE, path + "/run") != null;
            } catch (PosixException e) {
                return false;
            }
        }

        void forget() {
            loop.clear(timer);
            byName.remove(name);
            for (int watch : watched) {
                watches.remove(watch);
            }
        }
    }

    /** A directory was made; its completion will be reported. */
    void arrived(String name, String path) {
        if (byName.containsKey(name)) {
            return;
        }
        Newcomer newcomer = new Newcomer(name, path);
        byName.put(name, newcomer);
        newcomer.watchTree(path);
        newcomer.awaitQuiet();
    }

    boolean contains(String name) {
        return byName.containsKey(name);
    }

    /** The name is gone or was replaced; nothing is reported of it. */
    void left(String name) {
        Newcomer newcomer = byName.get(name);
        if (newcomer != null) {
            newcomer.forget();
        }
    }

    /** Forgets all. */
    void clear() {
        for (Newcomer newcomer : new ArrayList<>(byName.values())) {
            newcomer.forget();
        }
    }
}
