package dev.jrunit.init;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.function.IntConsumer;

/**
 * All signals that this process can be sent, in their order, none lost since it was called: they were blocked then, and
 * are read from a queue. Those that tell of an error or of a child, that stop a background process, or that belong to
 * the virtual machine are not among them. Thread: the loop's.
 */
final class Signals {
    static final int INT = 2;
    static final int USR1 = 10;
    static final int TERM = 15;
    static final int CONT = 18;
    static final int PWR = 30;
    /** ILL TRAP ABRT BUS FPE KILL SEGV PIPE CHLD STOP TTIN TTOU XFSZ SYS, two of the C library, one of the machine. */
    private static final int[] NOT_QUEUED = {4, 5, 6, 7, 8, 9, 11, 13, 17, 19, 21, 22, 25, 31, 32, 33, 64};

    private final Posix posix;
    private final int queue;
    private final IntConsumer listener;

    private Signals(Posix posix, int queue, IntConsumer listener) {
        this.posix = posix;
        this.queue = queue;
        this.listener = listener;
    }

    /** Whether signals wait for {@link #listen}, because the launcher had them blocked. */
    static boolean areBlocked(Posix posix) throws PosixException {
        return (posix.init().blockedSignals() & bit(TERM)) != 0;
    }

    /** Calls {@code listener} with the number of each signal. */
    static void listen(Posix posix, EventLoop loop, IntConsumer listener) throws PosixException {
        long wanted = -1;
        for (int number : NOT_QUEUED) {
            wanted &= ~bit(number);
        }
        Signals signals = new Signals(posix, posix.init().signalQueue(wanted), listener);
        loop.watch(signals.queue, signals::take);
    }

    private static long bit(int number) {
        return 1L << (number - 1);
    }

    private void take() {
        try {
            int number = posix.init().nextSignal(queue);
            while (number != 0) {
                listener.accept(number);
                number = posix.init().nextSignal(queue);
            }
        } catch (PosixException e) {
            throw new IllegalStateException("signals can no longer be read", e);
        }
    }
}
