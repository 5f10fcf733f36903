package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.protocol.ControlCommand;
import dev.jrunit.protocol.SuperviseFiles;
import dev.jrunit.runsv.machine.Role;
import dev.jrunit.svlogd.HostedLoggers;
import java.util.List;

/** The programs of one service directory and how each is started. Source: runsv(8). Thread: the loop's. */
final class Programs {
    private static final int ANYBODY_EXECUTES = 0111;

    private final Children children;
    private final Files files;
    private final int directory;
    private final String name;
    private final boolean newSessions;
    private final int logInput;
    private final int logOutput;

    /**
     * @param name the service's, a byte string
     * @param logPipe joins the service to its logger; null if there is no logger
     * @param newSessions whether each program leads a session and process group of its own
     */
    Programs(Children children, Files files, int directory, String name, Pipe logPipe, boolean newSessions) {
        this.children = children;
        this.files = files;
        this.directory = directory;
        this.name = name;
        this.newSessions = newSessions;
        this.logInput = logPipe == null ? SpawnRequest.INHERIT : logPipe.writer();
        this.logOutput = logPipe == null ? SpawnRequest.INHERIT : logPipe.reader();
    }

    int startRun(Role role, Children.Listener listener) throws PosixException {
        List<String> arguments = List.of("./run");
        return role == Role.LOGGER
                ? start("./run", arguments, SuperviseFiles.LOG, logOutput, SpawnRequest.INHERIT, listener)
                : start("./run", arguments, null, SpawnRequest.INHERIT, logInput, listener);
    }

    /** The log directory of a logger that needs no process, for it has a config and no program; null if there is none. */
    String hostedLogDirectory() throws PosixException {
        FileStat run = files.stat(directory, "log/run");
        if (run != null && !run.isDirectory() && (run.permissions() & ANYBODY_EXECUTES) != 0) {
            return null;
        }
        if (files.stat(directory, "log/config") != null) {
            return SuperviseFiles.LOG;
        }
        return files.stat(directory, "log/main/config") != null ? "log/main" : null;
    }

    HostedLoggers.Request loggerRequest(String logDirectory) {
        return new HostedLoggers.Request(directory, logDirectory, logOutput, name);
    }

    boolean hasFinish() throws PosixException {
        return files.stat(directory, "finish") != null;
    }

    int startFinish(WaitStatus runExit, Children.Listener listener) throws PosixException {
        List<String> arguments =
                List.of("./finish", Integer.toString(runExit.exitCode()), Integer.toString(runExit.lowByte()));
        return start("./finish", arguments, null, SpawnRequest.INHERIT, logInput, listener);
    }

    /** The script that stands in for a command; null if there is none, or it is not executable. */
    String script(ControlCommand command) throws PosixException {
        String path = "control/" + (char) command.letter();
        FileStat found = files.stat(directory, path);
        return found != null && found.isOwnerExecutable() ? path : null;
    }

    int startScript(String path, Children.Listener listener) throws PosixException {
        return start(path, List.of(path), null, SpawnRequest.INHERIT, logInput, listener);
    }

    private int start(
            String program,
            List<String> arguments,
            String subdirectory,
            int stdin,
            int stdout,
            Children.Listener listener)
            throws PosixException {
        SpawnRequest request =
                new SpawnRequest(program, arguments, null, directory, subdirectory, stdin, stdout, newSessions);
        return children.spawn(request, listener);
    }
}
