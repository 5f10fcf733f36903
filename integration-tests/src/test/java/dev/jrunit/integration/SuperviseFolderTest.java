package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that runsv keeps for its readers. Source: runsv(8), DESCRIPTION, and what tools in the field depend on. */
final class SuperviseFolderTest {

    private static final int TYPE_AND_MODE = 0177777;
    private static final int FIFO = 0010000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void hasTheFilesWithTheirTypesAndModes(World world) throws IOException {
        ServiceFolder service = world.service("a").sleeper().logsLines();
        world.supervise(service);
        service.awaitStat("run");
        service.log().awaitStat("run");
        service.awaitStatus("0 u 0 1"); // written last
        service.log().awaitStatus("0 u 0 1");

        for (ServiceFolder one : List.of(service, service.log())) {
            Path supervise = one.supervise();
            assertEquals(DIRECTORY | 0700, mode(supervise), supervise.toString());
            assertEquals(FIFO | 0600, mode(supervise.resolve("control")));
            assertEquals(FIFO | 0600, mode(supervise.resolve("ok")));
            assertEquals(REGULAR | 0600, mode(supervise.resolve("lock")));
            assertEquals(REGULAR | 0644, mode(supervise.resolve("pid")));
            assertEquals(REGULAR | 0644, mode(supervise.resolve("stat")));
            assertEquals(REGULAR | 0644, mode(supervise.resolve("status")));
            // What is being written has another name for an instant.
            List<String> names = new ArrayList<>(List.of("control", "lock", "ok", "pid", "stat", "status"));
            if (world.ours()) {
                names.add(0, "adopt"); // for the next supervisor, should this one be killed
                assertEquals(REGULAR | 0600, mode(supervise.resolve("adopt")));
            }
            Eventually.equal("files", names, () -> namesIn(supervise));
            assertEquals(0, Files.size(supervise.resolve("lock")));
        }
    }

    /** A umask of the supervisor's caller changes no mode. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void modesDoNotFollowAPermissiveUmask(World world) throws IOException {
        ServiceFolder service = world.service("a").sleeper();
        world.startSupervisor(List.of(
                "/bin/sh",
                "-c",
                "umask 0; exec \"$0\" \"$1\"",
                world.program("runsv"),
                service.path().toString()));
        World.awaitSupervised(service);
        assertEquals(DIRECTORY | 0700, mode(service.supervise()));
        assertEquals(FIFO | 0600, mode(service.supervise().resolve("control")));
        assertEquals(REGULAR | 0644, mode(service.supervise().resolve("status")));
    }

    @Conformance
    void recordsARunningService(World world) {
        long before = System.currentTimeMillis() / 1000;
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        long pid = service.awaitRunning();

        assertEquals("run\n", service.content("supervise/stat"));
        assertEquals(pid + "\n", service.content("supervise/pid"));
        service.awaitStatus("0 u 0 1");
        Status status = service.status();
        assertEquals(pid, status.pid());
        long after = System.currentTimeMillis() / 1000;
        assertTrue(status.unixSeconds() >= before && status.unixSeconds() <= after, status.toString());
        assertTrue(status.nanos() >= 0 && status.nanos() < 1_000_000_000, status.toString());
        Eventually.equal("the process", "sleep 1000", () -> Pids.command(pid));
    }

    /** {@code down}: "runsv does not start ./run immediately". */
    @Conformance
    void recordsAServiceThatIsDownFromTheStart(World world) {
        long before = System.currentTimeMillis() / 1000;
        ServiceFolder service = world.supervise(world.service("a").recorder().down());

        service.awaitStatus("0 d 0 0");
        assertEquals("down\n", service.content("supervise/stat"));
        assertEquals("", service.content("supervise/pid"));
        assertEquals(0, service.status().pid());
        assertTrue(service.status().unixSeconds() >= before);
        service.send("u").awaitReady();
        assertTrue(service.has("down"), "the file is the administrator's");
    }

    /** {@code log/down} holds the logger and only it; supervise/ of each is its own. */
    @Conformance
    void logDownHoldsTheLoggerOnly(World world) {
        ServiceFolder service = world.service("a").sleeper().logsLines();
        service.log().down();
        world.supervise(service);

        service.awaitStatus("0 u 0 1");
        service.log().awaitStatus("0 d 0 0");
        service.log().send("u");
        service.log().awaitStat("run");
    }

    /** {@code down} holds the service, not its logger. */
    @Conformance
    void downDoesNotHoldTheLogger(World world) {
        ServiceFolder service = world.service("a").sleeper().logsLines().down();
        world.supervise(service);

        service.log().awaitStatus("0 u 0 1");
        service.awaitStatus("0 d 0 0");
    }

    @Conformance
    void recordsEachState(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.shell("mkfifo " + service.file("gate"));
        service.finish("test ! -e slow || exec cat gate");
        world.supervise(service);
        service.awaitReady();
        long pid = service.pid();

        service.send("p").awaitStat("run, paused");
        service.awaitStatus("1 u 0 1");
        Eventually.equal("stopped", 'T', () -> Pids.state(pid));
        service.send("c").awaitStat("run");
        service.awaitStatus("0 u 0 1");
        service.send("t").awaitStat("run, got TERM");
        service.awaitStatus("0 u 1 1");
        service.send("d").awaitStat("run, got TERM, want down");
        service.awaitStatus("0 d 1 1");
        service.send("p").awaitStat("run, paused, got TERM, want down");
        service.awaitStatus("1 d 1 1");
        service.send("c").awaitStat("run, got TERM, want down");
        service.send("u").awaitStat("run, got TERM");
        service.awaitStatus("0 u 1 1");
        service.send("x").awaitStat("run, got TERM, want exit");
        service.awaitStatus("0 d 1 1");
        service.send("u").awaitStat("run, got TERM");
        assertEquals(pid, service.pid());

        Status running = service.status();
        service.text("slow", "");
        service.remove("stay").send("ot").awaitStat("finish, want down");
        assertTrue(service.awaitFinish() != pid);
        service.awaitStatus("0 d 0 2");
        Status finishing = service.status();
        assertEquals(service.pid(), finishing.pid());
        assertEquals(running.label(), finishing.label(), "finish keeps the time of run's start");
        assertEquals(running.nanos(), finishing.nanos());
        service.send("x").awaitStat("finish, want exit");
        service.send("u").awaitStat("finish");
        service.awaitStatus("0 u 0 2");
        service.send("o").awaitStat("finish, want down");
        world.shell("echo >" + service.file("gate"));
        service.awaitStat("down");
        service.awaitStatus("0 d 0 0");
        assertEquals("", service.content("supervise/pid"));
        Status down = service.status();
        assertEquals(0, down.pid());
        assertTrue(down.isAfter(finishing), "going down renews the time");
    }

    /** Monitoring tools read stat's mtime as the time of the last change: it does not move while nothing happens. */
    @Conformance
    void rewritesNothingWhileNothingHappens(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper().logsLines());
        service.awaitStat("run");
        service.log().awaitStat("run");
        List<FileTime> before = times(service);
        Eventually.holds(
                "no file is written",
                Duration.ofMillis(2500),
                () -> times(service).equals(before));
    }

    /** supervise/pid is written only when the pid changes; stat and status with every command that changes a flag. */
    @Conformance
    void rewritesPidOnlyWhenThePidChanges(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        FileTime pidTime = time(service, "pid");
        FileTime statTime = time(service, "stat");
        // The kernel stamps files by a coarse clock.
        Eventually.until("some ticks later", () -> System.currentTimeMillis() > statTime.toMillis() + 50);

        service.send("t").awaitStatus("0 u 1 1");
        assertEquals(pidTime, time(service, "pid"));
        assertTrue(time(service, "stat").compareTo(statTime) > 0);

        service.send("k").awaitRunning(pid);
        service.awaitStatus("0 u 0 1");
        assertTrue(time(service, "pid").compareTo(pidTime) > 0);
    }

    /** Readers that see the new status must find stat and pid new too: pid, then stat, then status. */
    @Conformance
    void writesPidThenStatThenStatus(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitRunning();
        service.awaitStatus("0 u 0 1");
        FileTime pid = time(service, "pid");
        FileTime stat = time(service, "stat");
        FileTime status = time(service, "status");
        assertTrue(pid.compareTo(stat) <= 0, pid + " " + stat);
        assertTrue(stat.compareTo(status) <= 0, stat + " " + status);
    }

    /** Files are replaced by rename, so that a reader never sees a half: an open file keeps its old content. */
    @Conformance
    void replacesFilesByRename(World world) throws IOException {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        Object stat = Files.getAttribute(service.supervise().resolve("stat"), "unix:ino");
        Object status = Files.getAttribute(service.supervise().resolve("status"), "unix:ino");
        Files.createLink(service.file("old-stat"), service.supervise().resolve("stat"));
        Files.createLink(service.file("old-status"), service.supervise().resolve("status"));

        service.send("t").awaitStatus("0 u 1 1");
        assertFalse(stat.equals(Files.getAttribute(service.supervise().resolve("stat"), "unix:ino")));
        assertFalse(status.equals(Files.getAttribute(service.supervise().resolve("status"), "unix:ino")));
        assertEquals("run\n", service.content("old-stat"));
        assertEquals(0, Files.readAllBytes(service.file("old-status"))[18]);
    }

    /** supervise may be a link to a folder, absolute or relative, also one that is still missing. */
    @Conformance
    void superviseMayBeALink(World world) throws IOException {
        ServiceFolder there = world.service("there").sleeper();
        ServiceFolder absolute = world.service("absolute").sleeper();
        ServiceFolder relative = world.service("relative").sleeper().logsLines();
        Path run = Files.createDirectory(world.home().resolve("run"));
        Files.createDirectory(run.resolve("there"));
        Files.createSymbolicLink(there.supervise(), run.resolve("there"));
        Files.createSymbolicLink(absolute.supervise(), run.resolve("absolute"));
        Files.createSymbolicLink(relative.supervise(), Path.of("../../run/relative"));
        Files.createSymbolicLink(relative.log().supervise(), Path.of("../../../run/relative.log"));
        for (ServiceFolder service : List.of(there, absolute, relative)) {
            world.supervise(service);
            service.awaitStat("run");
            assertTrue(Files.isSymbolicLink(service.supervise()), "the link stays");
            assertTrue(Files.exists(run.resolve(service.name()).resolve("status")));
        }
        relative.log().awaitStat("run");
        assertTrue(Files.isSymbolicLink(relative.log().supervise()));
        assertEquals(DIRECTORY | 0700, mode(run.resolve("absolute")));
        assertEquals(DIRECTORY | 0700, mode(run.resolve("relative")));
        assertEquals(DIRECTORY | 0700, mode(run.resolve("relative.log")));
    }

    /** A supervise/ that an earlier runsv left is taken over. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void takesOverTheFilesOfAnEarlierRun(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitRunning();
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down\n", service.content("supervise/stat"));
        assertEquals("", service.content("supervise/pid"));
        Status left = service.status();
        assertEquals("0 d 0 0", left.flags());

        world.supervise(service);
        service.awaitStat("run");
        service.awaitStatus("0 u 0 1");
    }

    private static List<String> namesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE_AND_MODE;
    }

    private static FileTime time(ServiceFolder service, String name) {
        try {
            return Files.getLastModifiedTime(service.supervise().resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<FileTime> times(ServiceFolder service) {
        return Stream.of(service, service.log())
                .flatMap(one -> Stream.of("pid", "stat", "status").map(name -> time(one, name)))
                .toList();
    }
}
