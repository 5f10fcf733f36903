package dev.jrunit.posix;

import java.util.List;

/**
 * Processes that are no children of this one, as seen through {@code /proc}. Thread: one at a time. Source: proc(5),
 * pidfd_open(2).
 */
public interface OtherProcesses {
    /** What pids belong to: the boot of this machine and the process namespace, as one word. */
    String origin() throws PosixException;

    /** Hundredths of a second since the boot: the clock of {@link ProcessStat#start}. */
    long now();

    /** The pids of all processes, in no order. */
    List<Integer> pids() throws PosixException;

    /** Null if there is no such process; whoever cannot look, as for want of descriptors, does not know that. */
    ProcessStat stat(int pid) throws PosixException;

    /** Its current directory; null if that cannot be seen. */
    FileId directory(int pid);

    /** The file that its descriptor stands for; null if that cannot be seen. */
    FileId file(int pid, int descriptor);

    /**
     * Opens once more what its descriptor stands for.
     *
     * @param flags bits of {@link Open}
     * @return a descriptor of this process
     */
    int reopen(int pid, int descriptor, int flags) throws PosixException;

    /** A descriptor that is ready once the process has ended (a pidfd). */
    int watch(int pid) throws PosixException;

    /**
     * Sends a signal to the very process that is watched, whoever has its pid by now; false if it has ended.
     *
     * @param watch what {@link #watch} gave
     */
    boolean send(int watch, Signal signal) throws PosixException;

    /**
     * How a process ended, which the kernel tells once its parent has heard of it; null until then.
     *
     * @param watch what {@link #watch} gave
     * @throws PosixException if this kernel tells it never
     */
    WaitStatus end(int watch) throws PosixException;
}
