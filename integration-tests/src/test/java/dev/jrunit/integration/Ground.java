package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Load} stands on. Where this is root, the supervisor runs as a user of its own, so that permissions and
 * limits count for it, and the scan directory is a small disk that can be filled; where not, neither.
 */
final class Ground implements AutoCloseable {
    /** Nobody else's, two for each run of the tests: not those of another one on this machine. */
    private static final int FIRST_USER =
            54_320 + 2 * (int) (ProcessHandle.current().pid() % 2_500);

    private final World world;
    /** One for each campaign: limits count for all that a user has. */
    private final String user;

    private final List<String> asUser;
    private final boolean hasUser;
    private final boolean hasDisk;

    Ground(World world) {
        this.world = world;
        user = Integer.toString(FIRST_USER + (world.supervision() == Supervision.HOSTED ? 0 : 1));
        asUser = List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups");
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        hasDisk = isRoot
                && run(
                                        "mount",
                                        "-t",
                                        "tmpfs",
                                        "-o",
                                        "size=64m",
                                        "none",
                                        world.scan().toString())
                                .exit()
                        == 0;
        hasUser = isRoot && open() && canRun(world.program("runsvdir"));
        give(world.scan());
    }

    private boolean open() {
        return run("chmod", "755", world.home().toString()).exit() == 0;
    }

    private boolean canRun(String program) {
        List<String> words = new ArrayList<>(asUser);
        words.addAll(List.of(program, "--version"));
        return world.run(world.home(), words).exit() == 0;
    }

    private Outcome run(String... command) {
        return world.run(world.home(), List.of(command));
    }

    boolean hasUser() {
        return hasUser;
    }

    boolean hasDisk() {
        return hasDisk;
    }

    /** The command, to be run as that user. */
    List<String> asUser(List<String> command) {
        List<String> words = new ArrayList<>(hasUser ? asUser : List.of());
        words.addAll(command);
        return words;
    }

    /** Gives a folder and what is in it to that user. */
    void give(Path folder) {
        if (hasUser) {
            Outcome outcome = run("chown", "-R", user + ":" + user, folder.toString());
            assertEquals(0, outcome.exit(), outcome.err());
        }
    }

    @Override
    public void close() {
        if (hasDisk) {
            // What runs on it still may go on there.
            run("umount", "-l", world.scan().toString());
        }
    }
}
