package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
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

    private final Hosting hosting;
    private final Files files;
    private final int directory;
    private final String name;
    private final int logOutput;
    /** What the service and its scripts have as standard output. */
    private final int stdout;

    private final List<SpawnRequest.Redirection> stderr;
    private final int loggerStdout;

    /**
     * @param name the service's, a byte string
     * @param pipes where what they say goes to
     */
    Programs(Hosting hosting, int directory, String name, Pipes pipes) {
        this.hosting = hosting;
        this.files = hosting.posix().files();
        this.directory = directory;
        this.name = name;
        this.logOutput =
                pipes.log() == null ? SpawnRequest.INHERIT : pipes.log().reader();
        int unlogged =
                pipes.stdout() == null ? SpawnRequest.INHERIT : pipes.stdout().writer();
        this.stdout = pipes.log() == null ? unlogged : pipes.log().writer();
        this.stderr = pipes.stderr() == null
                ? List.of()
                : List.of(new SpawnRequest.Redirection(2, pipes.stderr().writer()));
        this.loggerStdout = unlogged;
    }

    int startRun(Role role, Children.Listener listener) throws PosixException {
        List<String> arguments = List.of("./run");
        return role == Role.LOGGER
                ? start("./run", arguments, SuperviseFiles.LOG, logOutput, loggerStdout, listener)
                : start("./run", arguments, null, SpawnRequest.INHERIT, stdout, listener);
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
        return start("./finish", arguments, null, SpawnRequest.INHERIT, stdout, listener);
    }

    /** The script that stands in for a command; null if there is none, or it is not executable. */
    String script(ControlCommand command) throws PosixException {
        String path = "control/" + (char) command.letter();
        FileStat found = files.stat(directory, path);
        return found != null && found.isOwnerExecutable() ? path : null;
    }

    int startScript(String path, Children.Listener listener) throws PosixException {
        return start(path, List.of(path), null, SpawnRequest.INHERIT, stdout, listener);
    }

    private int start(
            String program,
            List<String> arguments,
            String subdirectory,
            int stdin,
            int stdoutOfProgram,
            Children.Listener listener)
            throws PosixException {
        return hosting.children()
                .spawn(
                        new SpawnRequest(
                                program,
                                arguments,
                                hosting.environment(),
                                directory,
                                subdirectory,
                                stdin,
                                stdoutOfProgram,
                                hosting.newSessions(),
                                stderr),
                        listener);
    }
}
