package dev.jrunit.posix.jnr;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import java.nio.ByteOrder;

/** {@link Descriptors} by the C library. */
final class LinuxDescriptors implements Descriptors {
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;
    private static final int DUPLICATE = 1030; // F_DUPFD_CLOEXEC
    private static final int WITHOUT_WAITING = 2; // SPLICE_F_NONBLOCK
    private static final int INTERNET = 2;
    private static final int DATAGRAM = 2;
    private static final int SOCKET_ADDRESS_BYTES = 16;

    private final NativeCalls calls;
    private final Scratch scratch;
    private final long read;
    private final long write;
    private final long close;
    private final long tee;
    private final long one;
    /** Takes copies of what is in other pipes; null before the first. */
    private Pipe copies;

    LinuxDescriptors(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, 4096);
        read = calls.symbol("read");
        write = calls.symbol("write");
        close = calls.symbol("close");
        tee = calls.symbol("tee");
        one = calls.allocate(8);
        calls.putLong(one, 1);
    }

    @Override
    public int read(int descriptor, byte[] buffer, int offset, int length) throws PosixException {
        scratch.reset(length + 8);
        long block = scratch.take(length);
        int count = transfer("read", read, descriptor, block, length);
        if (count > 0) {
            calls.getBytes(block, buffer, offset, count);
        }
        return count;
    }

    @Override
    public int peek(int pipe, byte[] buffer, int offset, int length) throws PosixException {
        if (copies == null) {
            copies = pipe();
        }
        int count = tee(pipe, length);
        try {
            for (int done = 0; done < count; ) {
                done += read(copies.reader(), buffer, offset + done, count - done);
            }
        } catch (PosixException e) {
            close(copies.reader()); // or what is left in it would be read as another pipe's
            close(copies.writer());
            copies = null;
            throw e;
        }
        return count;
    }

    private int tee(int pipe, int length) throws PosixException {
        while (true) {
            int count = (int) calls.call(tee, pipe, copies.writer(), length, WITHOUT_WAITING);
            if (count >= 0) {
                return count;
            }
            int errno = calls.errno();
            if (errno == Errno.EAGAIN.number()) {
                return WOULD_BLOCK;
            }
            if (errno != Errno.EINTR.number()) {
                throw new PosixException("tee", "", new Errno(errno));
            }
        }
    }

    @Override
    public void skip(int pipe, int length) throws PosixException {
        scratch.reset(length + 8);
        long block = scratch.take(length);
        for (int left = length; left > 0; ) {
            int count = transfer("read", read, pipe, block, left);
            if (count <= 0) {
                throw new IllegalStateException("a pipe has lost " + left + " bytes");
            }
            left -= count;
        }
    }

    @Override
    public int write(int descriptor, byte[] buffer, int offset, int length) throws PosixException {
        scratch.reset(length + 8);
        long block = scratch.take(length);
        calls.putBytes(block, buffer, offset, length);
        return transfer("write", write, descriptor, block, length);
    }

    private int transfer(String operation, long function, int descriptor, long block, int length)
            throws PosixException {
        while (true) {
            int count = (int) calls.call(function, descriptor, block, length);
            if (count >= 0) {
                return count;
            }
            int errno = calls.errno();
            if (errno == Errno.EAGAIN.number()) {
                return WOULD_BLOCK;
            }
            if (errno != Errno.EINTR.number()) {
                throw new PosixException(operation, "", new Errno(errno));
            }
        }
    }

    @Override
    public void close(int descriptor) {
        calls.call(close, descriptor);
    }

    @Override
    public void sync(int descriptor) throws PosixException {
        while ((int) calls.call(calls.symbol("fsync"), descriptor) != 0) {
            int errno = calls.errno();
            if (errno != Errno.EINTR.number()) {
                throw new PosixException("fsync", "", new Errno(errno));
            }
        }
    }

    @Override
    public void seek(int descriptor, long position) throws PosixException {
        if (calls.call(calls.symbol("lseek"), descriptor, position, 0) < 0) {
            throw new PosixException("lseek", "", new Errno(calls.errno()));
        }
    }

    @Override
    public void truncate(int descriptor, long length) throws PosixException {
        while ((int) calls.call(calls.symbol("ftruncate"), descriptor, length) != 0) {
            if (calls.errno() != Errno.EINTR.number()) {
                throw new PosixException("ftruncate", "", new Errno(calls.errno()));
            }
        }
    }

    @Override
    public int datagramSocket() throws PosixException {
        int type = DATAGRAM | CLOSE_ON_EXEC | NON_BLOCKING;
        int descriptor = (int) calls.call(calls.symbol("socket"), INTERNET, type, 0);
        if (descriptor < 0) {
            throw new PosixException("socket", "", new Errno(calls.errno()));
        }
        return descriptor;
    }

    @Override
    public void sendDatagram(int socket, int address, int port, byte[] buffer, int offset, int length)
            throws PosixException {
        scratch.reset(length + 8 + SOCKET_ADDRESS_BYTES);
        long block = scratch.take(length);
        calls.putBytes(block, buffer, offset, length);
        long to = scratch.take(SOCKET_ADDRESS_BYTES);
        // sockaddr_in: the family in the machine's byte order, port and address in the network's.
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        calls.putInt(to, little ? INTERNET | Short.reverseBytes((short) port) << 16 : INTERNET << 16 | port);
        calls.putInt(to + 4, little ? Integer.reverseBytes(address) : address);
        calls.putLong(to + 8, 0);
        if ((int) calls.call(calls.symbol("sendto"), socket, block, length, 0, to, SOCKET_ADDRESS_BYTES) < 0) {
            throw new PosixException("sendto", "", new Errno(calls.errno()));
        }
    }

    @Override
    public Pipe pipe() throws PosixException {
        scratch.reset(8);
        long ends = scratch.take(8);
        if ((int) calls.call(calls.symbol("pipe2"), ends, CLOSE_ON_EXEC) != 0) {
            throw new PosixException("pipe", "", new Errno(calls.errno()));
        }
        return new Pipe(calls.getInt(ends), calls.getInt(ends + 4));
    }

    @Override
    public int copy(int descriptor, int least) throws PosixException {
        int copy = (int) calls.call(calls.symbol("fcntl"), descriptor, DUPLICATE, least);
        if (copy < 0) {
            throw new PosixException("fcntl", "", new Errno(calls.errno()));
        }
        return copy;
    }

    @Override
    public int memoryFile() throws PosixException {
        scratch.reset(16);
        int descriptor = (int) calls.call(calls.symbol("memfd_create"), scratch.string("jrunit", "memfd_create"), 1);
        if (descriptor < 0) {
            throw new PosixException("memfd_create", "", new Errno(calls.errno()));
        }
        return descriptor;
    }

    @Override
    public int eventCounter() throws PosixException {
        int descriptor = (int) calls.call(calls.symbol("eventfd"), 0, CLOSE_ON_EXEC | NON_BLOCKING);
        if (descriptor < 0) {
            throw new PosixException("eventfd", "", new Errno(calls.errno()));
        }
        return descriptor;
    }

    @Override
    public void wake(int eventCounter) {
        calls.call(write, eventCounter, one, 8);
    }
}
