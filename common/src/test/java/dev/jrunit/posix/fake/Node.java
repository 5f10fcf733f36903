package dev.jrunit.posix.fake;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import java.time.Instant;
import java.util.TreeMap;

/** A file of any kind, whether it has a name still or not. */
abstract sealed class Node {
    private static final int OWNER = 0;
    private static final long DEVICE = 7;
    private static long lastInode = 100;
    private static Instant lastStamp = Instant.EPOCH;

    final long inode;
    int permissions;
    int owner = OWNER;
    int links = 1;
    Instant modified;
    /** Where it is; null if its name was removed. */
    Directory parent;

    String name;

    private Node(int permissions) {
        synchronized (Node.class) {
            this.inode = ++lastInode;
        }
        this.permissions = permissions;
        touch();
    }

    static final class Directory extends Node {
        final TreeMap<String, Node> entries = new TreeMap<>();

        Directory(int permissions) {
            super(permissions);
        }
    }

    static final class Regular extends Node {
        byte[] content = {};

        Regular(int permissions) {
            super(permissions);
        }
    }

    static final class Link extends Node {
        final String target;

        Link(String target) {
            super(0777);
            this.target = target;
        }
    }

    static final class Fifo extends Node {
        final PipeBuffer buffer;

        Fifo(int permissions) {
            super(permissions);
            this.buffer = new PipeBuffer();
        }
    }

    /** Sets the time of modification to now, and later than any before. */
    final void touch() {
        synchronized (Node.class) {
            Instant now = Instant.now();
            lastStamp = now.isAfter(lastStamp) ? now : lastStamp.plusNanos(1);
            modified = lastStamp;
        }
    }

    final boolean mayRead() {
        return (permissions & 0400) != 0;
    }

    final boolean mayWrite() {
        return (permissions & 0200) != 0;
    }

    final boolean mayExecute() {
        return (permissions & 0100) != 0;
    }

    final String path() {
        if (name == null) {
            return "(removed)";
        }
        return parent == null ? "" : parent.path() + "/" + name;
    }

    final FileStat stat() {
        return new FileStat(
                new FileId(DEVICE, inode),
                kind(),
                permissions,
                owner,
                links,
                this instanceof Regular file ? file.content.length : 0,
                modified.getEpochSecond(),
                modified.getNano());
    }

    private FileStat.Kind kind() {
        if (this instanceof Directory) {
            return FileStat.Kind.DIRECTORY;
        }
        if (this instanceof Link) {
            return FileStat.Kind.LINK;
        }
        return this instanceof Fifo ? FileStat.Kind.FIFO : FileStat.Kind.FILE;
    }
}
