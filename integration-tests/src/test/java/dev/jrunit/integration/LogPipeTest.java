package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The pipe between run and log/run. Source: runsv(8), DESCRIPTION and CONTROL x. */
final class LogPipeTest {

    /** Writes numbered lines, about one a millisecond, and a last one once the file {@code enough} exists. */
    private static final String COUNTING = """
            #!/usr/bin/perl
            my $number = 0;
            until (-e 'enough') {
                $number++;
                syswrite STDOUT, "$number\n";
                select undef, undef, undef, 0.001;
            }
            syswrite STDOUT, "end\n";
            sleep 1000 while 1;
            """;

    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void linesArriveInOrder(World world) {
        ServiceFolder service =
                world.service("a").run("seq 1 20000; exec sleep 1000").logsLines();
        world.supervise(service);
        Eventually.until("all lines", () -> service.log().content("lines").endsWith("\n20000\n"));
        assertEquals(numbers(20000), service.log().lines("lines"));
    }

    /** The logger's working directory is service/log, its standard input the pipe. */
    @Conformance
    void theLoggerRunsInItsFolder(World world) {
        ServiceFolder service = world.service("a").run("echo hello; exec sleep 1000");
        service.log().run("pwd >where; exec cat >>lines");
        world.supervise(service);
        service.log().awaitLines("lines", "hello");
        service.log().awaitLines("where", service.log().path().toString());
    }

    /** Only standard output: standard error stays the supervisor's. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void standardErrorIsNotLogged(World world) {
        ServiceFolder service = world.service("a").run("echo to-the-supervisor >&2; echo logged; exec sleep 1000");
        service.logsLines();
        world.supervise(service);
        service.log().awaitLines("lines", "logged");
        assertTrue(world.supervisorErrors().contains("to-the-supervisor"));
    }

    /** While the logger is down the service's output waits in the pipe. */
    @Conformance
    void outputWaitsForALoggerThatIsDown(World world) {
        ServiceFolder service =
                world.service("a").run("seq 1 1000; exec sleep 1000").logsLines();
        service.log().down();
        world.supervise(service);
        service.awaitRunning();
        assertFalse(service.log().has("lines"));
        service.log().send("u");
        Eventually.equal("lines", numbers(1000), () -> service.log().lines("lines"));
    }

    /** The logger is killed again and again in the middle; no line is lost, none comes twice. */
    @Conformance
    void restartsOfTheLoggerLoseNothing(World world) {
        ServiceFolder service = world.service("a").executable("run", COUNTING);
        // It holds TERM back between reading and writing, so that it never dies with lines in its hand.
        service.log().executable("run", """
                        #!/usr/bin/perl
                        use POSIX;
                        my $term = POSIX::SigSet->new(SIGTERM);
                        open my $out, '>>', 'lines';
                        $SIG{TERM} = 'DEFAULT';
                        while (1) {
                            my $ready = '';
                            vec($ready, 0, 1) = 1;
                            select $ready, undef, undef, undef;
                            sigprocmask(SIG_BLOCK, $term);
                            my $got = sysread STDIN, my $block, 512;
                            last unless $got;
                            syswrite $out, $block;
                            sigprocmask(SIG_UNBLOCK, $term);
                        }
                        """);
        world.supervise(service);
        for (int round = 0; round < 3; round++) {
            long pid = service.log().awaitRunning();
            int lines = service.log().lines("lines").size() + 20 + new Random(round).nextInt(200);
            Eventually.until(
                    lines + " lines", () -> service.log().lines("lines").size() >= lines);
            service.log().send("t").awaitRunning(pid);
        }
        service.text("enough", "");
        Eventually.until("all lines", () -> service.log().content("lines").endsWith("\nend\n"));
        List<String> lines = service.log().lines("lines");
        assertEquals(numbers(lines.size() - 1), lines.subList(0, lines.size() - 1));
    }

    /** The service is killed again and again: every line that it wrote is there, in order. */
    @Conformance
    void restartsOfTheServiceLoseNothing(World world) {
        ServiceFolder service = world.service("a").logsLines();
        // Writes its lines, notes that it did, and waits to be killed.
        service.run("read n <counter; seq $((n + 1)) $((n + 300)); echo $((n + 300)) >counter; exec sleep 1000");
        service.text("counter", "0\n");
        world.supervise(service);
        long pid = 0;
        for (int round = 1; round <= 4; round++) {
            pid = service.awaitRunning(pid);
            long running = pid;
            Eventually.equal("written", round * 300 + "\n", () -> service.content("counter"));
            Eventually.equal("sleeping", "sleep 1000", () -> Pids.command(running));
            world.signal(pid, round % 2 == 0 ? "KILL" : "TERM");
        }
        service.awaitRunning(pid);
        Eventually.equal("lines", numbers(1500), () -> service.log().lines("lines"));
    }

    /**
     * KILL at any moment: what each copy wrote is there without a gap, in order, and no copy's lines are mixed with
     * another's. A copy notes each line in {@code sent.PID} once it is written.
     */
    @Conformance
    void killsAtRandomMomentsLoseNothing(World world) {
        ServiceFolder service = world.service("a").logsLines();
        service.executable("run", """
                #!/usr/bin/perl
                open my $sent, '>', "sent.$$";
                for my $number (1 .. 100000) {
                    syswrite STDOUT, "$$ $number\\n";
                    syswrite $sent, '.';
                    select undef, undef, undef, 0.0005 if $number % 16 == 0;
                }
                sleep 1000 while 1;
                """);
        world.supervise(service);
        Random random = new Random(7);
        List<Long> copies = new ArrayList<>();
        long pid = 0;
        for (int round = 0; round < 5; round++) {
            pid = service.awaitRunning(pid);
            copies.add(pid);
            String sent = "sent." + pid;
            int atLeast = 1 + random.nextInt(2000);
            Eventually.until("lines", () -> service.content(sent).length() >= atLeast);
            world.signal(pid, "KILL");
            if (round % 2 == 1) {
                service.log().send("p").awaitStat("run, paused");
                service.log().send("c").awaitStat("run");
            }
        }
        service.send("d").awaitStat("down");
        // One look at all lines: a copy's very last one may come when its noted ones have arrived.
        List<String> lines = Eventually.value(
                "all arrived",
                () -> linesOf(copies, service),
                all -> copies.stream().allMatch(copy -> count(all, copy) >= sent(service, copy)));
        List<String> expected = new ArrayList<>();
        for (long copy : copies) {
            int arrived = count(lines, copy);
            assertTrue(arrived <= sent(service, copy) + 1, arrived + " of " + sent(service, copy));
            IntStream.rangeClosed(1, arrived).forEach(number -> expected.add(copy + " " + number));
        }
        assertEquals(expected, lines);
    }

    private static int sent(ServiceFolder service, long copy) {
        return service.content("sent." + copy).length();
    }

    /** What the logger has written of those copies, whole lines only. */
    private static List<String> linesOf(List<Long> copies, ServiceFolder service) {
        String written = service.log().content("lines");
        return written.substring(0, written.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> copies.contains(Long.valueOf(line.substring(0, line.indexOf(' ')))))
                .toList();
    }

    private static int count(List<String> lines, long copy) {
        return (int) lines.stream().filter(line -> line.startsWith(copy + " ")).count();
    }

    /** Both sides restart at once, the pipe stays the same one. */
    @Conformance
    void restartsOfBothKeepThePipe(World world) {
        ServiceFolder service = world.service("a").logsLines();
        service.run("read n <counter; seq $((n + 1)) $((n + 300)); echo $((n + 300)) >counter; exec sleep 1000");
        service.text("counter", "0\n");
        world.supervise(service);
        long pid = service.awaitRunning();
        long logger = service.log().awaitRunning();
        // A pid is shown before its process has its descriptors, and while it gets them there may be none.
        String pipe = Eventually.value("standard output", () -> pipe(pid, 1), it -> it.startsWith("pipe:"));
        Eventually.equal("standard input", pipe, () -> pipe(logger, 0));
        Eventually.equal("lines", numbers(300), () -> service.log().lines("lines"));
        service.log().send("d").awaitStat("down");
        // Killed before it has counted, the next one would begin anew.
        Eventually.equal("counted", "300\n", () -> service.content("counter"));
        service.send("k").awaitRunning(pid);
        Eventually.equal("written", "600\n", () -> service.content("counter"));
        service.log().send("u");
        Eventually.equal("lines", numbers(600), () -> service.log().lines("lines"));
        Eventually.equal("standard output", pipe, () -> pipe(service.pid(), 1));
        Eventually.equal("standard input", pipe, () -> pipe(service.log().pid(), 0));
    }

    /** x: the service ends first; then the logger reads what is left, ends by itself, and runsv exits 0. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xDrainsTheLogger(World world) {
        ServiceFolder service = world.service("a").recorder().finish("seq 1 3000; echo finished");
        world.shell("mkfifo " + service.file("gate"));
        service.log().run("cat >>lines; cat ../gate; echo ended >>lines");
        world.supervise(service);
        service.awaitReady();
        service.send("x");
        service.awaitStat("down");
        Eventually.until("drained", () -> service.log().content("lines").endsWith("\nfinished\n"));
        long logger = service.log().pid();
        assertTrue(Pids.alive(logger));
        assertTrue(world.supervisor().isAlive());
        assertTrue(
                List.of("run", "run, want exit").contains(service.log().stat()),
                service.log().stat());
        world.shell("echo >" + service.file("gate"));
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.log().stat());
        assertEquals("", service.log().content("supervise/pid"));
        List<String> expected = new ArrayList<>(numbers(3000));
        expected.add("finished");
        expected.add("ended");
        assertEquals(expected, service.log().lines("lines"));
        assertFalse(Pids.alive(logger));
    }

    /** "If the service is down and a log service exists, runsv closes the standard input of the log service". */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xOnAServiceThatIsDownEndsTheLogger(World world) {
        ServiceFolder service = world.service("a").sleeper().down().logsLines();
        world.supervise(service);
        service.awaitStat("down");
        service.log().awaitStat("run");
        service.send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.log().stat());
    }

    /** "If the log service is down, runsv exits." */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xWithALoggerThatIsDownExits(World world) {
        ServiceFolder service = world.service("a").recorder().logsLines();
        service.log().down();
        world.supervise(service);
        service.awaitReady();
        service.send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.stat());
        assertEquals("down", service.log().stat());
    }

    /** The logger gets no TERM when runsv exits: it would lose what is still in the pipe. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xSendsTheLoggerNoSignal(World world) {
        ServiceFolder service = world.service("a").recorder();
        ServiceFolder log = service.log().recorder();
        world.supervise(service);
        service.awaitReady();
        log.awaitReady();
        service.send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals(List.of("ready"), log.signals());
    }

    /** A process that outlives the service keeps the pipe open: runsv waits for the logger. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aLoggerThatDiesWhileRunsvExitsIsNotStartedForNothing(World world) {
        ServiceFolder service = world.service("a").recorder().logsLines();
        world.supervise(service);
        service.awaitReady();
        long logger = service.log().awaitRunning();
        service.send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertFalse(Pids.alive(logger));
        assertEquals(List.of(), world.processes());
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
    }

    private static String pipe(long pid, int descriptor) {
        try {
            return java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/" + pid + "/fd/" + descriptor))
                    .toString();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
