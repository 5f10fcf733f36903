package dev.jrunit.posix.fake;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import java.util.List;

/** {@link Files} on the tree in memory. */
final class FakeFiles implements Files {
    private static final int KNOWN_FLAGS = (Open.EXCLUSIVE << 1) - 1;
    private static final int UMASK = 022;
    private static final String OWN_DESCRIPTORS = "/proc/self/fd/";

    private final FakePosix fake;
    private final FileTree tree;
    private final DescriptorTable table;

    FakeFiles(FakePosix fake) {
        this.fake = fake;
        this.tree = fake.tree;
        this.table = fake.table;
    }

    @Override
    public int open(int directory, String path, int flags, int mode) throws PosixException {
        fake.call("open", directory, path);
        if ((flags & ~KNOWN_FLAGS) != 0 || (is(flags, Open.WRITE) && is(flags, Open.READ_WRITE))) {
            throw new Misuse("no such flags of open: " + flags);
        }
        table.checkRoom("open", path);
        if (path.startsWith(OWN_DESCRIPTORS)) {
            return table.add(reopened(path, flags));
        }
        boolean exclusive = is(flags, Open.CREATE) && is(flags, Open.EXCLUSIVE);
        FileTree.Place place =
                tree.follow("open", start(directory, path), path, !is(flags, Open.NO_FOLLOW) && !exclusive);
        Node node = place.node();
        if (node == null) {
            node = make(place, path, flags, mode);
        } else if (exclusive) {
            throw new PosixException("open", path, Errno.EEXIST);
        } else {
            check(node, path, flags);
        }
        return table.add(opened(node, path, flags));
    }

    /** A pipe of this process opened once more: the copy has flags of its own. */
    private OpenFile reopened(String path, int flags) {
        if (!(table.get(Integer.parseInt(path.substring(OWN_DESCRIPTORS.length()))) instanceof OpenFile.OfPipe pipe)) {
            throw new Misuse("only pipes are opened once more: " + path);
        }
        return pipe.reopened(reads(flags), writes(flags), is(flags, Open.NON_BLOCKING));
    }

    static boolean is(int flags, int flag) {
        return (flags & flag) != 0;
    }

    static boolean reads(int flags) {
        return !is(flags, Open.WRITE) && !is(flags, Open.HANDLE);
    }

    static boolean writes(int flags) {
        return is(flags, Open.WRITE) || is(flags, Open.READ_WRITE);
    }

    private Node make(FileTree.Place place, String path, int flags, int mode) throws PosixException {
        if (!is(flags, Open.CREATE)) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        if (mode == 0) {
            throw new Misuse("a file that nobody can read is made: " + path);
        }
        Node.Regular file = new Node.Regular(mode & ~UMASK);
        tree.make("open", place, file, path);
        fake.note("create " + file.path());
        return file;
    }

    private static void check(Node node, String path, int flags) throws PosixException {
        if (node instanceof Node.Link) {
            throw new PosixException("open", path, Errno.ELOOP);
        }
        boolean isDirectory = node instanceof Node.Directory;
        if (is(flags, Open.DIRECTORY) && !isDirectory) {
            throw new PosixException("open", path, Errno.ENOTDIR);
        }
        if (isDirectory && (writes(flags) || is(flags, Open.CREATE))) {
            throw new PosixException("open", path, Errno.EISDIR);
        }
        if ((reads(flags) && !node.mayRead()) || (writes(flags) && !node.mayWrite())) {
            throw new PosixException("open", path, Errno.EACCES);
        }
    }

    private OpenFile opened(Node node, String path, int flags) throws PosixException {
        if (node instanceof Node.Fifo fifo && !is(flags, Open.HANDLE)) {
            return openedFifo(fifo, path, flags);
        }
        if (node instanceof Node.Regular file && is(flags, Open.TRUNCATE)) {
            fake.note("write " + node.path());
            file.content = new byte[0];
            file.touch();
            tree.modified(file);
        }
        return new OpenFile.OfNode(node, reads(flags), writes(flags), is(flags, Open.APPEND), tree);
    }

    private static OpenFile openedFifo(Node.Fifo fifo, String path, int flags) throws PosixException {
        boolean isAlone = writes(flags) ? !reads(flags) && fifo.buffer.readers == 0 : fifo.buffer.writers == 0;
        if (isAlone && !is(flags, Open.NON_BLOCKING)) {
            throw new Misuse("the loop would wait for the other end of " + fifo.path());
        }
        if (isAlone && is(flags, Open.WRITE)) {
            throw new PosixException("open", path, Errno.ENXIO);
        }
        return new OpenFile.OfPipe(
                fifo.path(), fifo, fifo.buffer, reads(flags), writes(flags), is(flags, Open.NON_BLOCKING));
    }

    @Override
    public void mkdir(int directory, String path, int mode) throws PosixException {
        make("mkdir", directory, path, new Node.Directory(mode & ~UMASK));
    }

    @Override
    public void mkfifo(int directory, String path, int mode) throws PosixException {
        make("mkfifo", directory, path, new Node.Fifo(mode & ~UMASK));
    }

    private void make(String operation, int directory, String path, Node node) throws PosixException {
        fake.call(operation, directory, path);
        FileTree.Place place = tree.follow(operation, start(directory, path), path, false);
        if (place.node() != null) {
            throw new PosixException(operation, path, Errno.EEXIST);
        }
        tree.make(operation, place, node, path);
        fake.note(operation + " " + node.path());
    }

    @Override
    public void rename(int directory, String from, String to) throws PosixException {
        fake.call("rename", directory, from);
        FileTree.Place source = place("rename", directory, from);
        FileTree.Place target = tree.follow("rename", start(directory, to), to, false);
        if (target.node() instanceof Node.Directory || source.node() instanceof Node.Directory) {
            throw new Misuse("renaming directories is not modelled: " + from);
        }
        tree.move(source, target);
        fake.note("rename " + source.node().path());
    }

    @Override
    public void unlink(int directory, String path) throws PosixException {
        fake.call("unlink", directory, path);
        Node node = place("unlink", directory, path).node();
        if (node instanceof Node.Directory) {
            throw new PosixException("unlink", path, Errno.EISDIR);
        }
        fake.note("unlink " + node.path());
        tree.remove(node);
    }

    private FileTree.Place place(String operation, int directory, String path) throws PosixException {
        FileTree.Place place = tree.follow(operation, start(directory, path), path, false);
        if (place.node() == null) {
            throw new PosixException(operation, path, Errno.ENOENT);
        }
        if (!place.parent().mayWrite()) {
            throw new PosixException(operation, path, Errno.EACCES);
        }
        return place;
    }

    @Override
    public void chmod(int descriptor, int permissions) throws PosixException {
        Node node = node(descriptor);
        fake.call("chmod", Files.HERE, node.path());
        node.permissions = permissions;
        fake.note("chmod " + node.path());
        tree.modified(node);
    }

    private Node node(int descriptor) {
        OpenFile file = table.get(descriptor);
        if (file instanceof OpenFile.OfPipe pipe && pipe.node != null) {
            return pipe.node;
        }
        if (file instanceof OpenFile.OfNode open) {
            return open.node;
        }
        throw new Misuse(file.what + " is no file");
    }

    @Override
    public void symlink(int directory, String target, String path) throws PosixException {
        make("symlink", directory, path, new Node.Link(target));
    }

    @Override
    public FileStat stat(int directory, String path) throws PosixException {
        Node found = find("stat", directory, path, true);
        return found == null ? null : found.stat();
    }

    @Override
    public FileStat statLink(int directory, String path) throws PosixException {
        Node found = find("stat", directory, path, false);
        return found == null ? null : found.stat();
    }

    @Override
    public FileStat stat(int descriptor) throws PosixException {
        if (descriptor < DescriptorTable.FIRST) {
            throw new PosixException("stat", "", Errno.EBADF); // this process was started without them
        }
        OpenFile file = table.get(descriptor);
        fake.call("stat", Files.HERE, file.what);
        if (file instanceof OpenFile.OfPipe pipe && pipe.node == null) {
            return new FileStat(pipe.id(), FileStat.Kind.FIFO, 0600, 0, 1, 0, 0, 0);
        }
        return node(descriptor).stat();
    }

    private Node find(String operation, int directory, String path, boolean followLast) throws PosixException {
        fake.call(operation, directory, path);
        try {
            return tree.follow(operation, start(directory, path), path, followLast)
                    .node();
        } catch (PosixException e) {
            if (e.is(Errno.ENOENT)) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public String readLink(int directory, String path) throws PosixException {
        return find("readlink", directory, path, false) instanceof Node.Link link ? link.target : null;
    }

    @Override
    public List<String> list(int directory, String path) throws PosixException {
        fake.call("readdir", directory, path);
        table.checkRoom("open", path);
        Node node = tree.follow("open", start(directory, path), path, true).node();
        if (node == null) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        Node.Directory found = FileTree.directory("open", node, path);
        if (!found.mayRead()) {
            throw new PosixException("open", path, Errno.EACCES);
        }
        return List.copyOf(found.entries.keySet());
    }

    @Override
    public boolean tryLock(int descriptor) throws PosixException {
        if (!(table.get(descriptor) instanceof OpenFile.OfNode file)) {
            throw new Misuse("only files are locked");
        }
        fake.call("flock", Files.HERE, file.what);
        return fake.locks.take(file);
    }

    private Node.Directory start(int directory, String path) throws PosixException {
        return path.startsWith("/") ? tree.root : fake.directory(directory);
    }
}
