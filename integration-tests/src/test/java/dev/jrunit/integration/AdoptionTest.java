package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A supervisor is killed, and the next one goes on with what it left. */
final class AdoptionTest {
    private static final long SEED = 20240311;

    /**
     * Notes in {@code twice} when it finds another copy alive: the lock is held by the process that lives. Perl, because a
     * shell needs a child for it, which is a second process for a moment and may hold the lock when the shell is dead.
     */
    private static final String LOCKED = """
            #!/usr/bin/perl
            use Fcntl ':flock';
            sub note { open my $file, '>>', shift; syswrite $file, "$$\\n" }
            open my $lock, '>>', 'lock' or die;
            unless (flock $lock, LOCK_EX | LOCK_NB) { note('twice'); exit 1 }
            """;

    private static final String EXCLUSIVE = LOCKED + "note('starts');\n";

    // ---- what is done to supervisors ----

    /** Who supervises that service: runsv, or the host of all. */
    private static long supervisorOf(World world, ServiceFolder service) {
        if (world.supervision() != Supervision.ISOLATED) {
            return world.supervisor().pid();
        }
        String end = "runsv " + service.name();
        return Eventually.value(
                end,
                () -> world.processes("dev.jrunit").stream()
                        .filter(pid -> Pids.command(pid).endsWith(" " + service.name()))
                        .filter(pid -> Pids.parent(pid) == world.supervisor().pid())
                        .findFirst()
                        .orElse(0L),
                pid -> pid != 0);
    }

    /** Kills the supervisor of these services and nothing else. With {@code --isolate} runsvdir starts others by itself. */
    private static void kill(World world, ServiceFolder... services) {
        for (ServiceFolder service : services) {
            long pid = supervisorOf(world, service);
            world.shell("kill -KILL " + pid);
            if (pid == world.supervisor().pid()) {
                World.awaitExit(world.supervisor());
            }
            Eventually.until("the supervisor is dead", () -> !Pids.alive(pid));
        }
    }

    /** The next supervisor, and that it holds the service. */
    private static void next(World world, ServiceFolder... services) {
        for (ServiceFolder service : services) {
            world.supervise(service);
            // There is another one: of one that is being killed, files may be open for a moment more.
            assertTrue(Pids.alive(supervisorOf(world, service)));
            awaitAttended(world, service);
        }
    }

    private static void awaitAttended(World world, ServiceFolder service) {
        Eventually.until(service + " is attended", () -> world.attended(service));
    }

    private static List<Long> copies(World world, ServiceFolder service) {
        return world.processes().stream()
                .filter(pid -> service.path().equals(Pids.directory(pid)))
                .toList();
    }

    private static ServiceFolder exclusive(World world, String name) {
        return world.service(name).executable("run", EXCLUSIVE + "sleep 1000;\n");
    }

    /** A script may run for a moment before it has noted that. */
    private static void awaitStarts(ServiceFolder service, int times) {
        Eventually.equal(
                service + ": starts", times, () -> service.lines("starts").size());
    }

    private static void assertNeverTwo(List<ServiceFolder> services) {
        for (ServiceFolder service : services) {
            assertEquals(List.of(), service.lines("twice"), service + ": two copies at once");
        }
    }

    // ---- what lives goes on ----

    /** A third of them logs by a logger in the host, a third by Debian's svlogd, a third not at all. */
    @Conformance(Supervision.HOSTED)
    void aHundredServicesGoOn(World world) {
        String svlogd = Suite.C.program("svlogd");
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            ServiceFolder service = world.service("s" + number).notesFinish();
            if (number % 3 == 2) {
                service.sleeper();
            } else {
                service.counter(1, "0.1");
                ServiceFolder.folder(service.path().resolve("log/main"));
                if (number % 3 == 0) {
                    service.log().text("main/config", "");
                } else {
                    service.log().run("exec " + svlogd + " main");
                }
            }
            services.add(service);
        }
        world.startScanner();
        services.forEach(ServiceFolder::awaitRunning);
        services.forEach(service -> Eventually.until(
                service + " logs",
                () -> !service.has("log")
                        || !service.content("log/main/current").isEmpty()));
        List<Long> pids = services.stream().map(ServiceFolder::pid).toList();
        List<Long> loggers = services.stream().map(AdoptionTest::loggerPid).toList();
        List<Status> statuses = services.stream().map(ServiceFolder::status).toList();

        kill(world, services.get(0));
        assertTrue(pids.stream().allMatch(Pids::alive), "services live without a supervisor");
        world.startScanner();
        // The last one that is attended: all of them are begun by then.
        services.forEach(service -> awaitAttended(world, service));

        assertEquals(pids, services.stream().map(ServiceFolder::pid).toList());
        assertEquals(statuses, services.stream().map(ServiceFolder::status).toList());
        for (int number = 0; number < 100; number++) {
            ServiceFolder service = services.get(number);
            if (number % 3 == 1) {
                assertEquals(loggers.get(number), loggerPid(service), service + "/log");
            }
            assertEquals(List.of(pids.get(number)), copies(world, service), service + ": its processes");
        }
        String shown = world.sv("status", services.get(2).path().toString()).out();
        assertTrue(shown.startsWith("run: " + services.get(2) + ": (pid " + pids.get(2) + ") "), shown);

        List<String> stop = new ArrayList<>(List.of("-v", "stop"));
        services.forEach(service -> stop.add(service.path().toString()));
        Outcome stopped = world.sv(stop.toArray(String[]::new));
        assertEquals(0, stopped.exit(), stopped.out());
        for (int number = 0; number < 100; number++) {
            ServiceFolder service = services.get(number);
            assertFalse(Pids.alive(pids.get(number)));
            String end =
                    number % 3 == 2 ? (saysHowOthersEnd() ? "-1 15" : "-1 0") : saysHowOthersEnd() ? "7 0" : "-1 0";
            assertEquals(List.of(end), service.lines("finished"), service + ": finish");
            if (number % 3 != 2) {
                service.awaitAllLines("log/main");
            }
        }
    }

    private static long loggerPid(ServiceFolder service) {
        return service.has("log/supervise/pid") ? service.log().pid() : 0;
    }

    /** PIDFD_GET_INFO tells of an exit since Linux 6.15. */
    private static boolean saysHowOthersEnd() {
        String[] version = System.getProperty("os.version").split("[^0-9]", -1);
        int major = Integer.parseInt(version[0]);
        return major > 6 || (major == 6 && Integer.parseInt(version[1]) >= 15);
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED})
    void itIsControlledAsBefore(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        service.logsLines();
        world.supervise(service);
        long pid = service.awaitReady();
        service.log().awaitStat("run");
        Status before = service.status();
        long logger = service.log().pid();
        for (int times = 0; times < 2; times++) {
            kill(world, service);
            next(world, service);
        }
        assertEquals(pid, service.pid());
        assertEquals(before, service.status());
        assertEquals(logger, service.log().pid());
        service.send("h").awaitSignals("HUP");
        service.send("p").awaitStatus("1 u 0 1");
        Eventually.equal("stopped", 'T', () -> Pids.state(pid));
        service.send("c").awaitStatus("0 u 0 1");
        service.awaitSignals("HUP", "CONT");
        service.remove("stay").notesFinish();
        assertEquals(0, world.sv("-v", "restart", service.path().toString()).exit());
        assertNotEquals(pid, service.awaitReady(2));
        assertEquals(List.of(saysHowOthersEnd() ? "3 0" : "-1 0"), service.lines("finished"));
        assertEquals(logger, service.log().pid());
        assertEquals(1, copies(world, service).size());
    }

    /** Its line is missing, and its pipe is open for writing alone. */
    @Conformance(Supervision.RUNSV)
    void whatAnotherRunsvLeft(World world) {
        assumeTrue(Suite.C.chosen(), "the other runsv is C runit's");
        ServiceFolder service = world.service("a").script("run", "echo \"$$\"; exec sleep 1000");
        ServiceFolder.folder(service.path().resolve("log/main"));
        service.log().run("exec " + Suite.C.program("svlogd") + " main");
        Process other = world.startSupervisor(
                List.of(Suite.C.program("runsv"), service.path().toString()));
        long pid = service.awaitRunning();
        long logger = service.log().awaitRunning();
        world.shell("kill -KILL " + other.pid());
        World.awaitExit(other);
        next(world, service);
        assertEquals(pid, service.pid());
        assertEquals(logger, service.log().pid());
        assertEquals(0, world.sv("restart", service.path().toString()).exit());
        long second = service.awaitRunning(pid);
        service.awaitLines("log/main/current", Long.toString(pid), Long.toString(second));
        assertEquals(logger, service.log().pid());
        assertEquals(1, copies(world, service).size());
    }

    /** Commands that nobody read wait for the next one, unlike with C, where the FIFO is gone with its only reader. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aServiceThatIsFinishingFinishesOnce(World world) {
        ServiceFolder service =
                exclusive(world, "a").finish("echo \"$*\" >>finished; until [ -e go ]; do sleep 0.05; done");
        world.supervise(service);
        service.awaitRunning();
        awaitStarts(service, 1);
        service.send("d");
        long finish = service.awaitFinish();
        kill(world, service);
        next(world, service);
        assertEquals("finish, want down", service.stat());
        assertEquals(finish, service.pid());
        service.text("go", "");
        service.awaitStat("down");
        assertEquals(1, service.lines("finished").size());
        service.send("u").awaitRunning();
        awaitStarts(service, 2);
    }

    // ---- what died, and what was down ----

    @Conformance({Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED})
    void whatDiedUnseenIsStartedOnce(World world) {
        ServiceFolder service = exclusive(world, "a").notesFinish();
        world.supervise(service);
        long pid = service.awaitRunning();
        awaitStarts(service, 1);
        // With --isolate the next runsv comes by itself, and might see the end: runsvdir is stopped meanwhile.
        boolean isolated = world.supervision() == Supervision.ISOLATED;
        if (isolated) {
            long runsv = supervisorOf(world, service);
            world.shell("kill -STOP " + world.supervisor().pid() + "; kill -KILL " + runsv);
            Eventually.until("runsv is dead", () -> !Pids.alive(runsv));
        } else {
            kill(world, service);
        }
        world.shell("kill -KILL " + pid);
        Eventually.until("its new parent has heard of that", () -> Pids.state(pid) == 0);
        if (isolated) {
            world.shell("kill -CONT " + world.supervisor().pid());
        } else {
            world.supervise(service);
        }
        service.awaitRunning(pid);
        assertEquals(List.of("-1 0"), service.lines("finished"));
        awaitStarts(service, 2);
        assertEquals(1, copies(world, service).size());
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED})
    void whatIsDownStaysDown(World world) {
        ServiceFolder service = exclusive(world, "a").notesFinish();
        world.supervise(service);
        service.awaitRunning();
        awaitStarts(service, 1);
        service.send("d").awaitStat("down");
        Status before = service.status();
        kill(world, service);
        next(world, service);
        Eventually.holds(
                "it is down",
                Duration.ofMillis(1300),
                () -> service.status().equals(before) && service.stat().equals("down"));
        awaitStarts(service, 1);
        assertEquals(1, service.lines("finished").size());
        service.send("u").awaitRunning();
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void whatRunsOnceDoesNotRunAgain(World world) {
        ServiceFolder service = exclusive(world, "a").down();
        world.supervise(service);
        service.awaitStat("down");
        long pid = service.send("o").awaitRunning();
        awaitStarts(service, 1);
        kill(world, service);
        next(world, service);
        assertEquals(pid, service.pid());
        world.shell("kill " + pid);
        service.awaitStat("down");
        Eventually.holds(
                "it is down",
                Duration.ofMillis(1300),
                () -> service.lines("starts").size() == 1);
    }

    // ---- what is no successor's ----

    /** {@code cp -a} copies supervise/adopt too. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aCopyHasItsOwnProcess(World world) {
        ServiceFolder service = exclusive(world, "a");
        world.supervise(service);
        long pid = service.awaitRunning();
        awaitStarts(service, 1);
        assertEquals(
                0,
                world.shell("cp -a a .copy && rm .copy/lock .copy/starts && mv .copy b")
                        .exit());
        ServiceFolder copy = world.track(ServiceFolder.at(world.scan().resolve("b")));
        if (world.supervision() == Supervision.RUNSV) {
            world.startRunsv("b");
        }
        long other = Eventually.value(
                "the copy runs",
                () -> {
                    List<Long> found = copies(world, copy);
                    return found.size() == 1 ? found.get(0) : 0;
                },
                found -> found != 0);
        assertEquals(other, copy.awaitRunning(pid));
        // And once more while nobody supervises either.
        if (world.supervision() == Supervision.HOSTED) {
            kill(world, service);
            assertEquals(
                    0,
                    world.shell("cp -a a .copy && rm .copy/lock .copy/starts && mv .copy c")
                            .exit());
            ServiceFolder third = world.track(ServiceFolder.at(world.scan().resolve("c")));
            world.startScanner();
            third.awaitRunning(pid);
            assertEquals(1, copies(world, third).size());
            awaitAttended(world, copy);
            assertEquals(other, copy.pid());
        }
        awaitAttended(world, service);
        assertEquals(pid, service.pid());
        assertEquals(List.of(pid), copies(world, service));
        awaitStarts(service, 1);
    }

    /** What is edited by hand and what an earlier boot or another container left: the stranger is not touched. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aStrangerIsLeftAlone(World world) {
        ServiceFolder stranger = exclusive(world, ".stranger");
        stranger.recorder();
        Process process = world.startSupervisor(List.of("sh", "-c", "cd .stranger; exec ./run"));
        Eventually.until("the stranger is ready", () -> stranger.signals().contains("ready"));
        for (int word : new int[] {4, 1, 2}) {
            ServiceFolder service = exclusive(world, "edited" + word).notesFinish();
            world.supervise(service);
            long pid = service.awaitRunning();
            awaitStarts(service, 1);
            kill(world, service);
            world.shell("kill -KILL " + pid);
            Eventually.until("the service is dead", () -> !Pids.alive(pid));
            List<String> words = new ArrayList<>(List.of(adoptLine(service).split(" ", -1)));
            assertEquals(Long.toString(pid), words.get(4));
            words.set(4, Long.toString(process.pid()));
            if (word != 4) {
                // The start is the stranger's, so that nothing but the place tells that it is none of ours.
                String start = Pids.text(process.pid(), "stat")
                        .replaceFirst(".*\\) ", "")
                        .split(" ", -1)[19];
                words.set(5, start + ".." + start);
                words.set(word, word == 1 ? "00000000-0000-0000-0000-000000000000/1/1" : "1:1");
            }
            writeAdoptLine(service, String.join(" ", words));
            next(world, service);
            long now = service.awaitRunning(pid);
            assertNotEquals(process.pid(), now);
            awaitStarts(service, 2);
            // Only the one that is of this place had a process before, whose end nobody saw.
            assertEquals(word == 4 ? List.of("-1 0") : List.of(), service.lines("finished"));
            for (String command : List.of("h", "d")) {
                service.send(command);
            }
            service.awaitStat("down");
            world.supervisor().destroy();
            World.awaitExit(world.supervisor());
        }
        assertEquals(List.of("ready"), stranger.signals());
        assertTrue(process.isAlive());
    }

    private static String adoptLine(ServiceFolder service) {
        return service.content("supervise/adopt").strip();
    }

    /** In place, as an editor that keeps owner, mode and links. */
    private static void writeAdoptLine(ServiceFolder service, String line) {
        try (RandomAccessFile file =
                new RandomAccessFile(service.file("supervise/adopt").toFile(), "rw")) {
            byte[] block = (line + " ".repeat(511 - line.length()) + "\n").getBytes(ISO_8859_1);
            file.write(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** C's runsv knows nothing of the file; ours is not misled by what one of ours has left before C's. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void anOtherRunsvInBetween(World world) {
        assumeTrue(Suite.C.chosen(), "C runit does not take part");
        ServiceFolder service = exclusive(world, "a").notesFinish();
        world.supervise(service);
        long pid = service.awaitRunning();
        awaitStarts(service, 1);
        kill(world, service);
        world.shell("kill -KILL " + pid);
        Eventually.until("the service is dead", () -> !Pids.alive(pid));

        Process runsv = world.startSupervisor(List.of(Suite.C.program("runsv"), "a"));
        long ofC = service.awaitRunning(pid);
        awaitStarts(service, 2);
        runsv.destroy();
        assertEquals(0, World.awaitExit(runsv));
        assertEquals("down", service.stat());

        next(world, service);
        long last = service.awaitRunning(ofC);
        assertEquals(List.of(last), copies(world, service));
        awaitStarts(service, 3);
        assertNeverTwo(List.of(service));

        // And C's after ours has ended as it should.
        world.supervisor().destroy();
        World.awaitExit(world.supervisor());
        assertFalse(service.has("supervise/adopt"));
        Process again = world.startSupervisor(List.of(Suite.C.program("runsv"), "a"));
        service.awaitRunning(last);
        again.destroy();
        assertEquals(0, World.awaitExit(again));
    }

    // ---- where it has to work ----

    @Conformance({Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED})
    void namesAreBytes(World world) {
        List<String> names = List.of("$(printf 'new\\nline')", "$(printf 'in\\377valid')", "'a b'");
        for (String name : names) {
            world.shell("mkdir .draft && { echo '#!/bin/sh'; echo 'echo x >>starts; exec sleep 1000'; } >.draft/run"
                    + " && chmod +x .draft/run && mv .draft \"" + name.replace("'a b'", "a b") + "\"");
        }
        String pids = "cat */supervise/pid 2>/dev/null";
        superviseAllNames(world);
        Eventually.until("all run", () -> world.shell(pids).out().lines().count() == names.size());
        String before = world.shell(pids).out();
        assertEquals(names.size(), before.lines().count());
        if (world.supervision() == Supervision.ISOLATED) {
            for (long pid : world.processes("dev.jrunit")) {
                if (pid != world.supervisor().pid()) {
                    world.shell("kill -KILL " + pid);
                }
            }
        } else {
            for (Process supervisor : world.supervisors()) {
                supervisor.destroyForcibly();
                World.awaitExit(supervisor);
            }
            superviseAllNames(world);
        }
        Eventually.until(
                "all are attended",
                () -> world.shell("for s in */; do sv status \"./$s\" || exit 1; done")
                                .exit()
                        == 0);
        assertEquals(before, world.shell(pids).out());
        assertEquals(names.size(), world.processes("sleep 1000").size());
        assertEquals("x\nx\nx\n", world.shell("cat */starts").out());
    }

    /** By the shell where each has a supervisor of its own: Java cannot spell such an argument. */
    private static void superviseAllNames(World world) {
        if (world.supervision() != Supervision.RUNSV) {
            world.startScanner();
            return;
        }
        for (String beginning : List.of("new", "in", "a")) {
            world.startSupervisor(List.of("sh", "-c", "exec \"$0\" " + beginning + "*", world.program("runsv")));
        }
    }

    /** Not root, in a directory that cannot be written to: supervise/ is a link to where it can. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void withoutRightsInADirectoryThatIsReadOnly(World world) throws IOException {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(world.home(), "unix:uid")), "not root");
        world.shell("chmod 755 .. .; mkdir ../run ../run/new; chmod 1777 ../run");
        ServiceFolder service = world.service("a").run("exec sleep 1000");
        service.log().text("main", "");
        service.log().remove("main").run("exec cat >/dev/null");
        Path run = world.home().resolve("run");
        Files.createSymbolicLink(service.supervise(), run.resolve("a"));
        Files.createSymbolicLink(service.log().supervise(), run.resolve("a.log"));
        world.shell("chmod -R a+rX-w a");
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
        boolean alone = world.supervision() == Supervision.RUNSV;
        command.addAll(List.of(world.program(alone ? "runsv" : "runsvdir"), alone ? "a" : "."));
        assumeTrue(
                world.run(
                                        world.scan(),
                                        List.of(
                                                command.get(0),
                                                "--reuid=65534",
                                                "--clear-groups",
                                                "test",
                                                "-x",
                                                command.get(5)))
                                .exit()
                        == 0,
                "nobody cannot reach the programs");
        world.startScanning(command);
        long pid = service.awaitRunning();
        service.log().awaitStat("run");
        long logger = service.log().pid();
        world.supervisor().destroyForcibly();
        World.awaitExit(world.supervisor());
        world.startScanning(command);
        awaitAttended(world, service);
        assertEquals(pid, service.pid());
        assertEquals(logger, service.log().pid());
        assertEquals(List.of(pid), copies(world, service));
        assertEquals("", world.supervisorErrors());
    }

    // ---- killed at any moment ----

    @Conformance(Supervision.HOSTED)
    void killedWhileAHundredBoot(World world) {
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            ServiceFolder service = exclusive(world, "s" + number);
            if (number % 4 == 0) {
                service.log().text("config", "");
            } else if (number % 4 == 1) {
                service.logsLines();
            }
            services.add(service);
        }
        Random random = new Random(SEED);
        for (int round = 0; round < 8; round++) {
            int enough = random.nextInt(100);
            world.startScanner();
            Eventually.until(
                    "some are begun",
                    () -> services.stream()
                                    .filter(service -> service.has("starts"))
                                    .count()
                            >= enough);
            kill(world, services.get(0));
        }
        world.startScanner();
        services.forEach(service -> awaitAttended(world, service));
        for (ServiceFolder service : services) {
            long pid = service.awaitRunning();
            assertEquals(List.of(pid), copies(world, service), service + ": its processes");
        }
        assertNeverTwo(services);
    }

    @Conformance({Supervision.HOSTED})
    void killedWhileServicesEndAndStart(World world) {
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            // Longer than a second now and then, so that there is no pause before the next start.
            ServiceFolder service =
                    world.service("s" + number).executable("run", EXCLUSIVE + "select undef, undef, undef, rand 2;\n");
            if (number % 2 == 0) {
                service.executable("finish", LOCKED);
            }
            services.add(service);
        }
        Random random = new Random(SEED);
        for (int round = 0; round < 6; round++) {
            world.startScanner();
            services.forEach(service -> Eventually.until("attended", () -> service.has("supervise/status")));
            ServiceFolder one = services.get(round);
            String before = one.content("starts");
            Eventually.until("another start", () -> !one.content("starts").equals(before));
            int commands = random.nextInt(20);
            for (int i = 0; i < commands; i++) {
                services.get(random.nextInt(services.size())).send(random.nextBoolean() ? "t" : "ku");
            }
            kill(world, services.get(0));
        }
        world.startScanner();
        services.forEach(service -> awaitAttended(world, service));
        assertNeverTwo(services);
        services.forEach(service -> service.send("d").awaitStat("down"));
        services.forEach(service -> assertEquals(List.of(), copies(world, service)));
    }
}
