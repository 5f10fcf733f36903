package dev.jrunit.posix;

import java.util.Arrays;

/** Reads whole files, such as those that configure a service. Thread: that of the descriptors. */
public final class Contents {
    private static final int BLOCK = 4096;

    private Contents() {}

    /**
     * All that is in a file; null if there is no such file. A FIFO that nobody writes to is empty: nothing here waits.
     *
     * @param directory where {@code path} starts from, or {@link Files#HERE}
     * @return a byte string
     */
    public static String read(Posix posix, int directory, String path) throws PosixException {
        return read(posix.files(), posix.descriptors(), directory, path);
    }

    /** The same where there are only these two. */
    public static String read(Files files, Descriptors descriptors, int directory, String path) throws PosixException {
        int file;
        try {
            file = files.open(directory, path, Open.READ | Open.NON_BLOCKING, 0);
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
            bytes = length == bytes.length ? Arrays.copyOf(bytes, 2 * length) : bytes;
        }
    }
}
