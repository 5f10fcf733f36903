package dev.jrunit.chpst;

import dev.jrunit.posix.Resource;
import java.util.List;

/**
 * What a program is run with. Immutable; what is null or empty is left as the caller had it. Every command line of every
 * {@link Personality} becomes one of these.
 *
 * @param newSession whether the program leads a session and process group of its own
 * @param environment what changes in the environment
 * @param place where the program runs
 * @param priority how much it gets of the machine
 * @param rights who it is, and what it may do
 * @param lock the lock it holds
 * @param closed which of the descriptors 0, 1 and 2 are closed
 * @param umask the permissions that new files do not get
 * @param parentsEndSignal the signal it gets when its parent ends
 * @param limits soft limits, in the order in which they are set
 * @param program what is run
 * @param verbose whether troubles that do no harm are told
 */
record ProcessPlan(
        boolean newSession,
        Environment environment,
        Place place,
        Priority priority,
        Rights rights,
        Lock lock,
        List<Integer> closed,
        Integer umask,
        Integer parentsEndSignal,
        List<Limit> limits,
        Program program,
        boolean verbose) {
    /**
     * @param directory has a file for each variable
     * @param subdirectoriesAreTrouble whether that directory may have files only
     * @param files have a line for each variable
     * @param ids whose numbers become UID and GID
     * @param ofUser whether HOME, USER, LOGNAME and SHELL become those of {@link Rights#user}
     */
    record Environment(
            String directory, boolean subdirectoriesAreTrouble, List<String> files, UserName ids, boolean ofUser) {}

    /**
     * @param root the new root directory
     * @param directory where to change to, within that root
     */
    record Place(String root, String directory) {}

    /**
     * @param nice what is added to the nice value
     * @param io the class and level of input and output
     * @param processors a bit for each that may be used
     * @param outOfMemoryScore from -1000 (killed last) to 1000
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Priority(Integer nice, IoPriority io, long[] processors, Integer outOfMemoryScore) {}

    /** A scheduling class of input and output, from 1 to 3, and the level in it. */
    record IoPriority(int priorityClass, int level) {}

    /**
     * @param user who the program is
     * @param droppedCapabilities what it can never have
     * @param noNewPrivileges whether no program that it runs can give it more
     */
    record Rights(UserName user, List<Integer> droppedCapabilities, boolean noNewPrivileges) {}

    /**
     * @param path the file
     * @param waits whether to wait for it
     * @param failsSilently whether to exit 0 without a word when there is no lock to be had
     */
    record Lock(String path, boolean waits, boolean failsSilently) {}

    /**
     * @param resource what is limited
     * @param amount the soft limit, a number without a sign; no more than the hard one is set
     * @param asHard the soft limit is the hard one instead
     */
    record Limit(Resource resource, long amount, boolean asHard) {}

    /**
     * @param name its argument 0; null for the word that it is called by
     * @param words it and its arguments, at least one
     */
    record Program(String name, List<String> words) {
        String argument0() {
            return name == null ? words.get(0) : name;
        }
    }
}
