package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.kenai.jffi.DirectCalls;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways to call C do the same. */
class NativeCallsTest {
    @ParameterizedTest
    @EnumSource
    void callsWithUpToSixArguments(NativeWay way) {
        NativeCalls calls = way.calls();
        long getpid = calls.symbol("getpid");
        assertEquals(ProcessHandle.current().pid(), calls.call(getpid) & 0xffffffffL);
        assertEquals(5, (int) calls.call(calls.symbol("abs"), -5));
        assertEquals(0, (int) calls.call(calls.symbol("access"), string(calls, "/"), 4));
        int eventFd = (int) calls.call(calls.symbol("eventfd"), 7, 0);
        long buffer = calls.allocate(8);
        assertEquals(8, calls.call(calls.symbol("read"), eventFd, buffer, 8));
        assertEquals(7, calls.getLong(buffer));
        calls.call(calls.symbol("close"), eventFd);
        long page = calls.call(calls.symbol("mmap"), 0, 4096, 3, 0x22, -1, 0);
        calls.putLong(page + 4088, 42);
        assertEquals(42, calls.getLong(page + 4088));
        assertEquals(0, (int) calls.call(calls.symbol("munmap"), page, 4096));
        int descriptor = (int) calls.call(calls.symbol("openat"), -100, string(calls, "/"), 0, 0);
        assertNotEquals(-1, descriptor);
        assertEquals(
                0, (int) calls.call(calls.symbol("statx"), descriptor, string(calls, ""), 0x1000, 1, buffer(calls)));
        calls.call(calls.symbol("close"), descriptor);
    }

    private static long string(NativeCalls calls, String text) {
        long address = calls.allocate(text.length() + 1);
        calls.putBytes(address, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, text.length());
        return address;
    }

    private static long buffer(NativeCalls calls) {
        return calls.allocate(256);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheErrorOfEachThread(NativeWay way) throws Exception {
        NativeCalls calls = way.calls();
        long close = calls.symbol("close");
        assertEquals(-1, (int) calls.call(close, -1));
        Thread other = new Thread(() -> calls.call(calls.symbol("access"), string(calls, "/none"), 0));
        other.start();
        other.join();
        assertEquals(Errno.EBADF.number(), calls.errno());
    }

    @ParameterizedTest
    @EnumSource
    void readsAndWritesMemory(NativeWay way) {
        NativeCalls calls = way.calls();
        long address = calls.allocate(32);
        assertEquals(0, calls.getLong(address + 24));
        calls.putLong(address, 0x8877665544332211L);
        assertEquals(0x44332211, calls.getInt(address));
        assertEquals(0x8877, calls.getUnsignedShort(address + 6));
        calls.putInt(address + 8, -2);
        assertEquals(-2, calls.getInt(address + 8));
        byte[] bytes = {9, (byte) 200, 0, 7};
        calls.putBytes(address, bytes, 1, 2);
        byte[] read = new byte[4];
        calls.getBytes(address, read, 1, 3);
        assertArrayEquals(new byte[] {0, (byte) 200, 0, 0x33}, read);
        calls.putByte(address + 1, (byte) 1);
        assertEquals(12, calls.stringLength(address));
        calls.free(address);
    }

    @ParameterizedTest
    @EnumSource
    void knowsNoSuchSymbol(NativeWay way) {
        NativeCalls calls = way.calls();
        assertThrows(UnsatisfiedLinkError.class, () -> calls.symbol("no_such_function"));
    }

    @Test
    void whatIsNoLibraryCannotBeCalledDirectly() {
        assertNull(DirectCalls.open("/nonexistent/libjffi-1.2.so"));
    }

    @Test
    void opensWithAndWithoutTheFolderOfTheLibrary() throws Exception {
        String folder = NativeWay.FOLDER.toString();
        for (String property : new String[] {folder, "/nonexistent", null}) {
            if (property == null) {
                System.clearProperty(NativeWay.PROPERTY);
            } else {
                System.setProperty(NativeWay.PROPERTY, property);
            }
            try {
                assertNotNull(LinuxPosix.open().files().stat(Files.HERE, "/"));
            } finally {
                System.setProperty(NativeWay.PROPERTY, folder);
            }
        }
    }
}
