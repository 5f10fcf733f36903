package dev.jrunit.init;

import dev.jrunit.posix.PosixException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.Upgrade;

/** What the first process is for: a container or a machine. Thread: the loop's. */
interface FirstProcess extends Upgrade.Subject {
    /** Boots. */
    void begin();

    /** Goes on with what was handed over by this process itself; to be called before the loop runs. */
    void resume(HandoverReader from) throws PosixException;

    /** This process got a signal. */
    void signalled(int number);

    /** Whether USR1 has it execute itself anew, and does not go to {@link #signalled}. */
    boolean isUpgradedBySignal();
}
