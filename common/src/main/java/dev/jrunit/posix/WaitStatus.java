package dev.jrunit.posix;

/** How a process ended. */
public sealed interface WaitStatus {
    /** The process called {@code exit} with {@code code}, 0 to 255. */
    record Exited(int code) implements WaitStatus {}

    /** The signal numbered {@code signal} ended the process, and left a core file if {@code core}. */
    record Signaled(int signal, boolean core) implements WaitStatus {}

    /** Nobody can tell how: it was no child of this process, and the kernel does not say. */
    record Unknown() implements WaitStatus {}

    /** Decodes what {@code wait} stores. */
    static WaitStatus ofRaw(int raw) {
        int signal = raw & 0x7f;
        return signal == 0 ? new Exited((raw >> 8) & 0xff) : new Signaled(signal, (raw & 0x80) != 0);
    }

    /** True for an exit with code 0. */
    default boolean isSuccess() {
        return exitCode() == 0;
    }

    /** The exit code, or -1 if a signal ended the process or it is not known: the first argument of {@code ./finish}. */
    default int exitCode() {
        return this instanceof Exited exited ? exited.code() : -1;
    }

    /** The low byte of the raw status, the core flag included: the second argument of {@code ./finish}. */
    default int lowByte() {
        return this instanceof Signaled signaled ? signaled.signal() | (signaled.core() ? 0x80 : 0) : 0;
    }
}
