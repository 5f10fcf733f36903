package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.OwnProcess;
import java.util.List;

/** {@link OwnProcess.Execution} by execve. Everything it needs is in native memory before the first call. */
final class LinuxExecution implements OwnProcess.Execution {
    private static final int SET_BYTES = 8;
    private static final int BLOCK_SIGNALS = 0;
    private static final int IGNORE = 1;
    /** The kernel's sigaction: handler, flags, restorer, mask. */
    private static final int ACTION_BYTES = 32;

    private static final int MOST_SIGNALS_OF_STAT = 31;
    private static final int CHILD = 17;

    private final NativeCalls calls;
    private final InheritedSignals signals = InheritedSignals.ofProcess();
    private final long execve;
    private final long syscall;
    private final long[] files;
    private final long arguments;
    private final long environment;
    private final long ignoreAction;
    private final long defaultAction;
    private final long mask;

    LinuxExecution(NativeCalls calls, List<String> files, List<String> arguments, List<String> environment) {
        this.calls = calls;
        this.execve = calls.symbol("execve");
        this.syscall = calls.symbol("syscall");
        this.files = new long[files.size()];
        for (int i = 0; i < files.size(); i++) {
            this.files[i] = copy(files.get(i));
        }
        this.arguments = array(arguments);
        this.environment = array(environment);
        this.ignoreAction = calls.allocate(ACTION_BYTES);
        calls.putLong(ignoreAction, IGNORE);
        this.defaultAction = calls.allocate(ACTION_BYTES);
        this.mask = calls.allocate(SET_BYTES);
        calls.putLong(mask, signals.blocked());
    }

    private long array(List<String> strings) {
        long array = calls.allocate(8 * (strings.size() + 1));
        for (int i = 0; i < strings.size(); i++) {
            calls.putLong(array + 8L * i, copy(strings.get(i)));
        }
        return array;
    }

    private long copy(String byteString) {
        if (byteString.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a zero byte in " + byteString);
        }
        long address = calls.allocate(byteString.length() + 1);
        calls.putBytes(address, ByteStrings.bytes(byteString), 0, byteString.length());
        return address;
    }

    @Override
    public void restoreSignals() {
        for (int signal = 1; signal <= MOST_SIGNALS_OF_STAT; signal++) {
            if (isSet(signals.ignored(), signal)) {
                calls.call(syscall, SystemCall.RT_SIGACTION.number(), signal, ignoreAction, 0, SET_BYTES);
            }
        }
        if (isSet(signals.blocked(), CHILD) && !isSet(signals.ignored(), CHILD)) {
            // The launcher's own child has ended and the signal waits: with its default, which is nothing, it is gone.
            calls.call(syscall, SystemCall.RT_SIGACTION.number(), CHILD, defaultAction, 0, SET_BYTES);
        }
        if (signals.blocked() != 0) {
            calls.call(syscall, SystemCall.RT_SIGPROCMASK.number(), BLOCK_SIGNALS, mask, 0, SET_BYTES);
        }
    }

    private static boolean isSet(long signals, int signal) {
        return (signals >>> (signal - 1) & 1) != 0;
    }

    @Override
    public Errno execute(int file) {
        calls.call(execve, files[file], arguments, environment);
        return new Errno(calls.errno());
    }
}
