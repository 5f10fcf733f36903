package dev.jrunit.runsv;

import dev.jrunit.posix.PosixException;

/** A service directory cannot be supervised; the message is what runsv(8) says after {@code fatal: }, a byte string. */
public final class SupervisionException extends Exception {
    private static final long serialVersionUID = 1L;

    SupervisionException(String message) {
        super(message, null, false, false);
    }

    SupervisionException(String message, PosixException cause) {
        super(message + ": " + cause.errno().words(), null, false, false);
    }
}
