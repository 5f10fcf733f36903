package dev.jrunit.posix;

import java.util.List;

/**
 * Files and directories. A {@code directory} argument is a descriptor that relative paths start from, or
 * {@link #HERE}. Thread: one at a time. Source: open(2), statx(2), mkfifo(3), flock(2), getdents(2).
 */
public interface Files {
    /** The process's current directory, as a directory argument. */
    int HERE = -100;

    /**
     * Opens a file close-on-exec.
     *
     * @param flags bits of {@link Open}
     * @param mode the permissions of a file that is made, before the umask
     * @return the descriptor
     */
    int open(int directory, String path, int flags, int mode) throws PosixException;

    void mkdir(int directory, String path, int mode) throws PosixException;

    void mkfifo(int directory, String path, int mode) throws PosixException;

    void rename(int directory, String from, String to) throws PosixException;

    void unlink(int directory, String path) throws PosixException;

    /** Sets the permissions of an open file. */
    void chmod(int descriptor, int permissions) throws PosixException;

    /** What {@code path} is, its last link followed; null if there is no such file. */
    FileStat stat(int directory, String path) throws PosixException;

    /** What {@code path} is, the link itself if it is one; null if there is no such file. */
    FileStat statLink(int directory, String path) throws PosixException;

    /** What an open descriptor is. */
    FileStat stat(int descriptor) throws PosixException;

    /** The target of a symbolic link; null if {@code path} is missing or no link. */
    String readLink(int directory, String path) throws PosixException;

    /** The names in a directory without {@code .} and {@code ..}, in no order; more than 200,000 are an error. */
    List<String> list(int directory, String path) throws PosixException;

    /** Makes a symbolic link to {@code target}, which need not exist. */
    void symlink(int directory, String target, String path) throws PosixException;

    /** Takes the exclusive lock of an open file; false at once if somebody else holds it. */
    boolean tryLock(int descriptor) throws PosixException;
}
