package dev.jrunit.runsv;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.protocol.Want;
import java.util.function.Consumer;

/** Opens service directories, and says what is in them. */
public final class ServiceDirectory {
    private ServiceDirectory() {}

    /**
     * A descriptor that stands for the directory {@code path} whatever its name becomes.
     *
     * @throws PosixException if it is missing, no directory, or may not be entered
     */
    public static int open(Files files, String path) throws PosixException {
        if (files.stat(Files.HERE, path + "/.") == null) {
            throw new PosixException("open", path, Errno.ENOENT);
        }
        return files.open(Files.HERE, path, Open.HANDLE | Open.DIRECTORY, 0);
    }

    /** Whether it has a log service; what is in its place otherwise is complained of. */
    static boolean hasLogger(Files files, int directory, Consumer<String> reports) throws SupervisionException {
        try {
            FileStat log = files.stat(directory, SuperviseFiles.LOG);
            if (log != null && !log.isDirectory()) {
                reports.accept("warning: ./log: not a directory.");
            }
            return log != null && log.isDirectory();
        } catch (PosixException e) {
            throw new SupervisionException("unable to stat() ./log", e);
        }
    }

    /**
     * What is wanted as long as nobody said anything.
     *
     * @param downFile the file that says down by being there
     */
    static Want initialWant(Files files, int directory, String downFile) throws SupervisionException {
        try {
            return files.stat(directory, downFile) == null ? Want.UP : Want.DOWN;
        } catch (PosixException e) {
            throw new SupervisionException("unable to stat() ./" + downFile, e);
        }
    }
}
