package dev.jrunit.posix.jnr;

import dev.jrunit.posix.Account;
import dev.jrunit.posix.Accounts;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Group;
import dev.jrunit.posix.PosixException;

/** {@link Accounts} by the C library's functions that return their error instead of leaving it in errno. */
final class LinuxAccounts implements Accounts {
    private static final int ERANGE = 34;
    private static final int FIRST_TEXT_BYTES = 4096;
    private static final int MOST_TEXT_BYTES = 1 << 24;
    /** More than a struct passwd (48) and a struct group (32). */
    private static final int STRUCTURE_BYTES = 64;

    private final NativeCalls calls;
    private final Scratch scratch;

    LinuxAccounts(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, 2 * FIRST_TEXT_BYTES);
    }

    @Override
    public Account account(String name) throws PosixException {
        return account(entry("getpwnam_r", name, 0));
    }

    @Override
    public Account account(int uid) throws PosixException {
        return account(entry("getpwuid_r", null, uid));
    }

    private Account account(long found) {
        return found == 0
                ? null
                : new Account(
                        text(found),
                        calls.getInt(found + 16),
                        calls.getInt(found + 20),
                        text(found + 32),
                        text(found + 40));
    }

    @Override
    public Group group(String name) throws PosixException {
        long found = entry("getgrnam_r", name, 0);
        return found == 0 ? null : new Group(text(found), calls.getInt(found + 16));
    }

    /** The address of the entry of that name or, if it is null, number; 0 if there is none. */
    private long entry(String function, String name, int number) throws PosixException {
        int textBytes = FIRST_TEXT_BYTES;
        while (true) {
            scratch.reset(STRUCTURE_BYTES + textBytes + 8 + (name == null ? 0 : Scratch.sizeOf(name)));
            long structure = scratch.take(STRUCTURE_BYTES);
            long texts = scratch.take(textBytes);
            long result = scratch.take(8);
            long key = name == null ? number : scratch.string(name, function);
            int errno = (int) calls.call(calls.symbol(function), key, structure, texts, textBytes, result);
            if (errno == 0) {
                return calls.getLong(result);
            }
            if (errno == ERANGE && textBytes < MOST_TEXT_BYTES) {
                textBytes *= 4;
            } else if (errno != Errno.EINTR.number()) {
                throw new PosixException(function, name == null ? "" : name, new Errno(errno));
            }
        }
    }

    private String text(long pointer) {
        long address = calls.getLong(pointer);
        byte[] bytes = new byte[calls.stringLength(address)];
        calls.getBytes(address, bytes, 0, bytes.length);
        return ByteStrings.of(bytes, 0, bytes.length);
    }
}
