package dev.jrunit.posix;

/** Reading, writing and closing open descriptors. Thread: one at a time, but for {@link #wake}. */
public interface Descriptors {
    /** What {@link #read} and {@link #write} return when the call would block. */
    int WOULD_BLOCK = -1;

    /** Reads up to {@code length} bytes: their number, 0 at the end, or {@link #WOULD_BLOCK}. */
    int read(int descriptor, byte[] buffer, int offset, int length) throws PosixException;

    /** As {@link #read} of a pipe, but what is read stays in the pipe; {@link #skip} takes it out. */
    int peek(int pipe, byte[] buffer, int offset, int length) throws PosixException;

    /** Takes {@code length} bytes out of a pipe that has so many. */
    void skip(int pipe, int length) throws PosixException;

    /** Writes up to {@code length} bytes: the number taken, or {@link #WOULD_BLOCK}. */
    int write(int descriptor, byte[] buffer, int offset, int length) throws PosixException;

    /** Closes a descriptor; whatever the kernel says, it is closed afterwards. */
    void close(int descriptor);

    /** Waits until what was written to a file is on its disk. Any thread: it blocks for as long as the disk takes. */
    void sync(int descriptor) throws PosixException;

    /** Reads and writes at {@code position}, counted from the beginning of a file, from now on. */
    void seek(int descriptor, long position) throws PosixException;

    /** Cuts an open file to {@code length} bytes, or makes it that long with zeros. */
    void truncate(int descriptor, long length) throws PosixException;

    Pipe pipe() throws PosixException;

    /** A copy of a descriptor with the lowest free number that is not less than {@code least}. */
    int copy(int descriptor, int least) throws PosixException;

    /** A new file that is in memory and has no name. */
    int memoryFile() throws PosixException;

    /** A new UDP socket for IPv4, non-blocking. */
    int datagramSocket() throws PosixException;

    /**
     * Sends one datagram, or drops it where it cannot be sent at once.
     *
     * @param address the IPv4 address, its first byte the highest
     */
    void sendDatagram(int socket, int address, int port, byte[] buffer, int offset, int length) throws PosixException;

    /** A new event counter (eventfd), non-blocking. */
    int eventCounter() throws PosixException;

    /** Adds one to an event counter. Any thread. */
    void wake(int eventCounter);
}
