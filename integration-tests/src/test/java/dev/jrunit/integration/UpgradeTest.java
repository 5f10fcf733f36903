package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** USR1: a supervisor executes itself anew, as it is installed now. */
final class UpgradeTest {
    private static final boolean LONG = Boolean.getBoolean("jrunit.long");
    private static final int SWITCHED_OFF = 128 + 2;

    // ---- what is done ----

    /** Whether the process is another program than that, and beyond its launcher. */
    private static boolean isAnew(long pid, String before) {
        String now = Pids.image(pid);
        return !now.isEmpty() && !now.equals(before) && Pids.command(pid).contains("/java ");
    }

    private static void upgrade(World world) {
        long pid = world.supervisor().pid();
        String before = Pids.image(pid);
        world.signal(pid, "USR1");
        Eventually.until("a new program, " + world.supervisorErrors(), () -> isAnew(pid, before));
    }

    private static ServiceFolder counting(World world, String name, int number) {
        ServiceFolder service = world.service(name).counter(20, "0.02").notesFinish();
        ServiceFolder.folder(service.path().resolve("log/main"));
        if (number % 2 == 0) {
            service.log().text("main/config", "s16777215\n");
        } else {
            service.log().text("main/config", "s16777215\n").run("exec " + svlogd() + " main");
        }
        return service;
    }

    /** C's, where it takes part. */
    private static String svlogd() {
        return (Suite.C.chosen() ? Suite.C : Suite.JRUNIT).program("svlogd");
    }

    private static int descriptors(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that has just begun opens some more, and closes what it needs for a moment. */
    private static int settledDescriptors(long pid) {
        int[] last = new int[1];
        Eventually.settles("descriptors", Duration.ofSeconds(1), () -> {
            int before = last[0];
            last[0] = descriptors(pid);
            return last[0] == before;
        });
        return last[0];
    }

    /** A copy of the distribution, to be spoilt. */
    private static Path installed(World world, String name, Path from) {
        Path copy = world.home().resolve(name);
        Outcome copied = world.shell("cp -al '" + from + "' '" + copy + "' 2>/dev/null || { rm -rf '" + copy
                + "'; cp -a '" + from + "' '" + copy + "'; }");
        assertEquals(0, copied.exit(), copied.err());
        return copy;
    }

    private static Path distribution() {
        return Suite.binaries().getParent();
    }

    private static Process start(World world, Path installed) {
        return world.startScanning(List.of(
                installed.resolve("bin/runsvdir").toString(), world.scan().toString()));
    }

    /** Stops everything and has all lines there. */
    private static void stopAndCount(World world, List<ServiceFolder> counting) {
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()), world.supervisorErrors());
        for (ServiceFolder service : counting) {
            service.awaitAllLines("log/main");
            assertEquals("down", service.stat());
        }
    }

    // ---- nothing is noticed ----

    /** Its processor takes its time, and it waits for that. */
    @Conformance(Supervision.HOSTED)
    void aLoggerThatIsToldToEndStaysDown(World world) {
        ServiceFolder service = world.service("a").run("seq 1 50; exec sleep 1000");
        service.log().text("config", "s100\no-l 20\n!while test -e config; do sleep 0.1; done\n");
        world.startScanner();
        service.log().awaitStat("run");
        Eventually.until("it processes", () -> service.log().has("newstate"));
        service.log().send("d");
        service.log().awaitStat("run, got TERM, want down");
        upgrade(world);
        service.log().awaitStat("down");
        assertEquals(0, world.sv("-v", "restart", service.path().toString()).exit());
        assertEquals("down", service.log().stat());
        assertEquals(0, world.sv("-v", "up", service.log().path().toString()).exit());
        service.log().awaitStat("run");
        service.log().remove("config");
        Eventually.until(
                "the processors have ended",
                () -> world.processes("while test -e config").isEmpty());
    }

    @Conformance(Supervision.HOSTED)
    void manyTimesUnderLoad(World world) throws Exception {
        List<ServiceFolder> counting = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            counting.add(counting(world, "c" + number, number));
        }
        ServiceFolder commanded = world.service("commanded").sleeper().control('1', "echo >>got");
        ServiceFolder restarted = world.service("restarted").run("echo >>starts; exec sleep 1000");
        world.startScanner();
        counting.forEach(ServiceFolder::awaitRunning);
        List<Long> pids = counting.stream().map(ServiceFolder::pid).toList();
        List<Status> statuses = counting.stream().map(ServiceFolder::status).toList();
        commanded.awaitRunning();
        long pid = world.supervisor().pid();

        AtomicBoolean over = new AtomicBoolean();
        ConcurrentLinkedQueue<Outcome> failures = new ConcurrentLinkedQueue<>();
        Thread asking = new Thread(() -> {
            while (!over.get()) {
                Outcome outcome = world.sv(
                        "status",
                        counting.get(0).path().toString(),
                        counting.get(1).path().toString());
                if (outcome.exit() != 0 || !outcome.out().matches("(run: .*; run: log: .*\n){2}")) {
                    failures.add(outcome);
                }
            }
        });
        asking.start();
        int sent = 0;
        int open = 0;
        try {
            for (int round = 0; round < 5; round++) {
                long before = restarted.awaitRunning();
                awaitStarts(restarted, round + 1); // TERM may come before it has noted that
                String image = Pids.image(pid);
                world.signal(pid, "USR1");
                if (round % 2 == 1) {
                    world.signal(pid, "USR1");
                }
                // Until the new program is there, and at least once.
                long limitNanos = System.nanoTime() + Eventually.LIMIT.toNanos();
                int inRound = 0;
                boolean anew;
                do {
                    anew = isAnew(pid, image);
                    if (inRound < 30) {
                        commanded.send("1");
                        inRound++;
                    }
                    if (inRound == 5) {
                        restarted.send("t");
                    }
                    Eventually.holds("a moment", Duration.ofMillis(20), () -> true);
                } while (!anew && System.nanoTime() - limitNanos < 0);
                Eventually.until("a new program", () -> isAnew(pid, image));
                sent += inRound;
                if (inRound < 5) {
                    restarted.send("t");
                }
                restarted.awaitRunning(before);
                int expected = sent;
                Eventually.equal(
                        "commands", expected, () -> commanded.lines("got").size());
                if (round == 1) {
                    open = settledDescriptors(pid);
                }
            }
        } finally {
            over.set(true);
            asking.join();
        }
        assertEquals(open, settledDescriptors(pid), "descriptors do not grow");
        assertEquals(List.of(), List.copyOf(failures));
        awaitStarts(restarted, 6);
        assertEquals(pids, counting.stream().map(ServiceFolder::pid).toList());
        assertEquals(statuses, counting.stream().map(ServiceFolder::status).toList());
        stopAndCount(world, counting);
        counting.forEach(service -> assertEquals(List.of("7 0"), service.lines("finished")));
        assertEquals("", world.supervisorErrors());
    }

    private static void awaitStarts(ServiceFolder service, int times) {
        Eventually.equal(
                service + ": starts", times, () -> service.lines("starts").size());
    }

    @Conformance(Supervision.HOSTED)
    void endsMeanwhileAreSeenWithTheirCodes(World world) {
        List<ServiceFolder> services = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            services.add(world.service("s" + number)
                    .run("echo >>starts; exec perl -e 'select undef, undef, undef, 1 + rand; exit 7'")
                    .notesFinish());
        }
        world.startScanner();
        services.forEach(ServiceFolder::awaitRunning);
        for (int round = 0; round < 4; round++) {
            upgrade(world);
            int times = round + 1;
            services.forEach(service -> Eventually.until(
                    service + " has ended", () -> service.lines("finished").size() >= times));
        }
        // By themselves: a script that gets TERM may not have noted its start yet.
        services.forEach(service -> service.send("o"));
        services.forEach(service -> service.awaitStatus("0 d 0 0"));
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        for (ServiceFolder service : services) {
            List<String> ends = service.lines("finished");
            assertEquals(service.lines("starts").size(), ends.size(), service + ": an end for each start");
            for (String end : ends) {
                assertEquals("7 0", end, service.toString());
            }
        }
    }

    /** What was adopted is no child, before and after. */
    @Conformance(Supervision.HOSTED)
    void whatWasAdoptedIsKept(World world) {
        ServiceFolder service = counting(world, "a", 0).finish("echo \"$*\" >>finished");
        world.supervise(service);
        long pid = service.awaitRunning();
        world.supervisor().destroyForcibly();
        World.awaitExit(world.supervisor());
        world.startScanner();
        Eventually.until("attended", () -> world.attended(service));
        upgrade(world);
        upgrade(world);
        assertEquals(pid, service.pid());
        assertEquals(0, world.sv("-v", "stop", service.path().toString()).exit());
        assertFalse(Pids.alive(pid));
        assertEquals(1, service.lines("finished").size());
        service.awaitAllLines("log/main");
    }

    @Conformance(Supervision.HOSTED)
    void termAndHupRightAfterItStopEverything(World world) {
        List<ServiceFolder> counting = List.of(counting(world, "a", 0), counting(world, "b", 1));
        for (int moment = 0; moment < 4; moment++) {
            counting.forEach(service -> service.remove("count").remove("log/main/current"));
            Process host = world.startScanner();
            counting.forEach(ServiceFolder::awaitRunning);
            counting.forEach(service -> Eventually.until(
                    "lines", () -> !service.content("log/main/current").isEmpty()));
            String before = Pids.image(host.pid());
            world.signal(host.pid(), "USR1");
            if (moment == 1) {
                // Whoever is not given the processor meanwhile sees no more than what comes next.
                Eventually.until(
                        "it is tried",
                        () -> !world.processes("handover=test").isEmpty()
                                || !Pids.image(host.pid()).equals(before));
            } else if (moment >= 2) {
                Eventually.until("it is executed", () -> !Pids.image(host.pid()).equals(before));
            }
            boolean hangUp = moment % 2 == 1;
            world.signal(host.pid(), hangUp ? "HUP" : "TERM");
            assertEquals(hangUp ? 111 : 0, World.awaitExit(host), world.supervisorErrors());
            for (ServiceFolder service : counting) {
                service.awaitAllLines("log/main");
                assertEquals("down", service.stat());
                assertEquals("down", service.log().stat());
            }
            Eventually.equal("processes", List.of(), world::processes);
        }
    }

    /** The Java machine of such a program leaves the signal alone. */
    @Conformance(Supervision.HOSTED)
    void quitListsTheThreadsAfterItToo(World world) {
        ServiceFolder service = world.service("a").sleeper();
        world.supervise(service);
        long pid = service.awaitRunning();
        String listed = "runsvdir " + world.scan() + ": threads:\n";
        for (int times = 1; times <= 2; times++) {
            upgrade(world);
            int before = world.supervisorErrors().length();
            world.signal(world.supervisor().pid(), "QUIT");
            Eventually.value(
                    "threads",
                    () -> world.supervisorErrors().substring(before),
                    errors -> errors.startsWith(listed)
                            && errors.contains("\"reaper\" RUNNABLE\n\tat ")
                            && errors.contains(".EventLoop.run("));
            service.send("p").awaitStatus("1 u 0 1");
            service.send("c").awaitStatus("0 u 0 1");
        }
        assertEquals(pid, service.pid());
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
    }

    /** Environment, limits, signals and descriptors of what is started afterwards. */
    @Conformance(Supervision.HOSTED)
    void whatServicesGetIsTheSame(World world) {
        ServiceFolder service = world.service("a")
                .run("exec 2>&1; n=$(ls | grep -c '^probe'); { env; ulimit -a; umask; ls -l /proc/self/fd | wc -l;"
                        + " grep -E 'Sig(Blk|Ign|Cgt)|Groups|Cap' /proc/self/status; echo end; } >probe$n;"
                        + " exec sleep 1000");
        world.with("ODD", "a\nb '\"\\ \u00e9").with("JAVA_TOOL_OPTIONS", "-Dfor.services=1");
        world.startScanning(List.of(
                "/bin/sh", "-c", "ulimit -Sn 512; umask 027; exec \"$@\"", "sh", world.program("runsvdir"), "."));
        awaitProbe(service, 0);
        service.send("t");
        awaitProbe(service, 1);
        upgrade(world);
        service.send("t");
        awaitProbe(service, 2);
        upgrade(world);
        service.send("t");
        awaitProbe(service, 3);
        assertTrue(service.content("probe1").contains("JAVA_TOOL_OPTIONS=-Dfor.services=1\n"));
        assertFalse(service.content("probe1").contains("HANDOVER"));
        assertEquals(service.content("probe1"), service.content("probe2"));
        assertEquals(service.content("probe1"), service.content("probe3"));
    }

    /** A script that gets TERM earlier leaves no probe, and those after it get other numbers. */
    private static void awaitProbe(ServiceFolder service, int number) {
        Eventually.until(
                "probe " + number, () -> service.content("probe" + number).endsWith("end\n"));
    }

    @Conformance(Supervision.ISOLATED)
    void runsvProcessesAreKept(World world) {
        ServiceFolder service = counting(world, "a", 0);
        world.supervise(service);
        long pid = service.awaitRunning();
        long runsv = Pids.parent(pid);
        assertEquals(world.supervisor().pid(), Pids.parent(runsv));
        upgrade(world);
        upgrade(world);
        assertEquals(pid, service.pid());
        assertEquals(runsv, Pids.parent(pid));
        // Its end is seen, and another one adopts the service.
        world.signal(runsv, "KILL");
        Eventually.until("another runsv", () -> {
            List<Long> found = world.processes("runsv.Main");
            return found.size() == 1 && found.get(0) != runsv && world.attended(service);
        });
        assertEquals(pid, service.pid());
        world.signal(world.supervisor().pid(), "USR1");
        world.signal(world.supervisor().pid(), "HUP");
        assertEquals(111, World.awaitExit(world.supervisor()));
        Eventually.equal("processes", List.of(), world::processes);
        service.awaitAllLines("log/main");
    }

    /**
     * Files that are being processed are left as they are found, or waited for; no line of theirs is lost. What their
     * processors have made of them so far is gone after the next rotation, so that no line is there twice either.
     */
    @Conformance(Supervision.HOSTED)
    void aLoggerWithASlowProcessor(World world) {
        ServiceFolder service = world.service("a").counter(1, "0.01").notesFinish();
        ServiceFolder.folder(service.path().resolve("log/main"));
        // Rotated when told to: a log that gets full while its processor is busy keeps the logger from coming to rest.
        service.log().text("main/config", "s16777215\nn0\n!until [ -e go ]; do sleep 0.1; done; cat\n");
        world.supervise(service);
        service.awaitRunning();
        LogDirectory log = new LogDirectory(service.file("log/main"));
        for (int times = 1; times <= 2; times++) {
            int begun = times;
            rotate(service);
            Eventually.until(
                    "a processor works",
                    () -> log.old("u").size() == begun
                            && log.has(stem(log.old("u").get(begun - 1)) + "t"));
            upgrade(world);
        }
        String latest = log.old("u").get(1);
        service.text("log/main/go", "");
        rotate(service);
        Eventually.until("rotated", () -> log.old("s").stream().anyMatch(name -> name.compareTo(latest) > 0));
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()), world.supervisorErrors());
        assertEquals(List.of(), log.old("t"));
        List<String> stems = log.old().stream().map(UpgradeTest::stem).toList();
        assertEquals(stems.stream().distinct().toList(), stems, () -> log.old().toString());
        assertEquals(2, log.old("u").size(), () -> log.old().toString());
        service.awaitAllLines("log/main");
    }

    private static void rotate(ServiceFolder service) {
        Eventually.until("lines", () -> !service.content("log/main/current").isEmpty());
        service.log().send("a");
    }

    private static String stem(String oldFile) {
        return oldFile.substring(0, oldFile.length() - 1);
    }

    // ---- another program ----

    @Conformance(Supervision.HOSTED)
    void anotherVersionInItsPlace(World world) throws Exception {
        takesItsPlace(world, distribution());
    }

    @Conformance(Supervision.HOSTED)
    void anotherJdkInItsPlace(World world) throws Exception {
        Path other = Suite.distributionOfTheBuildingJdk();
        String java = javaVersion(distribution());
        assumeTrue(!javaVersion(other).equals(java), "there is one JDK here, " + java);
        takesItsPlace(world, other);
    }

    private static String javaVersion(Path distribution) throws IOException {
        return Files.readAllLines(distribution.resolve("runtime/release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .findFirst()
                .orElseThrow();
    }

    private static void takesItsPlace(World world, Path other) throws Exception {
        Path installed = installed(world, "jrunit", distribution());
        Path next = installed(world, "next", other);
        ServiceFolder service = counting(world, "a", 0);
        start(world, installed);
        long pid = service.awaitRunning();
        long host = world.supervisor().pid();
        for (int times = 0; times < 3; times++) {
            Path away = world.home().resolve("away");
            Files.move(installed, away);
            Files.move(next, installed);
            upgrade(world);
            assertTrue(
                    Files.isSameFile(installed.resolve("runtime/bin/java"), Path.of("/proc/" + host + "/exe")),
                    "the program that is installed now");
            Files.move(away, next);
            service.send("p").awaitStatus("1 u 0 1");
            service.send("c").awaitStatus("0 u 0 1");
        }
        assertEquals(pid, service.pid());
        stopAndCount(world, List.of(service));
        assertEquals("", world.supervisorErrors());
    }

    @Conformance(Supervision.HOSTED)
    void aProgramThatDoesNotStartIsNotExecuted(World world) throws Exception {
        Path installed = installed(world, "jrunit", distribution());
        ServiceFolder bin = ServiceFolder.at(installed.resolve("bin"));
        ServiceFolder service = counting(world, "a", 0);
        start(world, installed);
        long pid = service.awaitRunning();
        long host = world.supervisor().pid();
        String image = Pids.image(host);
        String good = bin.content("runsvdir");
        String program = bin.file("runsvdir").toString();

        bin.executable("runsvdir", "#!/bin/sh\nexit 3\n");
        refused(world, service, program + " does not start: exit code 3; everything goes on as before");
        bin.executable("runsvdir", "#!/bin/sh\nkill -SEGV $$\n");
        refused(world, service, program + " does not start: signal 11; everything goes on as before");
        bin.text("runsvdir", good);
        refused(world, service, "unable to start " + program + ": access denied; everything goes on as before");
        bin.remove("runsvdir");
        refused(world, service, "unable to start " + program + ": file does not exist; everything goes on as before");
        bin.executable("runsvdir", good);
        Files.move(installed.resolve("runtime"), installed.resolve("gone"));
        refused(world, service, program + " does not start: exit code 127; everything goes on as before");
        Files.move(installed.resolve("gone"), installed.resolve("runtime"));
        if (LONG) {
            bin.executable("runsvdir", "#!/bin/sh\nexec sleep 1000\n");
            refused(world, service, program + " does not start in time; everything goes on as before");
            bin.executable("runsvdir", good);
        }
        assertEquals(image, Pids.image(host));
        assertEquals(pid, service.pid());
        upgrade(world);
        assertEquals(pid, service.pid());
        stopAndCount(world, List.of(service));
    }

    private static void refused(World world, ServiceFolder service, String why) {
        int before = world.supervisorErrors().length();
        world.signal(world.supervisor().pid(), "USR1");
        String warning = "runsvdir " + world.scan() + ": warning: not upgraded: " + why + "\n";
        // A launcher may have said something too.
        Eventually.value(
                "warning <" + warning + ">",
                () -> world.supervisorErrors().substring(before),
                errors -> errors.endsWith(warning));
        int lines = service.lines("log/main/current").size();
        Eventually.until("lines", () -> service.lines("log/main/current").size() > lines);
        service.send("p").awaitStatus("1 u 0 1");
        service.send("c").awaitStatus("0 u 0 1");
    }

    /**
     * The link may lead elsewhere by then. And a launcher that asks a program where its link leads, while its children
     * end, may take their ends away.
     */
    @Conformance(Supervision.HOSTED)
    void aLauncherBehindALink(World world) throws IOException {
        Path first = installed(world, "jrunit-1", distribution());
        Path second = installed(world, "jrunit-2", distribution());
        Path link = world.home().resolve("runsvdir");
        Files.createSymbolicLink(link, first.resolve("bin/runsvdir"));
        ServiceFolder bin = ServiceFolder.at(world.home().resolve("bin"));
        ServiceFolder.folder(bin.path());
        bin.executable("readlink", "#!/bin/sh\necho >>'" + bin.path() + "/calls'\nexec /bin/readlink \"$@\"\n");
        world.with("PATH", bin.path() + ":" + Suite.binaries() + ":" + System.getenv("PATH"));
        ServiceFolder service = counting(world, "a", 0);
        Process host = world.startScanning(List.of(link.toString(), world.scan().toString()));
        service.awaitRunning();
        long pid = service.pid();
        Files.delete(link);
        Files.createSymbolicLink(link, second.resolve("bin/runsvdir"));
        upgrade(world);
        String command = Pids.command(host.pid());
        assertTrue(command.contains(second.resolve("lib").toString()), command);
        assertEquals(List.of("", ""), bin.lines("calls"), "one at the start, one as the new program is tried");
        assertEquals(pid, service.pid());
        stopAndCount(world, List.of(service));
    }

    /** It passed the test and ends all the same: whoever starts a supervisor anew finds everything. */
    @Conformance(Supervision.HOSTED)
    void aProgramThatEndsWhenItMattersLosesNothing(World world) {
        Path installed = installed(world, "jrunit", distribution());
        ServiceFolder bin = ServiceFolder.at(installed.resolve("bin"));
        List<ServiceFolder> services = List.of(counting(world, "a", 0), counting(world, "b", 1));
        Process host = start(world, installed);
        services.forEach(ServiceFolder::awaitRunning);
        List<Long> pids = services.stream().map(ServiceFolder::pid).toList();
        bin.executable("runsvdir", "#!/bin/sh\ncase $JRUNIT_HANDOVER in test:*) exit 0;; esac\nexit 3\n");
        world.signal(host.pid(), "USR1");
        assertEquals(3, World.awaitExit(host));
        assertTrue(pids.stream().allMatch(Pids::alive));
        world.startScanner();
        services.forEach(service -> Eventually.until("attended", () -> world.attended(service)));
        assertEquals(pids, services.stream().map(ServiceFolder::pid).toList());
        stopAndCount(world, services);
    }

    // ---- the first process ----

    private static void upgrade(Box box) {
        long pid = box.first();
        String before = Pids.image(pid);
        box.signal("USR1");
        Eventually.until("a new program, " + box.err(), () -> isAnew(pid, before));
    }

    @Test
    void asTheFirstProcessOfAContainer() {
        try (Box box = new Box()) {
            box.with("SV_LOG_FORMAT", "text");
            ServiceFolder plain = box.service("plain").counter(5, "0.02").notesFinish();
            ServiceFolder logged = box.service("logged").counter(5, "0.02");
            logged.log().text("config", "s16777215\n");
            box.init();
            for (ServiceFolder service : List.of(plain, logged)) {
                Eventually.until(service + " runs", () -> service.pid() != 0);
            }
            String status = plain.content("supervise/pid") + logged.content("supervise/pid");
            for (int times = 0; times < 3; times++) {
                upgrade(box);
                int lines = (int) box.out().lines().count();
                Eventually.until("more lines", () -> box.out().lines().count() > lines);
            }
            assertEquals(status, plain.content("supervise/pid") + logged.content("supervise/pid"));
            assertEquals(0, box.signal("TERM").exit(), box.err());
            int count = Integer.parseInt(plain.content("count"));
            List<String> numbers = box.out()
                    .lines()
                    .filter(line -> line.contains("plain"))
                    .map(line -> line.replaceFirst(".*\\D", ""))
                    .toList();
            assertEquals(
                    Stream.iterate(0, n -> n + 1)
                            .limit(count)
                            .map(Object::toString)
                            .toList(),
                    numbers);
            logged.awaitAllLines("log");
            assertEquals(List.of("7 0"), plain.lines("finished"));
            assertFalse(box.err().contains("not upgraded"), box.err());
        }
    }

    @Test
    void withAMainCommandTheSignalIsItsOwn() {
        try (Box box = new Box()) {
            box.init(
                    "--",
                    "perl",
                    "-e",
                    "$SIG{USR1} = sub { syswrite STDOUT, qq(USR1\\n) }; $SIG{TERM} = sub { exit 5 };"
                            + " syswrite STDOUT, qq(ready\\n); select undef, undef, undef, 0.1 while 1;");
            box.awaitLines("stdout", "ready");
            String before = Pids.image(box.first());
            box.signal("USR1").awaitLines("stdout", "ready", "USR1");
            assertEquals(before, Pids.image(box.first()));
            assertEquals(5, box.signal("TERM").exit(), box.err());
        }
    }

    @Test
    void asTheFirstProcessOfAMachine() throws Exception {
        try (Box box = new Box()) {
            box.script("runit/1", "echo 1 >>$home/order")
                    .script(
                            "runit/2",
                            "echo 2 >>$home/order; trap 'echo TERM >>$home/order; exit 0' TERM;"
                                    + " echo up >$home/ready; while :; do sleep 0.05; done")
                    .script("runit/3", "echo 3 >>$home/order")
                    .script("runit/stopit", "")
                    .script("runit/reboot", "");
            Files.setPosixFilePermissions(box.etc().resolve("runit/reboot"), java.util.Set.of());
            box.init().await("ready");
            upgrade(box);
            upgrade(box);
            assertEquals("1\n2\n", box.read("order"));
            assertEquals(SWITCHED_OFF, box.signal("CONT").exit(), box.err());
            assertEquals("1\n2\nTERM\n3\n", box.read("order"));
        }
    }
}
