package dev.jrunit.posix;

import java.util.List;

/** Children, signals, limits and the environment of this process. Source: posix_spawn(3), waitpid(2), kill(2). */
public interface Processes {
    /** Starts a child and returns its pid; the exception carries why the program could not be executed. */
    int spawn(SpawnRequest request) throws PosixException;

    /**
     * Waits until some child has ended, and leaves it to {@link #reap}. Blocks: a thread of its own.
     *
     * @return its pid; 0 if there is no child at all
     */
    int awaitEnd() throws PosixException;

    /**
     * Takes note of the end of a child, whose pid is free then; null if that was done already, as {@link #spawn} does
     * with one that cannot execute its program. The thread of {@link #awaitEnd}.
     */
    WaitStatus reap(int pid) throws PosixException;

    /** Both at once; null if there is no child at all. */
    default ChildExit awaitChild() throws PosixException {
        while (true) {
            int pid = awaitEnd();
            WaitStatus status = pid == 0 ? null : reap(pid);
            if (status != null) {
                return new ChildExit(pid, status);
            }
            if (pid == 0) {
                return null;
            }
        }
    }

    /** The id of this process. */
    int pid();

    /** Sends a signal to one process; false if there is none with that pid. Never to a group: pid must be positive. */
    boolean kill(int pid, Signal signal) throws PosixException;

    /** Calls {@code listener} on a thread of the virtual machine for each {@code signal}, even if it was ignored. */
    void onSignal(Signal signal, Runnable listener);

    /** Gives a signal its default disposition. */
    void restoreDefault(Signal signal);

    /** The environment this program was called with: entries {@code NAME=value}, byte strings. */
    List<String> environment();

    DescriptorLimit descriptorLimit() throws PosixException;

    /** Raises the soft descriptor limit of this process as far as the hard one allows; children keep the old one. */
    void raiseDescriptorLimit() throws PosixException;

    /** Takes that back, if it was done; says whether it was. */
    boolean lowerDescriptorLimit();
}
