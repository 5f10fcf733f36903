package dev.jrunit.posix;

import java.util.List;

/**
 * Processes that are no children of this one, as seen through {@code /proc}. Thread: one at a time. Source: proc(5),
 * pidfd_open(2).
 */
public interface OtherProcesses {
    /** What pids belong to: the boot of this machine, the process namespace and its first process, as one word. */
    String origin() throws PosixException;

    /** Hundredths of a second since the boot: the clock of {@link ProcessStat#start}. */
    long now();

    /** The pids of all processes, in no order. */
    List<Integer> pids() throws PosixException;

    /** Null if there is no such process; whoever cannot look, as for want of descriptors, does not know that. */
    ProcessStat stat(int pid) throws PosixException;

    /**
     * Its current directory; null if there is none, or it is not to be seen by this user.
     *
     * @throws PosixException if nobody can tell
     */
    FileId directory(int pid) throws PosixException;

    /** The file that its descriptor stands for; null, and failures, as for {@link #directory}. */
    FileId file(int pid, int descriptor) throws PosixException;

    /**
     * The pipe that its descriptor stands for, if it is open for reading and writing, as no program opens a pipe by
     * itself; null if it is not. Else as {@link #file}.
     */
    FileId ownPipe(int pid, int descriptor) throws PosixException;

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
     * How a process ended; null if that cannot be seen yet. It can while its parent has not heard of it, where this
     * process may look at that one's secrets; and from then on.
     *
     * @param watch what {@link #watch} gave
     * @param process that process, as it was found
     * @throws PosixException if it is too late, for this kernel tells nothing once the parent has heard of it
     */
    WaitStatus end(int watch, ProcessStat process) throws PosixException;
}
