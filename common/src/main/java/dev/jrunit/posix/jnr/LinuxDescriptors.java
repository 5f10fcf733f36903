package dev.jrunit.posix.jnr;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;

/** {@link Descriptors} by the C library. */
final class LinuxDescriptors implements Descriptors {
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;

    private final NativeCalls calls;
    private final Scratch scratch;
    private final long read;
    private final long write;
    private final long close;
    private final long one;

    LinuxDescriptors(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, 4096);
        read = calls.symbol("read");
        write = calls.symbol("write");
        close = calls.symbol("close");
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
    public Pipe pipe() throws PosixException {
        scratch.reset(8);
        long ends = scratch.take(8);
        if ((int) calls.call(calls.symbol("pipe2"), ends, CLOSE_ON_EXEC) != 0) {
            throw new PosixException("pipe", "", new Errno(calls.errno()));
        }
        return new Pipe(calls.getInt(ends), calls.getInt(ends + 4));
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
