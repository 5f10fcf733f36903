package com.kenai.jffi;

import dev.jrunit.posix.jnr.NativeCalls;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/**
 * jffi's native methods without jffi's Java start-up, which costs twenty milliseconds and more. It lies in jffi's own
 * package to reach them, and uses its private constructor and initialiser: so it serves one version of jffi, checks
 * that it met that one, and says so by returning null otherwise. See docs/adr/0003-native-calls.md.
 */
public final class DirectCalls implements NativeCalls {
    private static final int SUPPORTED_MAJOR = 1;
    private static final int SUPPORTED_MINOR = 2;

    private final long[] contexts = new long[7];

    private DirectCalls(Foreign foreign) {
        long word = foreign.lookupBuiltinType(Foreign.TYPE_SINT64);
        for (int count = 0; count < contexts.length; count++) {
            long[] parameters = new long[count];
            java.util.Arrays.fill(parameters, word);
            contexts[count] = foreign.newCallContext(word, parameters, Foreign.F_DEFAULT);
        }
    }

    /**
     * Loads jffi's library.
     *
     * @param library absolute path of {@code libjffi-1.2.so}
     * @return null if that library or the classes are of another make than this class was written for
     */
    public static NativeCalls open(String library) {
        try {
            System.load(library);
            Constructor<Foreign> constructor = Foreign.class.getDeclaredConstructor();
            constructor.setAccessible(true);
            Foreign foreign = constructor.newInstance();
            int version = foreign.getVersion();
            if (version >> 16 != SUPPORTED_MAJOR || (version >> 8 & 0xff) < SUPPORTED_MINOR) {
                return null;
            }
            Method initialise = Foreign.class.getDeclaredMethod("init");
            initialise.setAccessible(true);
            initialise.invoke(foreign);
            return new DirectCalls(foreign);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    @Override
    public long symbol(String name) {
        return Foreign.dlsym(0, name);
    }

    @Override
    public long call(long function) {
        return Foreign.invokeN0(contexts[0], function);
    }

    @Override
    public long call(long function, long a) {
        return Foreign.invokeN1(contexts[1], function, a);
    }

    @Override
    public long call(long function, long a, long b) {
        return Foreign.invokeN2(contexts[2], function, a, b);
    }

    @Override
    public long call(long function, long a, long b, long c) {
        return Foreign.invokeN3(contexts[3], function, a, b, c);
    }

    @Override
    public long call(long function, long a, long b, long c, long d) {
        return Foreign.invokeN4(contexts[4], function, a, b, c, d);
    }

    @Override
    public long call(long function, long a, long b, long c, long d, long e) {
        return Foreign.invokeN5(contexts[5], function, a, b, c, d, e);
    }

    @Override
    public long call(long function, long a, long b, long c, long d, long e, long f) {
        return Foreign.invokeN6(contexts[6], function, a, b, c, d, e, f);
    }

    @Override
    public int errno() {
        return Foreign.getLastError();
    }

    @Override
    public long allocate(int bytes) {
        return Foreign.allocateMemory(bytes, true);
    }

    @Override
    public void free(long address) {
        Foreign.freeMemory(address);
    }

    @Override
    public void putBytes(long address, byte[] source, int offset, int length) {
        Foreign.putByteArray(address, source, offset, length);
    }

    @Override
    public void getBytes(long address, byte[] target, int offset, int length) {
        Foreign.getByteArray(address, target, offset, length);
    }

    @Override
    public void putLong(long address, long value) {
        Foreign.putLong(address, value);
    }

    @Override
    public long getLong(long address) {
        return Foreign.getLong(address);
    }

    @Override
    public void putInt(long address, int value) {
        Foreign.putInt(address, value);
    }

    @Override
    public int getInt(long address) {
        return Foreign.getInt(address);
    }

    @Override
    public void putByte(long address, byte value) {
        Foreign.putByte(address, value);
    }

    @Override
    public int getUnsignedShort(long address) {
        return Foreign.getShort(address) & 0xffff;
    }

    @Override
    public int stringLength(long address) {
        return (int) Foreign.strlen(address);
    }
}
