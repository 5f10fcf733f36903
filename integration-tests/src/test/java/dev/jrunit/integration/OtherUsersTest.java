package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Root supervises, and nobody tries to get something by it. docs/security.md. */
final class OtherUsersTest {
    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all");

    /** A world that nobody may look around in. */
    private static void open(World world) {
        assumeTrue(Long.valueOf(0).equals(uid(world.home())), "not root");
        world.shell("chmod 755 .. .");
    }

    private static Long uid(Path path) {
        try {
            return ((Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Outcome asNobody(World world, String... command) {
        List<String> words = new ArrayList<>(NOBODY);
        words.addAll(List.of(command));
        return world.run(world.scan(), words);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV, Supervision.HOSTED})
    void nobodyNeitherControlsNorAsks(World world) {
        open(world);
        ServiceFolder service = world.service("a").sleeper();
        world.shell("chmod 755 a");
        world.supervise(service);
        long pid = service.awaitRunning();
        String sv = world.svSuite().program("sv");
        assumeTrue(asNobody(world, "test", "-x", sv).exit() == 0, "nobody cannot reach " + sv);
        String path = service.path().toString();
        for (String command : List.of("status", "down", "exit")) {
            assertEquals(
                    new Outcome(1, "warning: " + path + ": unable to open supervise/ok: access denied\n", ""),
                    asNobody(world, sv, "-w1", command, path));
        }
        for (String file : List.of("control", "ok", "lock", "status")) {
            assertEquals(
                    1,
                    asNobody(world, "perl", "-e", "exit !open(F, '+<', '" + service.file("supervise/" + file) + "')")
                            .exit());
        }
        long supervisor = world.supervisor().pid();
        assertTrue(asNobody(world, "cat", "/proc/" + supervisor + "/environ").exit() != 0);
        assertFalse(Pids.command(supervisor).contains("JRUNIT_WORLD"), "the environment is in the arguments");
        assertFalse(Files.exists(Path.of("/tmp/hsperfdata_root/" + supervisor)));
        assertEquals(pid, service.pid());
        service.awaitStatus("0 u 0 1");
    }

    /** {@code supervise/} was given to nobody, so that he may control the service. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void whoeverOwnsSuperviseWritesNowhereElse(World world) {
        open(world);
        ServiceFolder service = world.service("a").sleeper();
        world.shell("echo secret >../secret; mkdir a/supervise; for f in status stat pid; do"
                + " ln -s ../../../secret a/supervise/$f.new; done;"
                + " ln ../secret a/supervise/status; chown -hR 65534:65534 a/supervise; chown 0 ../secret");
        world.supervise(service);
        service.awaitRunning();
        service.awaitStat("run");
        assertEquals("secret\n", world.shell("cat ../secret").out());
        assertEquals("", world.supervisorErrors());
        assertEquals("0 644 1\n", world.shell("stat -c '%u %a %h' ../secret").out());
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void anotherServicesFifoInThePlaceOfOnesOwnIsNotRead(World world) {
        open(world);
        world.service("b").run("exec sleep 1000").down();
        world.shell("mkdir b/supervise && mkfifo ../theirs && ln -s ../../../theirs b/supervise/control");
        if (world.supervision() == Supervision.RUNSV) {
            world.startRunsv(world.scan().resolve("b").toString());
        } else {
            world.startScanner();
        }
        Eventually.until(
                "it is refused",
                () -> world.supervisorErrors().contains("supervise/control exists but is not a fifo\n"));
        assertEquals(
                1,
                world.shell("exec perl -MFcntl -e 'exit !sysopen(F, \"../theirs\", O_WRONLY | O_NONBLOCK)'")
                        .exit());
    }

    /** A log directory that is nobody's, written by a root that needs no process for it. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void whoeverOwnsALogDirectoryGetsNothingElseByIt(World world) {
        open(world);
        ServiceFolder service = world.service("a").run("while read word <gate; do echo $word; done");
        ServiceFolder main = new ServiceFolder(service.path().resolve("log/main"));
        main.text("config", "s50\n!touch ../../../../got\n");
        world.shell("mkfifo a/gate; echo secret >../secret; chmod 744 ../secret;"
                + " ln -s ../../../../secret a/log/main/current; chown -h 65534 a/log/main a/log/main/*");
        world.supervise(service);
        world.shell("echo word >a/gate");
        Eventually.until(
                "told",
                () -> world.supervisorErrors().contains("unable to open current: log/main: symbolic link loop"));
        assertTrue(world.supervisorErrors().contains("the processor is not run as root"), world.supervisorErrors());
        world.shell("rm a/log/main/current");
        main.awaitLines("current", "word");
        world.shell("echo 0123456789012345678901234567890123456789012345678901234567890123456789 >a/gate");
        Eventually.until("rotated", () -> main.path().toFile().list((folder, name) -> name.endsWith(".s")).length > 0);
        assertEquals(
                "secret\n744\n",
                world.shell("cat ../secret; stat -c %a ../secret").out());
        assertFalse(Files.exists(world.home().resolve("got")));
    }

    @Conformance(Supervision.RUNSV)
    void svOfRootWritesOnlyToAFifo(World world) {
        open(world);
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        long pid = service.awaitRunning();
        world.shell("echo root:x >../secret; mv a/supervise/control a/supervise/kept;"
                + " ln -s ../../../secret a/supervise/control");
        assertEquals(
                new Outcome(1, "warning: a: unable to open supervise/control: symbolic link loop\n", ""),
                world.sv("down", "a"));
        world.shell("rm a/supervise/control; cp ../secret a/supervise/control");
        assertEquals(
                new Outcome(1, "warning: a: unable to write supervise/control: not a fifo\n", ""),
                world.sv("down", "a"));
        assertEquals(
                "root:x\nroot:x\n",
                world.shell("cat ../secret a/supervise/control").out());
        world.shell("mv a/supervise/kept a/supervise/control");
        assertEquals(pid, service.pid());
    }

    /** Rules that never end, or wait, take neither the host's memory nor its time. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void filesThatNeverEndHoldNothingUp(World world) {
        ServiceFolder service = world.service("a").run("exit 1");
        world.shell("ln -s /dev/zero a/restart; mkfifo a/timeout-kill");
        world.supervise(service);
        Eventually.until(
                "told", () -> world.supervisorErrors().contains("warning: ./restart is ignored: file too big\n"));
        ServiceFolder other = world.service("b").sleeper();
        if (world.supervision() == Supervision.HOSTED) {
            World.awaitSupervised(other);
            other.awaitRunning();
        }
    }

    /** The names of directories, in what runsvdir says of them. */
    @Conformance({Supervision.HOSTED, Supervision.ISOLATED})
    void aNameForgesNoLineAndNoEscape(World world) {
        world.shell("mkdir \"$(printf 'x\\033]0;t\\007\\ny')\" && cd x* && touch run");
        world.startScanner();
        Eventually.until("told", () -> world.supervisorErrors().contains("unable to start ./run: access denied"));
        String errors = world.supervisorErrors();
        assertEquals(-1, errors.indexOf('\u001b'), errors);
        assertEquals(-1, errors.indexOf('\u0007'), errors);
        assertTrue(errors.lines().allMatch(line -> line.startsWith("runsv x?]0;t??y: ")), errors);
    }
}
