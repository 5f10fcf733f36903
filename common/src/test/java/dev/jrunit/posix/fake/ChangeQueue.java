package dev.jrunit.posix.fake;

import dev.jrunit.posix.DirectoryChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One queue of directory changes, with the watches that fill it. */
final class ChangeQueue extends OpenFile {
    private record Watch(Node.Directory directory, boolean contents) {}

    private static final int NO_WATCH = -1;

    private final Map<Integer, Watch> watches = new TreeMap<>();
    private final List<DirectoryChange> queue = new ArrayList<>();
    private int lastWatch;

    ChangeQueue() {
        super("queue of changes");
    }

    int watch(Node.Directory directory, boolean contents) {
        int number = numberOf(directory);
        if (number == NO_WATCH) {
            number = ++lastWatch;
        }
        watches.put(number, new Watch(directory, contents));
        return number;
    }

    private int numberOf(Node.Directory directory) {
        for (Map.Entry<Integer, Watch> watch : watches.entrySet()) {
            if (watch.getValue().directory == directory) {
                return watch.getKey();
            }
        }
        return NO_WATCH;
    }

    /** False if there is no such watch. Its end is queued, as the kernel does. */
    boolean unwatch(int number) {
        if (watches.remove(number) == null) {
            return false;
        }
        queue.add(new DirectoryChange(number, DirectoryChange.Kind.DIRECTORY_GONE, ""));
        return true;
    }

    void changed(Node.Directory directory, DirectoryChange.Kind kind, String name) {
        int number = numberOf(directory);
        if (number == NO_WATCH) {
            return;
        }
        if (kind == DirectoryChange.Kind.MODIFIED && !watches.get(number).contents) {
            return;
        }
        queue.add(new DirectoryChange(number, kind, name));
        if (kind == DirectoryChange.Kind.DIRECTORY_GONE && directory.name == null) {
            unwatch(number);
        }
    }

    /** Loses what is queued. */
    void overflow() {
        queue.clear();
        queue.add(new DirectoryChange(NO_WATCH, DirectoryChange.Kind.OVERFLOW, ""));
    }

    List<DirectoryChange> drain() {
        List<DirectoryChange> drained = List.copyOf(queue);
        queue.clear();
        return drained;
    }

    List<String> watchedPaths() {
        return watches.values().stream()
                .map(watch -> watch.directory.path().isEmpty() ? "/" : watch.directory.path())
                .sorted()
                .toList();
    }

    @Override
    boolean isReady() {
        return !queue.isEmpty();
    }
}
