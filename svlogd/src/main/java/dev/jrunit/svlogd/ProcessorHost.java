package dev.jrunit.svlogd;

import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;

/** Where processors run: as children of this process, whoever waits for those. Thread: the logger's. */
interface ProcessorHost {
    /** Hears of one processor, on the logger's thread. */
    interface Listener {
        /** It runs, or {@code failure} says why not; the descriptors of the request may be closed now. */
        void started(PosixException failure);

        /** It ended; never before {@link #started}. */
        void exited(WaitStatus status);
    }

    /** Starts a processor; {@code listener} hears of it, perhaps before this method returns. */
    void start(SpawnRequest request, Listener listener);
}
