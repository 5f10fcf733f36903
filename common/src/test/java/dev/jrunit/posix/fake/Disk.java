package dev.jrunit.posix.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.PosixException;
import java.util.List;

/**
 * The files of a {@link FakePosix} as other processes see and change them: by absolute paths, without permissions and
 * without ordered failures. What cannot be done is an error of the test.
 */
public final class Disk {
    private final FakePosix fake;
    private long capacity = Long.MAX_VALUE;

    Disk(FakePosix fake) {
        this.fake = fake;
    }

    /** How many bytes all files together may have; what this class writes itself always has room. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** How many bytes all files have together. */
    public long used() {
        return used(fake.tree.root);
    }

    private static long used(Node node) {
        long sum = node instanceof Node.Regular file ? file.content.length : 0;
        if (node instanceof Node.Directory directory) {
            for (Node entry : directory.entries.values()) {
                sum += used(entry);
            }
        }
        return sum;
    }

    /** How many of {@code wanted} bytes there is room for at the end of a file; at least one. */
    int room(OpenFile.OfNode file, int wanted) throws PosixException {
        if (capacity == Long.MAX_VALUE || !file.grows(wanted)) {
            return wanted;
        }
        long room = capacity - used();
        if (room <= 0) {
            throw new PosixException("write", file.what, Errno.ENOSPC);
        }
        return (int) Math.min(room, wanted);
    }

    /** The names in a directory, sorted. */
    public List<String> names(String path) {
        if (existing(path) instanceof Node.Directory directory) {
            return List.copyOf(directory.entries.keySet());
        }
        throw new AssertionError("no directory: " + path);
    }

    /** Makes a directory, mode 0755, and those above it that are missing. */
    public void directory(String path) {
        if (path.isEmpty() || node(path, true) != null) {
            return;
        }
        directory(parentOf(path));
        make(path, new Node.Directory(0755));
    }

    /** Writes a file, mode 0644 if it is new. */
    public void file(String path, String content) {
        Node.Regular file = node(path, true) instanceof Node.Regular found ? found : new Node.Regular(0644);
        file.content = content.getBytes(ISO_8859_1);
        file.touch();
        if (file.name == null) {
            make(path, file);
        } else {
            fake.tree.modified(file);
        }
    }

    /** Writes a script, mode 0755. */
    public void script(String path) {
        file(path, "#!/bin/sh\n");
        permissions(path, 0755);
    }

    public void link(String path, String target) {
        make(path, new Node.Link(target));
    }

    public void fifo(String path) {
        make(path, new Node.Fifo(0600));
    }

    private void make(String path, Node node) {
        directory(parentOf(path));
        try {
            fake.tree.make("make", place(path, false), node, path);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    public void permissions(String path, int permissions) {
        Node node = existing(path);
        node.permissions = permissions;
        fake.tree.modified(node);
    }

    public void owner(String path, int uid) {
        existing(path).owner = uid;
    }

    /** As if a file had so many names; there is only this one. */
    public void links(String path, int links) {
        existing(path).links = links;
    }

    /** Removes a file, or a directory with everything in it; a link itself. */
    public void remove(String path) {
        fake.tree.remove(existingLink(path));
    }

    /** Renames a file or directory; what is at {@code to} is replaced. */
    public void move(String from, String to) {
        existingLink(from);
        fake.tree.move(place(from, false), place(to, false));
    }

    /** Makes a file look as if it was modified {@code seconds} earlier. */
    public void age(String path, long seconds) {
        Node node = existing(path);
        node.modified = node.modified.minusSeconds(seconds);
    }

    /** Whether there is something at {@code path}; of a link, where it leads. */
    public boolean exists(String path) {
        return node(path, true) != null;
    }

    /** What is at {@code path}, the link itself if it is one. */
    public FileStat stat(String path) {
        return existingLink(path).stat();
    }

    /** The content of a file, a byte string. */
    public String content(String path) {
        if (existing(path) instanceof Node.Regular file) {
            return new String(file.content, ISO_8859_1);
        }
        throw new AssertionError("no file: " + path);
    }

    public byte[] bytes(String path) {
        return content(path).getBytes(ISO_8859_1);
    }

    /** Writes to a FIFO as a client does, who must find a reader. */
    public void send(String path, String bytes) {
        if (!isListenedTo(path)) {
            throw new AssertionError("nobody reads from " + path);
        }
        buffer(path).put(bytes.getBytes(ISO_8859_1), 0, bytes.length());
    }

    /** Whether a client that opens the FIFO for writing finds a reader. */
    public boolean isListenedTo(String path) {
        return buffer(path).readers > 0;
    }

    /** How many bytes wait in a FIFO. */
    public int waiting(String path) {
        return buffer(path).length();
    }

    private PipeBuffer buffer(String path) {
        if (existing(path) instanceof Node.Fifo fifo) {
            return fifo.buffer;
        }
        throw new AssertionError("no fifo: " + path);
    }

    /** Another process takes the lock of a file. */
    public void lock(String path) {
        fake.locks.takeElsewhere(existing(path));
    }

    /** That process ends. */
    public void unlock(String path) {
        fake.locks.releaseElsewhere(existing(path));
    }

    public boolean isLocked(String path) {
        return fake.locks.isHeld(existing(path));
    }

    private Node existing(String path) {
        return present(node(path, true), path);
    }

    private Node existingLink(String path) {
        return present(node(path, false), path);
    }

    private static Node present(Node node, String path) {
        if (node == null) {
            throw new AssertionError("no such file: " + path);
        }
        return node;
    }

    private Node node(String path, boolean followLast) {
        try {
            return fake.tree.follow("find", fake.tree.root, path, followLast).node();
        } catch (PosixException e) {
            return null;
        }
    }

    private FileTree.Place place(String path, boolean followLast) {
        if (!path.startsWith("/")) {
            throw new AssertionError("no absolute path: " + path);
        }
        try {
            return fake.tree.follow("find", fake.tree.root, path, followLast);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    private static String parentOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
