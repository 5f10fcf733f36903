package dev.jrunit.posix;

import java.util.List;

/**
 * What this process is to the kernel, and how it becomes another program. Changes concern the process or, where Linux
 * keeps the matter for each thread, the calling thread, which is the one that survives {@link Execution#execute}: make
 * all calls on one thread.
 */
public interface OwnProcess {
    /** Closes what the virtual machine holds open for itself and a program must not get; nothing of the caller's. */
    void closeOwnDescriptors();

    /**
     * Waits until no thread but the calling one has anything to do: one that is about to begin needs memory, and fails
     * for a limit that is set before it has it. Where nobody can tell, as without {@code /proc}, or after some seconds it
     * waits no more.
     */
    void awaitOtherThreadsAtRest();

    /** Lets a program get this descriptor. */
    void keepOpen(int descriptor) throws PosixException;

    /** Closes this descriptor where a program is executed, as it is with all that are opened here. */
    void closeOnExec(int descriptor) throws PosixException;

    /** Waits until it has the exclusive lock of an open file. */
    void awaitLock(int descriptor) throws PosixException;

    /** Makes this process the leader of a session and process group of its own; it stays where it is if it leads one. */
    void newSession();

    int parent();

    void changeDirectory(String path) throws PosixException;

    /** Makes the current directory the root. */
    void changeRoot() throws PosixException;

    /** Adds to the nice value, within what there is. */
    void addNice(int increment) throws PosixException;

    /** The scheduling of input and output, as the kernel counts it: the class (1 to 3) and the level in it (0 to 7). */
    void inputOutputPriority(int priorityClass, int level) throws PosixException;

    /** The processors to run on: bit {@code n % 64} of word {@code n / 64} is processor {@code n}. */
    void processors(long[] mask) throws PosixException;

    Identity identity() throws PosixException;

    int effectiveUid();

    void setGroups(int[] gids) throws PosixException;

    /** All three groups, for who may set them. */
    void setGid(int gid) throws PosixException;

    /** All three users, for who may set them. */
    void setUid(int uid) throws PosixException;

    /** Takes a capability from this process and all that comes of it for ever; the kernel may not know the number. */
    void dropCapability(int number) throws PosixException;

    void umask(int mask);

    /** From now on no program gives privileges, whatever bits its file has. */
    void forbidNewPrivileges() throws PosixException;

    /** The signal to get when the parent ends. */
    void signalOnParentsEnd(int signal) throws PosixException;

    void signalSelf(int signal);

    ResourceLimit limit(Resource resource) throws PosixException;

    void setLimit(Resource resource, ResourceLimit limit) throws PosixException;

    /**
     * Gets everything ready in native memory, so that nothing needs to be had once limits are in force.
     *
     * @param files the program's file, or the places to look for it, in order
     * @param arguments all arguments, the program's own name first
     * @param environment entries {@code NAME=value}
     * @throws IllegalArgumentException if one of them all has a zero byte
     */
    Execution prepare(List<String> files, List<String> arguments, List<String> environment);

    /** A program that is ready to replace this one. */
    interface Execution {
        /**
         * Gives signals back the mask and the dispositions that this process was started with: ignored ones that the
         * virtual machine has taken for itself are ignored again. Little may happen afterwards but {@link #execute}.
         */
        void restoreSignals();

        /** Becomes the program in that one of the files, with this process's pid; returns only why it cannot. */
        Errno execute(int file);
    }
}
