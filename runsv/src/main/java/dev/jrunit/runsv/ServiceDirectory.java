package dev.jrunit.runsv;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;

/** Opens service directories. */
public final class ServiceDirectory {
    private ServiceDirectory() {}

    /**
     * A descriptor that stands for the directory {@code path} whatever its name becomes.
     *
     * @throws PosixException if it is missing, no directory, or may not be entered
     */
    public static int open(Files files, String path) throws PosixException {
        if (files.stat(Files.HERE, path + "/.") == null) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        return files.open(Files.HERE, path, Open.HANDLE | Open.DIRECTORY, 0);
    }
}
