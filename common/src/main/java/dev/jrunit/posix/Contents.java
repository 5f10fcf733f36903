package dev.jrunit.posix;

import java.util.Arrays;

/** Reads whole files, such as those that configure a service. Thread: that of the descriptors. */
public final class Contents {
    private static final int BLOCK = 4096;
    /** More is no configuration, but a device that never ends, or meant to fill the memory of whoever reads it. */
    private static final int MOST = 1 << 20;

    private Contents() {}

    /**
     * All that is in a file; null if there is no such file. A FIFO that nobody writes to is empty: nothing here waits. A
     * file of more than 1 MiB is an error.
     *
     * @param directory where {@code path} starts from, or {@link Files#HERE}
     * @return a byte string
     */
    public static String read(Posix posix, int directory, String path) throws PosixException {
        return read(posix.files(), posix.descriptors(), directory, path);
    }

    /** The same where there are only these two. */
    public static String read(Files files, Descriptors descriptors, int directory, String path) throws PosixException {
        return read(files, descriptors, directory, path, 0);
    }

    /** The same, with more {@code flags}: with {@link Open#NO_FOLLOW} a link is an error. */
    public static String read(Files files, Descriptors descriptors, int directory, String path, int flags)
            throws PosixException {
        int file;
        try {
            file = files.open(directory, path, Open.READ | Open.NON_BLOCKING | flags, 0);
        } catch (PosixException e) {
            if (e.is(Errno.ENOENT)) {
                return null;
            }
            throw e;
        }
        try {
            return readAll(descriptors, file, path);
        } catch (PosixException e) {
            throw new PosixException(e.operation(), path, e.errno()); // a read does not know of what
        } finally {
            descriptors.close(file);
        }
    }

    private static String readAll(Descriptors descriptors, int file, String path) throws PosixException {
        byte[] bytes = new byte[BLOCK];
        int length = 0;
        while (true) {
            int count = descriptors.read(file, bytes, length, bytes.length - length);
            if (count == Descriptors.WOULD_BLOCK) {
                throw new PosixException("read", path, Errno.EAGAIN);
            }
            if (count == 0) {
                return ByteStrings.of(bytes, 0, length);
            }
            length += count;
            if (length > MOST) {
                throw new PosixException("read", path, Errno.EFBIG);
            }
            bytes = length == bytes.length ? Arrays.copyOf(bytes, 2 * length) : bytes;
        }
    }
}
