package dev.jrunit.runsv;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.NewFile;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.Arrays;

/**
 * {@code supervise/adopt}: the line that tells the next supervisor of this service what this one knows, should this one
 * be killed. It is there while the service is supervised, and written over in place, so that a process that dies while
 * it writes leaves the old line or the new one: the kernel copies so few bytes in one go. Only a file that a supervisor
 * of this user made counts: whoever owns {@code supervise/} must not have root signal any process.
 *
 * <p>It is opened anew before each start, and when it has been taken away; where that fails, for want of descriptors, on a
 * disk that is read-only now or below a directory that nobody may enter, the line goes to the file as it was opened last.
 * A process that is started and not written down would be started twice. Thread: the loop's.
 */
final class AdoptionFile {
    private static final String NAME = "supervise/adopt";
    private static final int BYTES = 512;
    private static final int CLOSED = -1;
    private static final int OWN_ALONE = 0600;

    private final Posix posix;
    private final int directory;
    private final String path;
    private final byte[] block = new byte[BYTES];
    private String written = "";
    private int file = CLOSED;

    /**
     * @param directory the service directory
     * @param prefix empty, or {@code log/}
     */
    AdoptionFile(Posix posix, int directory, String prefix) {
        this.posix = posix;
        this.directory = directory;
        this.path = prefix + NAME;
    }

    /** The line; empty if there is none. */
    String read() throws PosixException {
        FileStat found = posix.files().statLink(directory, path);
        if (found == null || found.kind() != FileStat.Kind.FILE) {
            return "";
        }
        int file = posix.files().open(directory, path, Open.READ | Open.NO_FOLLOW | Open.NON_BLOCKING, 0);
        try {
            if (!isOwn(file)) {
                return "";
            }
            int count = posix.descriptors().read(file, block, 0, BYTES);
            return count <= 0 ? "" : ByteStrings.of(block, 0, count).strip();
        } catch (PosixException e) {
            throw new PosixException("read", path, e.errno());
        } finally {
            posix.descriptors().close(file);
        }
    }

    /** Whether a supervisor of this user made it: nobody else can have written to it, and it has no name elsewhere. */
    private boolean isOwn(int file) throws PosixException {
        FileStat found = posix.files().stat(file);
        return found.kind() == FileStat.Kind.FILE
                && found.ownerUid() == posix.self().effectiveUid()
                && found.permissions() == OWN_ALONE
                && found.links() == 1;
    }

    private int openForWriting() throws PosixException {
        int flags = Open.WRITE | Open.CREATE | Open.NO_FOLLOW | Open.NON_BLOCKING;
        int file;
        try {
            file = posix.files().open(directory, path, flags, OWN_ALONE);
        } catch (PosixException e) {
            if (e.is(Errno.ELOOP) || e.is(Errno.ENXIO)) { // a link, or a FIFO
                return NewFile.open(posix.files(), directory, path, OWN_ALONE);
            }
            throw e;
        }
        try {
            if (isOwn(file)) {
                return file;
            }
        } catch (PosixException e) {
            posix.descriptors().close(file);
            throw e;
        }
        posix.descriptors().close(file);
        return NewFile.open(posix.files(), directory, path, OWN_ALONE);
    }

    /** Writes the line unless it is there already. */
    void write(String line) throws PosixException {
        if (line.equals(written)) {
            return;
        }
        if (file == CLOSED || posix.files().stat(file).links() == 0) {
            openAnew();
        }
        writeOver(line);
    }

    /** Writes the line to the file that has the name now, which the next lines go to, too. */
    void writeAnew(String line) throws PosixException {
        openAnew();
        writeOver(line);
    }

    private void writeOver(String line) throws PosixException {
        byte[] bytes = ByteStrings.bytes(line);
        Arrays.fill(block, (byte) ' ');
        System.arraycopy(bytes, 0, block, 0, bytes.length);
        block[BYTES - 1] = '\n';
        try {
            posix.descriptors().seek(file, 0);
            if (posix.descriptors().write(file, block, 0, BYTES) != BYTES) {
                throw new PosixException("write", path, Errno.ENOSPC);
            }
            written = line;
        } catch (PosixException e) {
            throw new PosixException("write", path, e.errno());
        }
    }

    private void openAnew() throws PosixException {
        try {
            int opened = openForWriting();
            close();
            file = opened;
        } catch (PosixException e) {
            if (file == CLOSED) {
                throw e;
            }
        }
    }

    void close() {
        if (file != CLOSED) {
            posix.descriptors().close(file);
            file = CLOSED;
        }
    }

    /** Nothing is left to adopt. */
    void remove() {
        try {
            posix.files().unlink(directory, path);
        } catch (PosixException e) {
            // Then what it says is that nothing runs.
        }
    }
}
