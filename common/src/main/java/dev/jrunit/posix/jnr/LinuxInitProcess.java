package dev.jrunit.posix.jnr;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.InitProcess;
import dev.jrunit.posix.PosixException;

/** {@link InitProcess} by the C library. Source: signalfd(2), prctl(2), kill(2), reboot(2). */
final class LinuxInitProcess implements InitProcess {
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NON_BLOCKING = 04000;
    private static final int SET_CHILD_SUBREAPER = 36;
    private static final int BLOCK = 0; // SIG_BLOCK
    private static final int SET_MASK = 2; // SIG_SETMASK
    private static final int SIGNAL_SET_BYTES = 128;
    private static final int SIGNAL_RECORD_BYTES = 128;
    private static final int RESTART = 0x01234567;
    private static final int POWER_OFF = 0x4321fedc;
    private static final int KEYBOARD_SENDS_SIGNAL = 0;

    private final NativeCalls calls;
    private final Scratch scratch;

    LinuxInitProcess(NativeCalls calls) {
        this.calls = calls;
        this.scratch = new Scratch(calls, SIGNAL_SET_BYTES);
    }

    private long signalSet(long signals) {
        scratch.reset(SIGNAL_SET_BYTES);
        long set = scratch.take(SIGNAL_SET_BYTES);
        for (int i = 0; i < SIGNAL_SET_BYTES; i += 8) {
            calls.putLong(set + i, 0);
        }
        calls.putLong(set, signals);
        return set;
    }

    @Override
    public long blockedSignals() throws PosixException {
        long set = signalSet(0);
        int error = (int) calls.call(calls.symbol("pthread_sigmask"), BLOCK, 0, set);
        if (error != 0) {
            throw new PosixException("pthread_sigmask", "", new Errno(error));
        }
        return calls.getLong(set);
    }

    @Override
    public void setBlockedSignals(long signals) throws PosixException {
        int error = (int) calls.call(calls.symbol("pthread_sigmask"), SET_MASK, signalSet(signals), 0);
        if (error != 0) {
            throw new PosixException("pthread_sigmask", "", new Errno(error));
        }
    }

    @Override
    public int signalQueue(long signals) throws PosixException {
        long set = signalSet(signals);
        return check("signalfd", (int) calls.call(calls.symbol("signalfd"), -1, set, CLOSE_ON_EXEC | NON_BLOCKING));
    }

    @Override
    public int nextSignal(int signalQueue) throws PosixException {
        scratch.reset(SIGNAL_RECORD_BYTES);
        long event = scratch.take(SIGNAL_RECORD_BYTES);
        long count = calls.call(calls.symbol("read"), signalQueue, event, SIGNAL_RECORD_BYTES);
        if (count == SIGNAL_RECORD_BYTES) {
            return calls.getInt(event);
        }
        if (calls.errno() == Errno.EAGAIN.number() || calls.errno() == Errno.EINTR.number()) {
            return 0;
        }
        throw failure("read", "signals");
    }

    @Override
    public void adoptOrphans() throws PosixException {
        check("prctl", (int) calls.call(calls.symbol("prctl"), SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    }

    @Override
    public boolean signal(int pid, int number) throws PosixException {
        if (pid <= 0) {
            throw new IllegalArgumentException("no process has the id " + pid);
        }
        return send(pid, number);
    }

    @Override
    public void signalAll(int number) throws PosixException {
        if ((int) calls.call(calls.symbol("getpid")) != 1) {
            throw new IllegalStateException("not the first process");
        }
        send(-1, number);
    }

    private boolean send(int pid, int number) throws PosixException {
        if ((int) calls.call(calls.symbol("kill"), pid, number) == 0) {
            return true;
        }
        if (calls.errno() == Errno.ESRCH.number()) {
            return false;
        }
        throw failure("kill", Integer.toString(pid));
    }

    @Override
    public void sync() {
        calls.call(calls.symbol("sync"));
    }

    @Override
    public void reboot(boolean restart) throws PosixException {
        check("reboot", (int) calls.call(calls.symbol("reboot"), restart ? RESTART : POWER_OFF));
    }

    @Override
    public void takeKeyboardRequests() throws PosixException {
        check("reboot", (int) calls.call(calls.symbol("reboot"), KEYBOARD_SENDS_SIGNAL));
    }

    private int check(String operation, int result) throws PosixException {
        if (result < 0) {
            throw failure(operation, "");
        }
        return result;
    }

    private PosixException failure(String operation, String path) {
        return new PosixException(operation, path, new Errno(calls.errno()));
    }
}
