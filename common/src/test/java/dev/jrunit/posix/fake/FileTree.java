package dev.jrunit.posix.fake;

import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The tree of files: how a path is followed, and how names come and go. Every change is told to the watches. */
final class FileTree {
    private static final int MOST_LINKS = 40;
    private static final int LONGEST_NAME = 255;

    /** Hears of changes in directories. */
    interface Watches {
        void changed(Node.Directory directory, DirectoryChange.Kind kind, String name);
    }

    /**
     * Where a path leads.
     *
     * @param parent the directory of its last name
     * @param name its last name
     * @param node what is there; null if nothing is
     */
    record Place(Node.Directory parent, String name, Node node) {}

    final Node.Directory root = new Node.Directory(0755);
    private final Watches watches;

    FileTree(Watches watches) {
        this.watches = watches;
        root.name = "";
    }

    /** Follows {@code path} from {@code start} on; of a last link that leads nowhere, the place where it leads. */
    Place follow(String operation, Node.Directory start, String path, boolean followLast) throws PosixException {
        if (path.isEmpty()) {
            throw new PosixException(operation, path, Errno.ENOENT);
        }
        Deque<String> names = new ArrayDeque<>(names(path));
        boolean wantsDirectory = path.endsWith("/");
        Node.Directory current = path.startsWith("/") ? root : start;
        Place place = new Place(current, ".", current);
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.poll();
            Node found = look(operation, current, name, path);
            boolean isLast = names.isEmpty();
            if (found instanceof Node.Link link && (!isLast || followLast || wantsDirectory)) {
                if (++links > MOST_LINKS) {
                    throw new PosixException(operation, path, Errno.ELOOP);
                }
                List<String> target = names(link.target);
                for (int i = target.size() - 1; i >= 0; i--) {
                    names.push(target.get(i));
                }
                current = link.target.startsWith("/") ? root : current;
                place = new Place(current, ".", current);
                continue;
            }
            place = new Place(current, name, found);
            if (isLast) {
                break;
            }
            if (found == null) {
                throw new PosixException(operation, path, Errno.ENOENT);
            }
            current = directory(operation, found, path);
        }
        if (wantsDirectory && place.node != null) {
            directory(operation, place.node, path);
        }
        return place;
    }

    private static List<String> names(String path) {
        return List.of(path.split("/")).stream().filter(name -> !name.isEmpty()).toList();
    }

    private static Node look(String operation, Node.Directory directory, String name, String path)
            throws PosixException {
        if (name.length() > LONGEST_NAME) {
            throw new PosixException(operation, path, Errno.ENAMETOOLONG);
        }
        if (!directory.mayExecute()) {
            throw new PosixException(operation, path, Errno.EACCES);
        }
        if (name.equals(".")) {
            return directory;
        }
        if (name.equals("..")) {
            return directory.parent == null ? directory : directory.parent;
        }
        return directory.entries.get(name);
    }

    static Node.Directory directory(String operation, Node node, String path) throws PosixException {
        if (node instanceof Node.Directory directory) {
            return directory;
        }
        throw new PosixException(operation, path, Errno.ENOTDIR);
    }

    /** Gives a new file its name. */
    void make(String operation, Place place, Node node, String path) throws PosixException {
        if (place.parent.name == null) {
            throw new PosixException(operation, path, Errno.ENOENT);
        }
        if (!place.parent.mayWrite()) {
            throw new PosixException(operation, path, Errno.EACCES);
        }
        enter(place, node);
        watches.changed(place.parent, DirectoryChange.Kind.CREATED, place.name);
    }

    /** Moves a file to another name, where it replaces what is there. */
    void move(Place from, Place to) {
        Node node = from.node;
        leave(node);
        if (to.node != null && to.node != node) {
            leave(to.node);
            tellEnd(to.node);
        }
        enter(to, node);
        watches.changed(from.parent, DirectoryChange.Kind.GONE, from.name);
        watches.changed(to.parent, DirectoryChange.Kind.MOVED_IN, to.name);
        if (node instanceof Node.Directory directory) {
            watches.changed(directory, DirectoryChange.Kind.DIRECTORY_GONE, "");
        }
    }

    /** Takes a file's name away; of a directory, everything below it too. */
    void remove(Node node) {
        if (node instanceof Node.Directory directory) {
            for (Node child : List.copyOf(directory.entries.values())) {
                remove(child);
            }
        }
        Node.Directory parent = node.parent;
        String name = node.name;
        leave(node);
        tellEnd(node);
        watches.changed(parent, DirectoryChange.Kind.GONE, name);
    }

    /** The content or the mode of a file changed. */
    void modified(Node node) {
        if (node.parent != null) {
            watches.changed(node.parent, DirectoryChange.Kind.MODIFIED, node.name);
        }
    }

    private void tellEnd(Node node) {
        node.links = 0;
        if (node instanceof Node.Directory directory) {
            watches.changed(directory, DirectoryChange.Kind.DIRECTORY_GONE, "");
        }
    }

    private static void enter(Place place, Node node) {
        place.parent.entries.put(place.name, node);
        place.parent.touch();
        node.parent = place.parent;
        node.name = place.name;
    }

    private static void leave(Node node) {
        node.parent.entries.remove(node.name);
        node.parent.touch();
        node.parent = null;
        node.name = null;
    }
}
