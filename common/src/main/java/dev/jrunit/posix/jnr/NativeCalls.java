package dev.jrunit.posix.jnr;

/**
 * Calls of C functions by address, and access to native memory. Arguments and results are 64 bits wide; a function that
 * returns an {@code int} leaves it in the lower half. Any thread.
 */
public interface NativeCalls {
    /**
     * The address of a function or variable of the C library.
     *
     * @throws UnsatisfiedLinkError if it has none of that name
     */
    long symbol(String name);

    long call(long function);

    long call(long function, long a);

    long call(long function, long a, long b);

    long call(long function, long a, long b, long c);

    long call(long function, long a, long b, long c, long d);

    long call(long function, long a, long b, long c, long d, long e);

    long call(long function, long a, long b, long c, long d, long e, long f);

    /** The error number that this thread's last call left. */
    int errno();

    /** New native memory, filled with zeros; never freed by itself. */
    long allocate(int bytes);

    void free(long address);

    void putBytes(long address, byte[] source, int offset, int length);

    void getBytes(long address, byte[] target, int offset, int length);

    void putLong(long address, long value);

    long getLong(long address);

    void putInt(long address, int value);

    int getInt(long address);

    void putByte(long address, byte value);

    int getUnsignedShort(long address);

    /** Length of the zero-terminated string at {@code address}. */
    int stringLength(long address);
}
