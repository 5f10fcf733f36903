package dev.jrunit.svlogd;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;

/** Does what a disk may take long for on a thread of its own. Thread: the logger's. */
interface Background {
    /** Something that may block. It may use {@code own} and no other part of the posix layer. */
    interface Work {
        void run(Descriptors own) throws PosixException;
    }

    /** Hears on the logger's thread that work was done. */
    interface Done {
        /** The end of the work; {@code failure} is null if it succeeded. */
        void done(PosixException failure);
    }

    /** Has {@code work} done after all that was given before. */
    void run(Work work, Done done);

    /** How much was given that is not done. */
    int waiting();
}
