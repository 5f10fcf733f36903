package dev.jrunit.svlogd;

import dev.jrunit.posix.Descriptors;

/**
 * Where a service that has no logger writes to: two pipes whose lines come out on the standard output and the standard
 * error of this process, whole, each with the service's name. Thread: the host's loop's.
 *
 * @param stdout the writing end of the first, for the service's standard output
 * @param stderr the writing end of the second
 */
public record ServiceOutput(int stdout, int stderr) {
    /** Nothing more is written by this process or the programs it starts; what is in the pipes still comes out. */
    public void close(Descriptors descriptors) {
        descriptors.close(stdout);
        descriptors.close(stderr);
    }
}
