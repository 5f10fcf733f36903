package dev.jrunit.sv;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.SuperviseFiles;

/**
 * One service directory as sv sees it: the files of its supervise/ are read and written. They may be another user's:
 * none is followed where it is a link, and nothing but a FIFO is written to. Thread: one.
 */
final class Service {
    private static final String NO_DIRECTORY = "unable to change to service directory: ";

    private final Files files;
    private final Descriptors descriptors;
    private final String name;
    private final String path;

    /**
     * @param name as typed
     * @param path where it is, absolute or from the current directory; empty for nowhere
     */
    Service(Posix posix, String name, String path) {
        this(posix.files(), posix.descriptors(), name, path);
    }

    private Service(Files files, Descriptors descriptors, String name, String path) {
        this.files = files;
        this.descriptors = descriptors;
        this.name = name;
        this.path = path;
    }

    /**
     * The path of the service called {@code name}: itself if it looks like a path, else in {@code servicesDirectory}.
     * Source: sv(8), DESCRIPTION.
     */
    static String pathOf(String name, String servicesDirectory) {
        if (name.isEmpty() || name.charAt(0) == '/' || name.charAt(0) == '.' || name.endsWith("/")) {
            return name;
        }
        return servicesDirectory.isEmpty() ? "" : servicesDirectory + "/" + name;
    }

    String name() {
        return name;
    }

    String path() {
        return path;
    }

    /**
     * What its runsv wrote last.
     *
     * @throws Trouble if no runsv runs, or the files cannot be read
     */
    ServiceStatus read() throws Trouble {
        if (path.isEmpty()) {
            throw Trouble.fail(name, NO_DIRECTORY + Errno.ENOENT.words());
        }
        descriptors.close(openFifo(SuperviseFiles.OK));
        byte[] bytes = new byte[ServiceStatus.BYTES];
        int length = readFile(SuperviseFiles.STATUS, bytes);
        ServiceStatus status = ServiceStatus.decode(bytes, length);
        if (status == null) {
            throw Trouble.warning(name, "unable to read " + SuperviseFiles.STATUS + ": bad format");
        }
        return status;
    }

    /** Writes {@code controlBytes} to its runsv, all in one. */
    void send(String controlBytes) throws Trouble {
        int control = openFifo(SuperviseFiles.CONTROL);
        try {
            if (files.stat(control).kind() != FileStat.Kind.FIFO) {
                throw Trouble.warning(name, "unable to write " + SuperviseFiles.CONTROL + ": not a fifo");
            }
            byte[] bytes = new byte[controlBytes.length()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) controlBytes.charAt(i);
            }
            if (descriptors.write(control, bytes, 0, bytes.length) != bytes.length) {
                throw Trouble.warning(name, "unable to write " + SuperviseFiles.CONTROL + ": " + Errno.EAGAIN.words());
            }
        } catch (PosixException e) {
            throw Trouble.warning(
                    name,
                    "unable to write " + SuperviseFiles.CONTROL + ": "
                            + e.errno().words());
        } finally {
            descriptors.close(control);
        }
    }

    /** Whether it is not started by itself. */
    boolean hasDownFile() throws PosixException {
        return files.stat(Files.HERE, path + "/" + SuperviseFiles.DOWN) != null;
    }

    /** Its log service; null if it has none. */
    Service log() throws Trouble {
        String logName = name + "/" + SuperviseFiles.LOG;
        String logPath = path + "/" + SuperviseFiles.LOG;
        try {
            // With the dot: it has to be a directory that may be entered.
            return files.stat(Files.HERE, logPath + "/.") == null
                    ? null
                    : new Service(files, descriptors, logName, logPath);
        } catch (PosixException e) {
            throw Trouble.warning(
                    logName, "unable to change directory: " + e.errno().words());
        }
    }

    /** Opens one of the FIFOs that only a runsv has open for reading. */
    private int openFifo(String file) throws Trouble {
        try {
            return files.open(Files.HERE, path + "/" + file, Open.WRITE | Open.NON_BLOCKING | Open.NO_FOLLOW, 0);
        } catch (PosixException e) {
            if (e.is(Errno.ENXIO)) {
                throw Trouble.runsvNotRunning(name);
            }
            throw unopened(file, e);
        }
    }

    private int readFile(String file, byte[] bytes) throws Trouble {
        int descriptor;
        try {
            int flags = Open.READ | Open.NON_BLOCKING | Open.NO_FOLLOW;
            descriptor = files.open(Files.HERE, path + "/" + file, flags, 0);
        } catch (PosixException e) {
            throw unopened(file, e);
        }
        try {
            return descriptors.read(descriptor, bytes, 0, bytes.length);
        } catch (PosixException e) {
            throw Trouble.warning(
                    name, "unable to read " + file + ": " + e.errno().words());
        } finally {
            descriptors.close(descriptor);
        }
    }

    /** Tells a service directory that cannot be entered from a file in it that cannot be opened. */
    private Trouble unopened(String file, PosixException failure) {
        try {
            if (files.stat(Files.HERE, path + "/.") == null) {
                return Trouble.fail(name, NO_DIRECTORY + Errno.ENOENT.words());
            }
        } catch (PosixException e) {
            return Trouble.fail(name, NO_DIRECTORY + e.errno().words());
        }
        return Trouble.warning(
                name, "unable to open " + file + ": " + failure.errno().words());
    }
}
