package dev.jrunit.cli;

import dev.jrunit.posix.PosixException;

/** What a program of the suite does once its command line is read. Run it with {@link Launcher}. */
public interface Tool {
    /**
     * Does it, on the calling thread.
     *
     * @return the exit code
     * @throws UsageException if the operands mean nothing to this tool
     * @throws PosixException if it has to give up
     */
    int run(CommandLine line, Invocation invocation) throws UsageException, PosixException;
}
