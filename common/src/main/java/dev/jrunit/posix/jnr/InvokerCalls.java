package dev.jrunit.posix.jnr;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.util.Arrays;

/** The same calls through jffi's public interface: slower to start, and independent of jffi's inside. */
final class InvokerCalls implements NativeCalls {
    private final Invoker invoker = Invoker.getInstance();
    private final MemoryIO memory = MemoryIO.getInstance();
    private final Library library = Library.getDefault();
    private final CallContext[] contexts = new CallContext[7];

    InvokerCalls() {
        for (int count = 0; count < contexts.length; count++) {
            Type[] parameters = new Type[count];
            Arrays.fill(parameters, Type.SINT64);
            contexts[count] =
                    CallContext.getCallContext(Type.SINT64, parameters, com.kenai.jffi.CallingConvention.DEFAULT, true);
        }
    }

    @Override
    public long symbol(String name) {
        long address = library.getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError("undefined symbol: " + name);
        }
        return address;
    }

    @Override
    public long call(long function) {
        return invoker.invokeN0(contexts[0], function);
    }

    @Override
    public long call(long function, long a) {
        return invoker.invokeN1(contexts[1], function, a);
    }

    @Override
    public long call(long function, long a, long b) {
        return invoker.invokeN2(contexts[2], function, a, b);
    }

    @Override
    public long call(long function, long a, long b, long c) {
        return invoker.invokeN3(contexts[3], function, a, b, c);
    }

    @Override
    public long call(long function, long a, long b, long c, long d) {
        return invoker.invokeN4(contexts[4], function, a, b, c, d);
    }

    @Override
    public long call(long function, long a, long b, long c, long d, long e) {
        return invoker.invokeN5(contexts[5], function, a, b, c, d, e);
    }

    @Override
    public long call(long function, long a, long b, long c, long d, long e, long f) {
        return invoker.invokeN6(contexts[6], function, a, b, c, d, e, f);
    }

    @Override
    public int errno() {
        return LastError.getInstance().get();
    }

    @Override
    public long allocate(int bytes) {
        return memory.allocateMemory(bytes, true);
    }

    @Override
    public void free(long address) {
        memory.freeMemory(address);
    }

    @Override
    public void putBytes(long address, byte[] source, int offset, int length) {
        memory.putByteArray(address, source, offset, length);
    }

    @Override
    public void getBytes(long address, byte[] target, int offset, int length) {
        memory.getByteArray(address, target, offset, length);
    }

    @Override
    public void putLong(long address, long value) {
        memory.putLong(address, value);
    }

    @Override
    public long getLong(long address) {
        return memory.getLong(address);
    }

    @Override
    public void putInt(long address, int value) {
        memory.putInt(address, value);
    }

    @Override
    public int getInt(long address) {
        return memory.getInt(address);
    }

    @Override
    public void putByte(long address, byte value) {
        memory.putByte(address, value);
    }

    @Override
    public int getUnsignedShort(long address) {
        return memory.getShort(address) & 0xffff;
    }

    @Override
    public int stringLength(long address) {
        return (int) memory.getStringLength(address);
    }
}
