package dev.jrunit.runsvdir;

import dev.jrunit.posix.FileId;
import dev.jrunit.posix.PosixException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;

/** Where the runsv of a service lives: the only thing that differs between the two ways to run services. */
interface ServiceHost {
    /** A runsv that was started. */
    interface Hosted {
        /** Wants the service down and its runsv gone; {@link Listener#ended} follows. */
        void requestExit();

        /** Has it end without regard for what runs; the more so when called again. */
        void hurry();

        /** Whether it is over, even if its listener has not heard of that yet. */
        boolean hasEnded();

        /** Leaves it to the program that this process executes; {@link ServiceHost#resume} goes on with it there. */
        void handOver(HandoverWriter to) throws PosixException;
    }

    /** Hears of the end of a runsv. */
    interface Listener {
        void ended();
    }

    /** A runsv could not be started; why has been reported already. */
    final class NotStarted extends Exception {
        private static final long serialVersionUID = 1L;

        NotStarted() {
            super(null, null, false, false);
        }
    }

    /**
     * Starts a runsv.
     *
     * @param name the service's name in the scan directory, a byte string
     * @param id the service directory that is meant: the name may lead to another one by now
     * @param listener never called before this method returns
     */
    Hosted start(String name, FileId id, Listener listener) throws NotStarted;

    /** Goes on with a runsv that this process had before it executed this program. */
    Hosted resume(String name, HandoverReader from, Listener listener) throws NotStarted;
}
