package dev.jrunit.posix;

/** What a process does that stands at the head of all others, as process 1 or in its place. Thread: one at a time. */
public interface InitProcess {
    /** The signals that the calling thread blocks: bit {@code n - 1} is signal {@code n}. */
    long blockedSignals() throws PosixException;

    /** Blocks these signals for the calling thread, and those that it makes, and no others. */
    void setBlockedSignals(long signals) throws PosixException;

    /**
     * A descriptor that is ready while one of {@code signals} waits for this process. Only those arrive there that every
     * thread blocks, which is so if they were blocked when the program was called.
     */
    int signalQueue(long signals) throws PosixException;

    /** Takes the next signal from a queue: its number, or 0 if none waits. */
    int nextSignal(int signalQueue) throws PosixException;

    /** Orphans among this process's descendants become its children, as those of process 1 do anyway. */
    void adoptOrphans() throws PosixException;

    /** Sends a signal, by number; false if there is no process with that pid. */
    boolean signal(int pid, int number) throws PosixException;

    /** Sends a signal to every process of the process namespace but this one, which must be its first. */
    void signalAll(int number) throws PosixException;

    /** Has everything that was written to files go to the disks. */
    void sync();

    /** Ends the machine, or the process namespace: by a new start or by switching it off. Returns only if that fails. */
    void reboot(boolean restart) throws PosixException;

    /** Has the keyboard's ctrl-alt-del send INT to this process instead of restarting the machine. */
    void takeKeyboardRequests() throws PosixException;
}
