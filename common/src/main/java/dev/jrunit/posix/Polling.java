package dev.jrunit.posix;

import java.util.List;

/** Waiting for many descriptors, and watching directories. Thread: one. Source: epoll(7), inotify(7). */
public interface Polling {
    /** A new set of watched descriptors (epoll). */
    int open() throws PosixException;

    /** Watches {@code descriptor} for input and hang-up; {@link #await} reports it as {@code token}. */
    void add(int poll, int descriptor, long token) throws PosixException;

    void remove(int poll, int descriptor) throws PosixException;

    /**
     * Waits until something is ready or the time is over, and stores the tokens of what is ready.
     *
     * @param timeoutMillis 0 not to wait, -1 to wait for ever
     * @return how many tokens were stored
     */
    int await(int poll, long[] tokens, int timeoutMillis) throws PosixException;

    /** A new queue of directory changes (inotify), non-blocking. */
    int openChanges() throws PosixException;

    /**
     * Reports names that come, go or are replaced in the directory {@code path}, and the end of the directory itself.
     *
     * @param contents whether to report writes and mode changes of its files too
     * @return the watch's number, the same for the same directory
     */
    int watchDirectory(int changes, String path, boolean contents) throws PosixException;

    void unwatch(int changes, int watch) throws PosixException;

    /** The changes queued by now; empty if there is none. */
    List<DirectoryChange> readChanges(int changes) throws PosixException;
}
