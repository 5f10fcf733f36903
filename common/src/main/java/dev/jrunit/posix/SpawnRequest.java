package dev.jrunit.posix;

import java.util.List;

/**
 * A program to start as a child. The child has an empty signal mask, default dispositions, the descriptor limit that
 * this process was started with, and no descriptor but 0, 1, 2 and those that are asked for.
 *
 * @param program the file; looked up in PATH if it has no slash
 * @param arguments all arguments, the program's own name first
 * @param environment entries {@code NAME=value}; null for the environment of this process
 * @param directory descriptor of the directory to start in; {@link Files#HERE} for this process's own
 * @param subdirectory where to change to from there; null to stay
 * @param stdin the descriptor that becomes 0; {@link #INHERIT} for this process's
 * @param stdout the descriptor that becomes 1
 * @param newSession whether the child leads a session and process group of its own
 * @param more further descriptors that the child gets, each above 1
 */
public record SpawnRequest(
        String program,
        List<String> arguments,
        List<String> environment,
        int directory,
        String subdirectory,
        int stdin,
        int stdout,
        boolean newSession,
        List<Redirection> more) {
    /** The descriptor stays as it is in this process. */
    public static final int INHERIT = -1;

    /**
     * A descriptor of the child.
     *
     * @param target its number there
     * @param descriptor the one of this process that it is a copy of
     */
    public record Redirection(int target, int descriptor) {}

    /** A request without further descriptors. */
    public SpawnRequest(
            String program,
            List<String> arguments,
            List<String> environment,
            int directory,
            String subdirectory,
            int stdin,
            int stdout,
            boolean newSession) {
        this(program, arguments, environment, directory, subdirectory, stdin, stdout, newSession, List.of());
    }
}
