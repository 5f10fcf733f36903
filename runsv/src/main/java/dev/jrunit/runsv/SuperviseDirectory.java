package dev.jrunit.runsv;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.NewFile;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.SuperviseFiles;

/**
 * The {@code supervise/} of a service or of its logger: the lock and the FIFOs held open, and the three files that are
 * written when the state changes. All paths start from the service directory's descriptor, so that a directory that is
 * renamed keeps its supervision. {@code supervise} may be a link, but nothing in it: it may be another user's, and this
 * process root. Thread: the loop's.
 */
final class SuperviseDirectory {
    private static final int CLOSED = -1;

    private final Files files;
    private final Descriptors descriptors;
    private final int directory;
    private final String prefix;
    private int lock = CLOSED;
    private int control = CLOSED;
    private int ok = CLOSED;
    private int writtenPid = -1;
    /** Whether the files may say already what is to be written first: then they keep their times. */
    private boolean mayBeCurrent;

    /**
     * @param directory the service directory
     * @param prefix empty, or {@code log/}
     */
    SuperviseDirectory(Posix posix, int directory, String prefix) {
        this.files = posix.files();
        this.descriptors = posix.descriptors();
        this.directory = directory;
        this.prefix = prefix;
    }

    /** Goes on with what this process has open already. */
    void keep(Handover.Kept kept) {
        lock = kept.lock();
        control = kept.control();
        ok = kept.ok();
    }

    /** What is open, for {@link #keep}. */
    Handover.Kept kept(String line) {
        return new Handover.Kept(lock, control, ok, line);
    }

    /** Makes what is missing, and takes the lock. */
    void open() throws SupervisionException {
        makeDirectory();
        lock = openFile(SuperviseFiles.LOCK, Open.WRITE | Open.CREATE | Open.APPEND);
        takeLock();
        makeFifo(SuperviseFiles.CONTROL);
        makeFifo(SuperviseFiles.OK);
        // Opened for writing too, a FIFO never reports its end when a client goes.
        control = openFile(SuperviseFiles.CONTROL, Open.READ_WRITE);
        checkControl();
    }

    private void makeDirectory() throws SupervisionException {
        String path = prefix + SuperviseFiles.SUPERVISE;
        try {
            if (make(path)) {
                return;
            }
            String target = files.readLink(directory, path);
            if (target != null) {
                make(target.startsWith("/") ? target : prefix + target);
            }
        } catch (PosixException e) {
            throw new SupervisionException("unable to create " + e.path(), e);
        }
    }

    /** False if there is something of that name already. */
    private boolean make(String path) throws PosixException {
        try {
            files.mkdir(directory, path, 0700);
            return true;
        } catch (PosixException e) {
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    private void takeLock() throws SupervisionException {
        String path = prefix + SuperviseFiles.LOCK;
        try {
            if (files.tryLock(lock)) {
                return;
            }
        } catch (PosixException e) {
            throw new SupervisionException("unable to lock " + path, e);
        }
        throw new SupervisionException("unable to lock " + path + ": " + Errno.EAGAIN.words());
    }

    private int openFile(String name, int flags) throws SupervisionException {
        try {
            return files.open(directory, prefix + name, flags | Open.NON_BLOCKING | Open.NO_FOLLOW, 0600);
        } catch (PosixException e) {
            throw new SupervisionException("unable to open " + prefix + name, e);
        }
    }

    private void makeFifo(String name) throws SupervisionException {
        String path = prefix + name;
        try {
            FileStat found = files.statLink(directory, path);
            if (found == null) {
                files.mkfifo(directory, path, 0600);
            } else if (found.kind() != FileStat.Kind.FIFO) {
                throw new SupervisionException(path + " exists but is not a fifo");
            }
        } catch (PosixException e) {
            throw new SupervisionException("unable to create " + path, e);
        }
    }

    /** Of what was opened, which may be another file than was looked at. */
    private void checkControl() throws SupervisionException {
        String path = prefix + SuperviseFiles.CONTROL;
        try {
            if (files.stat(control).kind() != FileStat.Kind.FIFO) {
                throw new SupervisionException(path + " exists but is not a fifo");
            }
        } catch (PosixException e) {
            throw new SupervisionException("unable to open " + path, e);
        }
    }

    /** Opens {@code supervise/ok} for reading: from now on clients see that this service is supervised. */
    void announce() throws PosixException {
        if (ok == CLOSED) {
            int flags = Open.READ | Open.NON_BLOCKING | Open.NO_FOLLOW;
            ok = files.open(directory, prefix + SuperviseFiles.OK, flags, 0);
        }
    }

    /** The control FIFO's descriptor. */
    int control() {
        return control;
    }

    /** Writes {@code pid}, if it changed, {@code stat} and {@code status}, each whole or not at all. */
    void write(ServiceStatus status) throws PosixException {
        if (writtenPid != status.pid()) {
            replace(SuperviseFiles.PID, status.pidText());
            writtenPid = status.pid();
        }
        replace(SuperviseFiles.STAT, status.statText());
        replace(SuperviseFiles.STATUS, status.encode());
        mayBeCurrent = false;
    }

    private boolean isCurrent(String path, byte[] content) {
        try {
            String found = Contents.read(files, descriptors, directory, path);
            return found != null && found.equals(ByteStrings.of(content, 0, content.length));
        } catch (PosixException e) {
            return false; // it is written, then, or that fails as well
        }
    }

    /** There was a supervision before this one, which went on until now. */
    void succeed() {
        mayBeCurrent = true;
    }

    private void replace(String name, byte[] content) throws PosixException {
        String path = prefix + name;
        if (mayBeCurrent && isCurrent(path, content)) {
            return;
        }
        String written = path + ".new";
        int file = NewFile.open(files, directory, written, 0644);
        try {
            int count = content.length == 0 ? 0 : descriptors.write(file, content, 0, content.length);
            if (count != content.length) {
                throw new PosixException("write", written, Errno.ENOSPC);
            }
        } catch (PosixException e) {
            throw new PosixException("write", written, e.errno());
        } finally {
            descriptors.close(file);
        }
        files.rename(directory, written, path);
    }

    /** Gives up the lock and the FIFOs. */
    void close() {
        close(ok);
        close(control);
        close(lock);
        ok = CLOSED;
        control = CLOSED;
        lock = CLOSED;
    }

    private void close(int descriptor) {
        if (descriptor != CLOSED) {
            descriptors.close(descriptor);
        }
    }
}
