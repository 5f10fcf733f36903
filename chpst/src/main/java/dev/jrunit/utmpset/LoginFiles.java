package dev.jrunit.utmpset;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;

/** The files of the accounting of logins, each changed under its lock. Thread: one. Source: utmpset(8). */
final class LoginFiles {
    static final String UTMP = "/var/run/utmp";
    static final String WTMP = "/var/log/wtmp";

    private static final int USER_CAN_READ_AND_WRITE = 0600;

    private final Posix posix;
    private final Descriptors descriptors;
    private final UtmpLayout layout;

    LoginFiles(Posix posix, UtmpLayout layout) {
        this.posix = posix;
        this.descriptors = posix.descriptors();
        this.layout = layout;
    }

    /** Logs out the first record of somebody on {@code line}; false if there is none. */
    boolean clearUtmp(String line, long nowSeconds) throws PosixException {
        int file = posix.files().open(Files.HERE, UTMP, Open.READ_WRITE, 0);
        try {
            posix.self().awaitLock(file);
            byte[] record = new byte[layout.recordBytes()];
            for (long position = 0; readWhole(file, record); position += record.length) {
                if (layout.isLoginOn(line, record, 0)) {
                    layout.logOut(record, 0, nowSeconds);
                    descriptors.seek(file, position);
                    writeWhole(file, record);
                    return true;
                }
            }
            return false;
        } finally {
            descriptors.close(file);
        }
    }

    /** Appends a record for {@code line}, all of it or nothing. */
    void appendToWtmp(String line, long nowSeconds) throws PosixException {
        int flags = Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING;
        int file = posix.files().open(Files.HERE, WTMP, flags, USER_CAN_READ_AND_WRITE);
        try {
            posix.self().awaitLock(file);
            long length = posix.files().stat(file).size();
            try {
                writeWhole(file, layout.emptyRecord(line, nowSeconds));
            } catch (PosixException e) {
                descriptors.truncate(file, length);
                throw e;
            }
        } finally {
            descriptors.close(file);
        }
    }

    /** False at the end, or where a record is cut off. */
    private boolean readWhole(int file, byte[] record) throws PosixException {
        int length = 0;
        while (length < record.length) {
            int count = descriptors.read(file, record, length, record.length - length);
            if (count <= 0) {
                return false;
            }
            length += count;
        }
        return true;
    }

    private void writeWhole(int file, byte[] record) throws PosixException {
        int length = 0;
        while (length < record.length) {
            int count = descriptors.write(file, record, length, record.length - length);
            if (count <= 0) {
                throw new PosixException("write", "", Errno.EAGAIN);
            }
            length += count;
        }
    }
}
