package dev.jrunit.runsvdir;

import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The watches that belong to the scan directory's path: on the directory itself, and on each directory that holds a
 * link of the chain which leads to it, so that a switched link and a replaced directory are seen at once. Thread: the
 * loop's.
 */
final class ScanPathWatches {
    private static final int MOST_LINKS = 40;

    private final Files files;
    private final DirectoryWatches watches;
    private final String path;
    private final DirectoryWatches.Listener changed;
    private final Listener listener;
    private final Set<String> linkNames = new HashSet<>();
    private List<Integer> bound = new ArrayList<>();

    /** Hears that the path may lead somewhere else now. */
    interface Listener {
        void pathChanged(DirectoryChange change);
    }

    /**
     * Begins with no watch.
     *
     * @param changed hears of changes in the scan directory
     */
    ScanPathWatches(
            Files files, DirectoryWatches watches, String path, DirectoryWatches.Listener changed, Listener listener) {
        this.files = files;
        this.watches = watches;
        this.path = path;
        this.changed = changed;
        this.listener = listener;
    }

    /** Watches where the path leads now; false if that cannot be watched. */
    boolean bind() {
        List<Integer> before = bound;
        bound = new ArrayList<>(before.size());
        linkNames.clear();
        boolean complete = true;
        try {
            watchChain();
            bound.add(watches.add(path, false, changed));
        } catch (PosixException e) {
            complete = false;
        }
        for (int watch : before) {
            if (!bound.contains(watch)) {
                watches.remove(watch);
            }
        }
        return complete;
    }

    void clear() {
        for (int watch : bound) {
            watches.remove(watch);
        }
        bound.clear();
    }

    private void watchChain() throws PosixException {
        String next = path;
        for (int i = 0; i < MOST_LINKS; i++) {
            String parent = parentOf(next);
            linkNames.add(nameOf(next));
            bound.add(watches.add(parent, false, this::parentChanged));
            String target = files.readLink(Files.HERE, withoutSlashes(next));
            if (target == null) {
                return;
            }
            next = target.startsWith("/") ? target : parent + "/" + target;
        }
    }

    private void parentChanged(DirectoryChange change, String directory) {
        if (change.name().isEmpty() || linkNames.contains(change.name())) {
            listener.pathChanged(change);
        }
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String parentOf(String path) {
        String trimmed = withoutSlashes(path);
        int slash = trimmed.lastIndexOf('/');
        if (slash < 0) {
            return ".";
        }
        return slash == 0 ? "/" : trimmed.substring(0, slash);
    }

    private static String nameOf(String path) {
        String trimmed = withoutSlashes(path);
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
