package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A log directory with a config and no program: the supervisor writes it. docs/logging.md, A log without a process. */
final class HostedLoggerTest {
    /** A service whose {@code log/} has that config; {@code run} writes to the log. */
    private static ServiceFolder service(World world, String config, String run) {
        ServiceFolder service = world.service("a").run(run);
        service.log().text("config", config);
        return service;
    }

    private static ServiceFolder supervised(World world, ServiceFolder service) {
        world.supervise(service);
        Eventually.until("the logger is supervised", () -> service.log().has("supervise/status"));
        service.log().awaitStat("run");
        return service;
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }

    /** All that was logged: the old files in their order, then current. */
    private static List<String> logged(ServiceFolder log) {
        List<String> lines = new ArrayList<>();
        String[] names = log.path().toFile().list((folder, name) -> name.startsWith("@"));
        for (String name : Stream.of(names).sorted().toList()) {
            lines.addAll(log.lines(name));
        }
        lines.addAll(log.lines("current"));
        return lines;
    }

    private static List<String> oldFiles(ServiceFolder log) {
        return Stream.of(log.path().toFile().list((folder, name) -> name.startsWith("@")))
                .sorted()
                .toList();
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED})
    void writesItsConfigsDirectory(World world) {
        ServiceFolder service = supervised(world, service(world, "", "seq 1 20000; exec sleep 1000"));
        Eventually.equal("logged", numbers(1, 20000), () -> logged(service.log()));
        assertEquals(List.of(), world.processes("svlogd"));
        assertEquals(service.log().pid(), Pids.parent(service.awaitRunning()));
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void theConfigMayBeInMain(World world) {
        ServiceFolder service = world.service("a").run("echo hello; exec sleep 1000");
        ServiceFolder main = new ServiceFolder(service.path().resolve("log/main"));
        main.text("config", "pP: \n");
        supervised(world, service);
        main.awaitLines("current", "P: hello");
        assertFalse(service.log().has("current"));
    }

    /** An executable run is what runit has always started; one that cannot be executed is none. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aProgramComesFirst(World world) {
        ServiceFolder service =
                service(world, "", "echo hello; exec sleep 1000").logsLines();
        supervised(world, service);
        service.log().awaitLines("lines", "hello");
        assertFalse(service.log().has("current"));
        ServiceFolder other = world.service("b").run("echo hello; exec sleep 1000");
        other.log().text("config", "").text("run", "#!/bin/sh\nexit 1\n");
        supervised(world, other);
        other.log().awaitLines("current", "hello");
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void svShowsAndControlsIt(World world) {
        ServiceFolder service = supervised(world, service(world, "", "while read word <gate; do echo $word; done"));
        world.shell("mkfifo " + service.file("gate"));
        service.send("t");
        String log = service.log().path().toString();
        write(world, service, "one");
        service.log().awaitLines("current", "one");
        assertTrue(world.sv("status", log)
                .out()
                .startsWith("run: " + log + ": (pid " + service.log().pid() + ") "));
        assertEquals(0, world.sv("alarm", log).exit());
        Eventually.equal("old files", 1, () -> oldFiles(service.log()).size());
        service.log().text("config", "pP: \n");
        assertEquals(0, world.sv("hup", log).exit());
        // What comes after the signal was taken is written by the new config.
        Eventually.until("the prefix", () -> {
            write(world, service, "two");
            return service.log().lines("current").contains("P: two");
        });
        assertEquals(0, world.sv("-v", "down", log).exit());
        service.log().awaitStat("down");
        int before = logged(service.log()).size();
        write(world, service, "three");
        assertEquals(before, logged(service.log()).size());
        assertEquals(0, world.sv("-v", "up", log).exit());
        Eventually.until("three", () -> service.log().lines("current").contains("P: three"));
        assertEquals(0, world.sv("-v", "restart", log).exit());
        assertEquals(0, world.sv("-v", "term", log).exit());
        service.log().awaitStat("run");
        write(world, service, "four");
        Eventually.until("four", () -> service.log().lines("current").contains("P: four"));
    }

    private static void write(World world, ServiceFolder service, String word) {
        assertEquals(
                0, world.shell("echo " + word + " >" + service.file("gate")).exit());
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aPauseHoldsLinesBack(World world) {
        ServiceFolder service = supervised(
                world,
                service(
                        world,
                        "",
                        "exec perl -e '$|=1; while(1){ print ++$n, qq(\\n); select undef,undef,undef,0.01 }'"));
        Eventually.until("some lines", () -> logged(service.log()).size() > 5);
        service.log().send("p");
        service.log().awaitStatus("1 u 0 1");
        Eventually.until("nothing comes any more", () -> {
            int before = logged(service.log()).size();
            return !Eventually.within(
                    java.time.Duration.ofMillis(300),
                    () -> logged(service.log()).size() > before);
        });
        int before = logged(service.log()).size();
        service.log().send("c");
        Eventually.until("more lines", () -> logged(service.log()).size() > before + 20);
        List<String> all = logged(service.log());
        assertEquals(numbers(1, all.size()), all);
    }

    /** Signals that end a process end the logger alone, and it is started again. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void killEndsTheLoggerAlone(World world) {
        ServiceFolder service = supervised(world, service(world, "", "exec sleep 1000"));
        long pid = service.awaitRunning();
        service.log().awaitAge();
        Status before = service.log().status();
        for (String command : List.of("k", "i", "q", "1", "2")) {
            service.log().send(command);
            Eventually.until("renewed by " + command, () -> {
                Status now = service.log().status();
                return now.pid() != 0 && now.unixSeconds() >= before.unixSeconds();
            });
        }
        assertEquals(pid, service.pid());
        assertTrue(world.supervisor().isAlive());
    }

    /** It reads what is left before supervision is over, the service's last words too. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void drainsBeforeTheServicesExitCompletes(World world) {
        ServiceFolder service =
                service(world, "s1000\nn0\no-l 10\n", "exec sleep 1000").finish("seq 1 20000; printf last");
        supervised(world, service);
        service.awaitRunning();
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        List<String> expected = new ArrayList<>(numbers(1, 20000));
        expected.add("last");
        assertEquals(expected, logged(service.log()));
        assertEquals("down", service.log().stat());
        assertEquals("", service.log().content("supervise/pid"));
    }

    /** The options of the command line, JSON, compression and standard output, all from the config. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void itsOptionsAreInTheConfig(World world) {
        ServiceFolder service =
                supervised(world, service(world, "o-r _ -tt\npP:\n1\n", "printf 'a\\tb\\n'; exec sleep 1000"));
        Eventually.until("logged", () -> service.log().lines("current").size() == 1);
        String line = service.log().lines("current").get(0);
        assertTrue(line.matches("\\d{4}-\\d\\d-\\d\\d_\\d\\d:\\d\\d:\\d\\d\\.\\d{5} P:a_b"), line);
        Eventually.until("on standard output", () -> world.supervisorOutput().contains("a: P:a_b\n"));
    }

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void processorsRun(World world) {
        ServiceFolder service = service(world, "s100\no-l 20\n!tr a-z A-Z\n", "exec sleep 1000");
        service.run("for i in $(seq 1 50); do echo line $i; done; exec sleep 1000");
        supervised(world, service);
        Eventually.until("processed", () -> {
            List<String> old = oldFiles(service.log());
            return old.size() >= 4
                    && old.stream().allMatch(name -> name.endsWith(".s"))
                    && logged(service.log()).size() == 50;
        });
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            expected.add("line " + i);
        }
        assertEquals(
                expected,
                logged(service.log()).stream()
                        .map(line -> line.toLowerCase(java.util.Locale.ROOT))
                        .toList());
        assertTrue(service.log().content(oldFiles(service.log()).get(0)).startsWith("LINE 1\n"));
    }

    /** A log that cannot be written is told of, touches nothing else, and gets its lines when it can be. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aLogThatCannotBeWrittenTouchesNothingElse(World world) {
        ServiceFolder service = service(world, "", "seq 1 100; exec sleep 1000");
        // A node of this case's own: a logger that is root's sets the permissions of what it writes.
        world.shell("mknod ../full c 1 7 2>/dev/null || ln -s /dev/full ../full; ln -s \"$(realpath ..)/full\" "
                + service.log().file("current"));
        supervised(world, service);
        Eventually.until(
                "told",
                () -> world.supervisorErrors()
                        .contains("runsv " + nameIn(world, service)
                                + ": warning: log: pausing: unable to write to current: log: "
                                + "out of disk space\n"));
        long pid = service.awaitRunning();
        assertEquals(0, world.sv("-v", "restart", service.path().toString()).exit());
        assertFalse(service.awaitRunning() == pid);
        service.log().remove("current");
        assertEquals(0, world.sv("hup", service.log().path().toString()).exit());
        Eventually.until("all lines", () -> logged(service.log()).size() >= 100);
        assertEquals(numbers(1, 100), logged(service.log()).subList(0, 100));
    }

    /** runsv is told a path, runsvdir's hosted runsv a name. */
    private static String nameIn(World world, ServiceFolder service) {
        return world.supervision() == Supervision.RUNSV ? service.path().toString() : service.name();
    }

    /** One log directory is another logger's: this one is tried again, about once a second, until it is free. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aLockedDirectoryIsWaitedFor(World world) throws Exception {
        ServiceFolder service = service(world, "", "echo hello; exec sleep 1000");
        Process holder = world.startSupervisor(
                List.of("flock", service.log().file("lock").toString(), "sh", "-c", "echo >held; exec sleep 1000"));
        Eventually.until("locked", () -> java.nio.file.Files.exists(world.scan().resolve("held")));
        world.supervise(service);
        Eventually.until(
                "told",
                () -> world.supervisorErrors()
                        .contains("warning: log: unable to lock directory: log: temporary failure"));
        holder.destroy();
        World.awaitExit(holder);
        for (long left : world.processes("sleep 1000")) {
            if (Pids.parent(left) != world.supervisor().pid()) {
                world.signal(left, "KILL");
            }
        }
        service.log().awaitLines("current", "hello");
    }
}
