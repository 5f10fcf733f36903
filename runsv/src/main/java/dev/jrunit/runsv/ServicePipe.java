package dev.jrunit.runsv;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;

/**
 * A pipe that takes what a service says to who reads it. The end that the service gets is open for reading too: while
 * this process is dead and another one has not taken over, nobody else may read, and a line written then would be the
 * service's end. So it waits in the pipe. Thread: the loop's.
 */
final class ServicePipe {
    private static final String OWN_DESCRIPTORS = "/proc/self/fd/";

    private final Descriptors descriptors;
    private final FileId id;
    private final Pipe pipe;
    private boolean writerOpen = true;

    private ServicePipe(Descriptors descriptors, FileId id, Pipe pipe) {
        this.descriptors = descriptors;
        this.id = id;
        this.pipe = pipe;
    }

    static ServicePipe make(Posix posix) throws PosixException {
        Descriptors descriptors = posix.descriptors();
        Pipe made = descriptors.pipe();
        int writer = made.writer();
        try {
            int both = posix.files().open(Files.HERE, OWN_DESCRIPTORS + writer, Open.READ_WRITE, 0);
            descriptors.close(writer);
            writer = both;
            return new ServicePipe(
                    descriptors, posix.files().stat(made.reader()).id(), new Pipe(made.reader(), writer));
        } catch (PosixException e) {
            descriptors.close(made.reader());
            descriptors.close(writer);
            throw e;
        }
    }

    /** The pipe that a process has as one of its descriptors. */
    static ServicePipe ofProcess(Posix posix, FileId id, int pid, int descriptor) throws PosixException {
        int reader = posix.others().reopen(pid, descriptor, Open.READ);
        try {
            return new ServicePipe(
                    posix.descriptors(), id, new Pipe(reader, posix.others().reopen(pid, descriptor, Open.READ_WRITE)));
        } catch (PosixException e) {
            posix.descriptors().close(reader);
            throw e;
        }
    }

    /** The pipe that this process had before it executed itself anew, by its reading end. */
    static ServicePipe kept(Posix posix, int reader) throws PosixException {
        int writer = posix.files().open(Files.HERE, OWN_DESCRIPTORS + reader, Open.READ_WRITE, 0);
        return new ServicePipe(posix.descriptors(), posix.files().stat(reader).id(), new Pipe(reader, writer));
    }

    FileId id() {
        return id;
    }

    int reader() {
        return pipe.reader();
    }

    int writer() {
        return pipe.writer();
    }

    /** From now on only the service and its children can write to it. */
    void endInput() {
        if (writerOpen) {
            writerOpen = false;
            descriptors.close(pipe.writer());
        }
    }

    void close() {
        endInput();
        descriptors.close(pipe.reader());
    }
}
