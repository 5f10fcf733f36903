package dev.jrunit.init;

import dev.jrunit.loop.Children;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds and starts scripts and the main command. Thread: the loop's. */
final class Programs {
    private static final int ANYBODY_EXECUTES = 0111;
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Posix posix;
    private final Children children;

    Programs(Posix posix, Children children) {
        this.posix = posix;
        this.children = children;
    }

    /** Whether {@code path} is a file that somebody may execute. */
    boolean isExecutable(String path) throws PosixException {
        FileStat found = posix.files().stat(Files.HERE, path);
        return found != null && found.kind() == FileStat.Kind.FILE && (found.permissions() & ANYBODY_EXECUTES) != 0;
    }

    /** The executable files of a folder in the order of their names; none if there is no folder. */
    List<String> executables(String folder) throws PosixException {
        List<String> paths = new ArrayList<>();
        if (posix.files().stat(Files.HERE, folder) == null) {
            return paths;
        }
        List<String> names = new ArrayList<>(posix.files().list(Files.HERE, folder));
        Collections.sort(names);
        for (String name : names) {
            if (isExecutable(folder + "/" + name)) {
                paths.add(folder + "/" + name);
            }
        }
        return paths;
    }

    /**
     * Starts a program in this process's directory, session and group.
     *
     * @param command the program, looked up in the environment's PATH if it has no slash, and its arguments
     */
    int start(List<String> command, List<String> environment, Children.Listener listener) throws PosixException {
        String file = command.get(0).indexOf('/') < 0 ? inPath(command.get(0), environment) : command.get(0);
        return children.spawn(request(file, command, environment, false), listener);
    }

    /** Starts a program as the leader of a session and process group. */
    int startInSession(String path, List<String> environment, Children.Listener listener) throws PosixException {
        return children.spawn(request(path, List.of(path), environment, true), listener);
    }

    private static SpawnRequest request(
            String file, List<String> command, List<String> environment, boolean newSession) {
        int inherit = SpawnRequest.INHERIT;
        return new SpawnRequest(file, command, environment, Files.HERE, null, inherit, inherit, newSession);
    }

    private String inPath(String name, List<String> environment) throws PosixException {
        String path = DEFAULT_PATH;
        for (String entry : environment) {
            path = entry.startsWith("PATH=") ? entry.substring("PATH=".length()) : path;
        }
        PosixException failure = new PosixException("exec", name, Errno.ENOENT);
        for (String folder : path.split(":", -1)) {
            String file = (folder.isEmpty() ? "." : folder) + "/" + name;
            try {
                if (isExecutable(file)) {
                    return file;
                }
                if (posix.files().stat(Files.HERE, file) != null) {
                    failure = new PosixException("exec", name, Errno.EACCES);
                }
            } catch (PosixException e) {
                failure = e.is(Errno.ENOTDIR) ? failure : new PosixException("exec", name, e.errno());
            }
        }
        throw failure;
    }
}
