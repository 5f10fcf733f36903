package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The scan directory. Source: runsvdir(8), DESCRIPTION and SIGNALS. */
final class RunsvdirTest {

    /** Again until it is done: its supervisor may just be making files in what it removes. */
    private static final String REMOVES_ITSELF = "until rm -rf \"$PWD\" 2>/dev/null; do :; done; exec sleep 1000";

    /** "starts a runsv(8) process for each subdirectory"; "skips subdirectory names starting with dots". */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void startsEachSubdirectoryThatIsNoDotName(World world) throws IOException {
        ServiceFolder hidden = new ServiceFolder(world.scan().resolve(".hidden")).sleeper();
        Files.writeString(world.scan().resolve("file"), "text\n");
        Files.createSymbolicLink(world.scan().resolve("dangling"), Path.of("nowhere"));
        ServiceFolder first = world.service("first").sleeper();
        ServiceFolder second = world.service("second").sleeper().logsLines();
        world.supervise(first);
        world.supervise(second);
        first.awaitStat("run");
        second.awaitStat("run");
        second.log().awaitStat("run");
        assertFalse(hidden.has("supervise"));
        assertTrue(world.supervisor().isAlive());
    }

    /** "or symlink to a directory" */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void startsALinkedDirectory(World world) throws IOException {
        ServiceFolder service = world.track(new ServiceFolder(world.home().resolve("elsewhere")).recorder());
        Files.createSymbolicLink(world.scan().resolve("link"), service.path());
        world.supervise(service);
        service.awaitReady();
        assertEquals(
                new Outcome(0, "run: link: (pid N) Ns\n", ""),
                world.sv("status", "link").normalised());
        Files.delete(world.scan().resolve("link"));
        Eventually.until("not attended", () -> !world.attended(service));
        assertEquals("down", service.stat());
    }

    /** "if it sees a new subdirectory ... it starts a new runsv(8) process" */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void startsANewDirectory(World world) {
        world.supervise(world.service("first").sleeper());
        ServiceFolder moved = world.service("moved", ServiceFolder::recorder);
        World.awaitSupervised(moved);
        moved.awaitReady();
        // A directory that is made in place, and filled afterwards.
        ServiceFolder made = world.service("made").recorder();
        made.awaitReady();
        made.awaitStatus("0 u 0 1");
    }

    /** "if runsvdir sees a subdirectory being removed ..., it sends the runsv(8) process a TERM signal" */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void stopsADirectoryThatIsMovedAway(World world) throws IOException {
        ServiceFolder service = world.service("a").recorder().notesFinish().logsLines();
        ServiceFolder other = world.service("b").recorder();
        world.supervise(service);
        world.supervise(other);
        service.awaitReady();
        long otherPid = other.awaitReady();
        Path away = world.home().resolve("away");
        Files.move(service.path(), away);
        ServiceFolder moved = world.track(new ServiceFolder(away));
        moved.awaitLines("finished", "3 0");
        Eventually.until("not attended", () -> !world.attended(moved));
        assertEquals("down", moved.stat());
        assertEquals("down", moved.log().stat());
        assertEquals(otherPid, other.pid());
        Files.move(away, service.path());
        service.awaitReady(2);
    }

    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void stopsADirectoryThatIsDeleted(World world) {
        ServiceFolder service = world.service("a").recorder();
        ServiceFolder other = world.service("b").recorder();
        world.supervise(service);
        world.supervise(other);
        long pid = service.awaitReady();
        other.awaitReady();
        service.delete();
        Eventually.until("ended", () -> !Pids.alive(pid));
        assertEquals("run", other.stat());
        assertTrue(world.supervisor().isAlive());
    }

    /** The same name may come back at once as another directory. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void servesAReplacedDirectory(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        Files.move(service.path(), world.home().resolve("old"));
        ServiceFolder again = world.service("a", ServiceFolder::recorder);
        again.awaitReady();
        Eventually.until("the old one ended", () -> !Pids.alive(pid));
        again.awaitStatus("0 u 0 1");
    }

    /** Identity is device and inode: under a new name it is the same service, undisturbed. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void aRenamedDirectoryKeepsItsService(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        Path renamed = world.scan().resolve("b");
        Files.move(service.path(), renamed);
        ServiceFolder there = world.track(new ServiceFolder(renamed));
        // Longer than any scan's period, to be sure that it was seen.
        ServiceFolder later = world.service("later", ServiceFolder::recorder);
        later.awaitReady();
        Eventually.holds("undisturbed", Duration.ofMillis(500), () -> there.pid() == pid && Pids.alive(pid));
        assertEquals(List.of("ready"), there.signals());
        there.send("h").awaitSignals("HUP");
    }

    /** Two links to one directory give one runsv. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void twoLinksGiveOneService(World world) throws IOException {
        ServiceFolder service = world.track(new ServiceFolder(world.home().resolve("elsewhere")).recorder());
        Files.createSymbolicLink(world.scan().resolve("one"), service.path());
        Files.createSymbolicLink(world.scan().resolve("two"), service.path());
        world.supervise(service);
        long pid = service.awaitReady();
        Eventually.holds(
                "one process", Duration.ofMillis(1500), () -> service.signals().equals(List.of("ready")));
        assertEquals(List.of(pid), world.processes("./run"));
        assertEquals("", world.supervisorErrors());
    }

    /** "whether the time of last modification, the inode, or the device, of the services directory dir has changed" */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void followsASwitchedLink(World world) throws IOException {
        ServiceFolder first = world.track(new ServiceFolder(world.home().resolve("set1/a")).recorder());
        ServiceFolder second = world.track(new ServiceFolder(world.home().resolve("set2/b")).recorder());
        Path current = world.scan();
        Files.delete(current);
        Files.createSymbolicLink(current, Path.of("set1"));
        world.supervise(first);
        long pid = first.awaitReady();
        Path next = Files.createSymbolicLink(world.home().resolve("next"), Path.of("set2"));
        Files.move(next, current, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        second.awaitReady();
        Eventually.until("the first set ended", () -> !Pids.alive(pid));
        Eventually.equal("stat", "down", first::stat);
    }

    /** The directory itself is replaced under its name. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void followsAReplacedScanDirectory(World world) throws IOException {
        ServiceFolder first = world.supervise(world.service("a").recorder());
        long pid = first.awaitReady();
        ServiceFolder prepared = new ServiceFolder(world.home().resolve("new/b")).recorder();
        world.shell("cd .. && mv scan old && mv new scan");
        assertFalse(Files.exists(prepared.path()));
        world.track(new ServiceFolder(world.home().resolve("old/a")));
        ServiceFolder second = world.track(new ServiceFolder(world.scan().resolve("b")));
        second.awaitReady();
        Eventually.until("the first ended", () -> !Pids.alive(pid));
    }

    /** Any bytes that a file name may have. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void servesAnyName(World world) {
        // Made and read by a shell, because a Java path cannot hold every byte.
        String names = "for name in 'two words' '-dash' 'quo\"te' \"$(printf 'new\\nline')\" \"$(printf 'latin\\351')\""
                + " \"$(printf 'utf\\303\\266')\" 'a*b?' '$x' '%s%n' \"$(printf 'tab\\tend')\"; do ";
        Outcome made = world.shell(names
                + "mkdir \"./$name\" && printf '#!/bin/sh\\nexec sleep 1000\\n' >\"./$name/run\" && chmod +x"
                + " \"./$name/run\" || exit 1; done");
        assertEquals(new Outcome(0, "", ""), made);
        world.startScanner();
        Eventually.equal(
                "stats",
                "run\n".repeat(10),
                () -> world.shell(names + "cat \"./$name/supervise/stat\" 2>/dev/null; done")
                        .out());
        // stat is written before status, which sv reads.
        Eventually.equal(
                "status",
                new Outcome(0, "run: latin\u00e9: (pid N) Ns\n", ""),
                () -> world.shell("\"" + world.svSuite().program("sv") + "\" status \"$(printf 'latin\\351')\"")
                        .normalised());
        Eventually.equal(
                "status",
                new Outcome(0, "run: new\nline: (pid N) Ns\n", ""),
                () -> world.shell("\"" + world.svSuite().program("sv") + "\" status \"$(printf 'new\\nline')\"")
                        .normalised());
    }

    /** cp -r lays a directory down piece by piece: a down file that comes late must count, as must log. */
    @Conformance({Supervision.HOSTED, Supervision.ISOLATED})
    void aCopiedDirectoryWithDownIsNotStarted(World world) throws IOException {
        ServiceFolder template = new ServiceFolder(world.home().resolve("template"));
        template.run("touch started; exec sleep 1000").down().logsLines();
        world.supervise(world.service("first").sleeper());
        int judged = 0;
        for (int round = 0; judged < 8; round++) {
            assertTrue(round < 40, "this machine is too busy to copy a directory: " + judged + " of " + round);
            ServiceFolder copy = world.track(ServiceFolder.at(world.scan().resolve("copy" + round)));
            assertEquals(0, world.shell("cp -r ../template copy" + round).exit());
            // A copy that is held up for longer than a newcomer must be quiet may be taken for complete.
            if (copyMillis(copy) < 150) {
                World.awaitSupervised(copy);
                copy.awaitStat("down");
                copy.log().awaitStat("run");
                assertFalse(copy.has("started"), "round " + round);
                judged++;
            }
        }
    }

    /** From the first to the last file that cp made. */
    private static long copyMillis(ServiceFolder copy) throws IOException {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (String name : List.of("run", "down", "log/run")) {
            long millis = ((FileTime) Files.getAttribute(copy.file(name), "unix:ctime")).toMillis();
            first = Math.min(first, millis);
            last = Math.max(last, millis);
        }
        return last - first;
    }

    /** A service may remove its own directory; the others do not notice. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void aServiceMayRemoveItself(World world) {
        ServiceFolder other = world.supervise(world.service("b").recorder());
        long pid = other.awaitReady();
        ServiceFolder service = world.service("a", it -> it.run(REMOVES_ITSELF));
        Eventually.until("removed", () -> !Files.exists(service.path()));
        Eventually.until(
                "ended",
                () -> world.processes("sleep 1000").isEmpty()
                        && world.processes("runsv a").isEmpty());
        assertEquals(pid, other.pid());
        other.send("h").awaitSignals("HUP");
        assertFalse(Files.exists(service.path()));
    }

    /** "restarts a runsv(8) process if it terminates": exit makes a fresh one. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void anExitIsFollowedByAFreshRunsv(World world) {
        ServiceFolder service =
                world.supervise(world.service("a").recorder().notesFinish().logsLines());
        long pid = service.awaitReady();
        long logger = service.log().awaitRunning();
        assertEquals(new Outcome(0, "", ""), world.sv("exit", "a"));
        service.awaitReady(2);
        service.awaitRunning(pid);
        service.log().awaitRunning(logger);
        service.awaitLines("finished", "3 0");
        service.awaitStatus("0 u 0 1");
    }

    /** A fresh runsv honours down. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void aFreshRunsvHonoursDown(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        Status before = service.status();
        service.down();
        assertEquals(new Outcome(0, "", ""), world.sv("exit", "a"));
        Eventually.until("down anew", () -> service.status().isAfter(before) && "down".equals(service.stat()));
        Eventually.until("attended", () -> world.attended(service));
        assertEquals(1, service.signals().stream().filter("ready"::equals).count());
    }

    /** A runsv that is killed is replaced. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.ISOLATED})
    void aKilledRunsvIsReplaced(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().down());
        service.awaitStat("down");
        long runsv = ProcessHandle.of(world.supervisor().pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        world.signal(runsv, "KILL");
        Eventually.until("dead", () -> !Pids.alive(runsv));
        Eventually.until("attended", () -> world.attended(service));
        service.send("u").awaitReady();
    }

    /** A directory that cannot be served is warned about, retried, and harms no other. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void aBadDirectoryIsRetried(World world) {
        ServiceFolder bad = world.service("bad").recorder().text("supervise", "a file\n");
        ServiceFolder good = world.supervise(world.service("good").recorder());
        good.awaitReady();
        Eventually.until(
                "warned: " + world.supervisorErrors(),
                () -> world.supervisorErrors().contains("bad"));
        bad.remove("supervise");
        bad.awaitReady();
        assertEquals("run", good.stat());
    }

    /** A directory that another runsv serves is taken over when that one ends. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void aDirectoryInUseIsTakenOverLater(World world) {
        ServiceFolder service = world.service("a").recorder();
        Process other = world.startRunsv(service.path().toString());
        service.awaitReady();
        world.startScanner();
        Eventually.until("refused", () -> world.supervisorErrors().contains("unable to lock supervise/lock"));
        other.destroy();
        assertEquals(0, World.awaitExit(other));
        service.awaitReady(2);
        service.awaitStatus("0 u 0 1");
    }

    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void wrongUsageExits1(World world) {
        Outcome outcome = world.run(world.scan(), List.of(world.program("runsvdir")));
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().startsWith("usage: "), outcome.err());
        assertTrue(outcome.err().contains("runsvdir [-P] dir"), outcome.err());
        assertEquals("", outcome.out());
    }

    /** "log ... must be at least seven characters long or absent." */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED})
    void aShortLogIsWarnedAbout(World world) {
        ServiceFolder service = world.service("a").recorder();
        world.startScanning(List.of(world.program("runsvdir"), world.scan().toString(), "log: ."));
        service.awaitReady();
        String name = "runsvdir " + world.scan();
        // Ours are written by a thread of their own.
        Eventually.equal(
                "warnings",
                name + ": warning: log must have at least seven characters.\n" + name
                        + ": warning: log service disabled.\n",
                world::supervisorErrors);
    }

    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED})
    void theLogArgumentIsAccepted(World world) {
        ServiceFolder service = world.service("a").recorder();
        world.startScanning(List.of(world.program("runsvdir"), world.scan().toString(), "log: " + ".".repeat(60)));
        service.awaitReady();
    }

    /** A services directory that comes later. C asks in a tight loop and fills its log; ours waits. */
    @Conformance({Supervision.HOSTED, Supervision.ISOLATED})
    void aMissingScanDirectoryIsWaitedFor(World world) throws IOException {
        Files.delete(world.scan());
        Path other = Files.createDirectory(world.home().resolve("other"));
        Process process = world.startScannerIn(other);
        Eventually.until("warned", () -> world.supervisorErrors().contains("file does not exist"));
        assertTrue(process.isAlive());
        ServiceFolder service = new ServiceFolder(world.home().resolve("filled/a")).recorder();
        Files.move(world.home().resolve("filled"), world.scan());
        assertFalse(Files.exists(service.path()));
        world.track(new ServiceFolder(world.scan().resolve("a"))).awaitReady();
        assertTrue(world.supervisorErrors().lines().count() < 20, "one warning at a time");
    }

    /** Ours waits for hosted services; one that cannot be waited for any longer is killed at the second TERM. */
    @Conformance(Supervision.HOSTED)
    void aSecondTermKillsWhatDoesNotEnd(World world) {
        ServiceFolder hanging = world.service("a").recorder().notesFinish();
        hanging.control('t', "exec sleep 1000");
        ServiceFolder deaf = world.service("b").run("trap '' TERM; : >deaf; while :; do sleep 0.1; done");
        ServiceFolder stuck = world.service("c").run("exit 0").finish("exec sleep 1000");
        for (ServiceFolder service : List.of(hanging, deaf, stuck)) {
            world.supervise(service);
        }
        hanging.awaitReady();
        deaf.awaitStat("run");
        Eventually.until("TERM is ignored", () -> deaf.has("deaf"));
        stuck.awaitStat("finish");
        world.supervisor().toHandle().destroy();
        deaf.awaitStat("run, got TERM, want exit");
        Eventually.until(
                "finish and control/t run", () -> world.processes("sleep 1000").size() == 2);
        assertTrue(world.supervisor().isAlive());
        world.supervisor().toHandle().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals(List.of(), hanging.lines("finished"));
        for (ServiceFolder service : List.of(hanging, deaf, stuck)) {
            assertEquals("down", service.stat());
        }
    }

    /** "If runsvdir receives a TERM signal, it exits with 0 immediately", and its runsv processes go on. */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.ISOLATED})
    void termLeavesTheRunsvProcesses(World world) {
        world.mayLeaveProcesses();
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertTrue(world.attended(service));
        service.send("h").awaitSignals("HUP");
        assertEquals(pid, service.pid());
        service.send("x");
        Eventually.until("ended", () -> !world.attended(service));
    }

    /** A documented difference: a host cannot leave its services, so TERM stops them all, waits, and exits 0. */
    @Conformance(Supervision.HOSTED)
    void termStopsHostedServicesAndWaits(World world) {
        ServiceFolder slow = world.service("slow").recorder().text("stay", "").notesFinish();
        ServiceFolder logged = world.service("logged").recorder().notesFinish().logsLines();
        ServiceFolder down = world.service("down").recorder().notesFinish().down();
        for (ServiceFolder service : List.of(slow, logged, down)) {
            world.supervise(service);
        }
        slow.awaitReady();
        logged.awaitReady();
        world.supervisor().destroy();
        slow.awaitSignalsInAnyOrder("TERM", "CONT");
        logged.awaitStat("down");
        slow.awaitStat("run, got TERM, want exit");
        assertTrue(world.supervisor().isAlive(), "it waits for the slow one");
        world.signal(slow.pid(), "KILL");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals(List.of(), world.processes());
        slow.awaitLines("finished", "-1 9");
        logged.awaitLines("finished", "3 0");
        assertEquals(List.of(), down.lines("finished"));
        for (ServiceFolder service : List.of(slow, logged, logged.log(), down)) {
            assertEquals("down", service.stat());
        }
    }

    /** "If runsvdir receives a HUP signal, it sends a TERM signal to each runsv(8) ... and then exits with 111." */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void hupStopsAllAndExits111(World world) {
        ServiceFolder first = world.service("a").recorder().notesFinish();
        ServiceFolder second = world.service("b").recorder().notesFinish().logsLines();
        world.supervise(first);
        world.supervise(second);
        first.awaitReady();
        second.awaitReady();
        world.signal(world.supervisor().pid(), "HUP");
        assertEquals(111, World.awaitExit(world.supervisor()));
        first.awaitLines("finished", "3 0");
        second.awaitLines("finished", "3 0");
        Eventually.until("all ended", () -> world.processes().isEmpty());
    }

    /** More than runit's 1000. */
    @Conformance(Supervision.HOSTED)
    void serves1200Services(World world) {
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < 1200; number++) {
            services.add(new ServiceFolder(world.scan().resolve("s" + number)).sleeper());
        }
        world.startScanner();
        Eventually.grows("services run", 1200, () -> (int) services.stream()
                .filter(service -> "run".equals(service.stat()))
                .count());
        for (ServiceFolder service : services) {
            service.awaitStat("run");
        }
        ServiceFolder last = services.get(1199);
        assertTrue(Pids.alive(last.pid()));
        last.send("d").awaitStat("down");
        last.send("u").awaitStat("run");
        // A pid is shown while its shell is still on the way to sleep.
        Eventually.equal("processes", 1200, () -> world.processes("sleep 1000").size());
        world.supervisor().destroy();
        Eventually.grows(
                "services have ended",
                1200,
                () -> 1200 - world.processes("sleep 1000").size());
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals(List.of(), world.processes());
        assertEquals("down", services.get(0).stat());
    }
}
