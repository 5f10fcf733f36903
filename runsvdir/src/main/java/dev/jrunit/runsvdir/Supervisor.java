package dev.jrunit.runsvdir;

import dev.jrunit.posix.PosixException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.Upgrade;

/** One of the two ways to supervise a scan directory's services. Thread: the loop's. */
interface Supervisor extends Upgrade.Subject {
    /** Goes on with what this process supervised before it executed itself anew; before {@link #begin}. */
    void resume(HandoverReader from);

    /** Supervises from the loop's first turn on, and does what signals ask for. */
    void begin() throws PosixException;
}
