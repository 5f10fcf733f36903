package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** ./run's endings, ./finish's arguments, and the pace of restarts. Source: runsv(8), DESCRIPTION. */
final class FinishTest {

    /**
     * Notes in {@code starts} when its supervisor started the service, in nanoseconds, as supervise/status has it: its own
     * clock would tell when this machine got round to running it. Ends at once.
     */
    private static final String NOTES_START = """
            #!/usr/bin/perl
            my ($high, $low, $nanos, $pid) = (0, 0, 0, 0);
            until ($pid == $$) {
                open my $status, '<', 'supervise/status' or next;
                ($high, $low, $nanos, $pid) = unpack 'NNNV', join '', <$status>;
            }
            open my $starts, '>>', 'starts';
            printf $starts "%d%09d\\n", $low - 10, $nanos;
            """;

    /** "The first one is ./run's exit code", the second the low byte of the wait status: 0 for a normal exit. */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void finishGetsTheExitCode(World world) {
        for (int code : new int[] {0, 1, 2, 100, 111, 255}) {
            // Complete at once: the second one appears where a scan may be under way.
            ServiceFolder service =
                    world.service("exit" + code, it -> it.notesFinish().down().run("exit " + code));
            world.supervise(service).send("o");
            service.awaitLines("finished", code + " 0");
            service.awaitStat("down");
        }
    }

    /** "-1 if ./run didn't exit normally", and "the signal number if ./run was terminated by a signal". */
    @Conformance
    void finishGetsTheSignal(World world) {
        for (int signal : new int[] {1, 2, 9, 13, 14, 15}) {
            ServiceFolder service = world.service(
                    "signal" + signal, it -> it.notesFinish().down().run("kill -" + signal + " $$; exec sleep 1000"));
            world.supervise(service).send("o");
            service.awaitLines("finished", "-1 " + signal);
            service.awaitStat("down");
        }
    }

    /** The low byte has the core flag, 128, where a core is written; without one it is the bare number. */
    @Conformance
    void finishGetsTheCoreFlagToo(World world) {
        ServiceFolder service = world.service("a").notesFinish().down();
        service.run("ulimit -c 0; kill -QUIT $$; exec sleep 1000");
        world.supervise(service).send("o");
        service.awaitLines("finished", "-1 3");

        service.awaitStat("down");
        service.run("ulimit -c unlimited; kill -QUIT $$; exec sleep 1000").send("o");
        // Whether this machine writes cores is asked of the kernel, through another parent.
        String status = world.shell("cd a && ulimit -c unlimited && perl -MPOSIX -e"
                        + " 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new);"
                        + " system qw(/bin/sh -c), q(kill -QUIT $$; exec sleep 1000); print $?'")
                .out();
        assertTrue(List.of("131", "3").contains(status), status);
        service.awaitLines("finished", "-1 3", "-1 " + status);
    }

    /** "If runsv cannot start ./run for some reason, the exit code is 111 and the status is 0." */
    @Conformance
    void finishGets111WhenRunIsMissing(World world) {
        ServiceFolder service = world.supervise(world.service("a").notesFinish());
        Eventually.until("finish ran twice", () -> service.lines("finished").size() >= 2);
        assertEquals(List.of("111 0", "111 0"), service.lines("finished").subList(0, 2));
        service.recorder().awaitReady();
        service.awaitStatus("0 u 0 1");
    }

    @Conformance
    void finishGets111WhenRunIsNotExecutable(World world) {
        ServiceFolder service = world.service("a").notesFinish().text("run", "#!/bin/sh\nexit 0\n");
        world.supervise(service);
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals("111 0", service.lines("finished").get(0));
        service.recorder().awaitReady();
    }

    /** There is no shell behind it that would take a text as a script. */
    @Conformance
    void finishGets111WhenRunHasNoInterpreterLine(World world) {
        ServiceFolder service = world.service("a").notesFinish().executable("run", "touch ran\nexit 0\n");
        world.supervise(service);
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals("111 0", service.lines("finished").get(0));
        assertTrue(!service.has("ran"));
        service.recorder().awaitReady();
    }

    @Conformance
    void finishGets111WhenTheInterpreterIsMissing(World world) {
        ServiceFolder service = world.service("a").notesFinish().executable("run", "#!/does/not/exist\n");
        world.supervise(service);
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals("111 0", service.lines("finished").get(0));
        service.recorder().awaitReady();
    }

    /** A run that cannot be started is tried about once a second, not in a tight loop. */
    @Conformance
    void anUnstartableRunIsTriedOnceASecond(World world) {
        ServiceFolder service = world.service("a").executable("finish", NOTES_START);
        world.supervise(service);
        Eventually.until("three tries", () -> service.lines("starts").size() >= 3);
        assertApart(service);
    }

    /** "If ./finish doesn't exist ..., runsv restarts ./run." */
    @Conformance
    void withoutFinishRunIsRestarted(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.send("t").awaitReady(2);
        service.awaitStatus("0 u 0 1");
    }

    /** A finish that is not executable counts as none. */
    @Conformance
    void aFinishThatIsNotExecutableIsSkipped(World world) {
        ServiceFolder service = world.service("a").recorder().text("finish", "#!/bin/sh\necho >finished\n");
        world.supervise(service);
        service.awaitReady();
        service.send("t").awaitReady(2);
        service.awaitStatus("0 u 0 1");
        assertTrue(!service.has("finished"));
        service.send("d").awaitStat("down");
    }

    /** A finish that cannot be started for its content does not hold the service. */
    @Conformance
    void aFinishWithoutInterpreterLineDoesNotHoldTheService(World world) {
        ServiceFolder service = world.service("a").recorder().executable("finish", "echo >finished\n");
        world.supervise(service);
        service.awaitReady();
        service.send("t").awaitReady(2);
        service.awaitStatus("0 u 0 1");
        assertTrue(!service.has("finished"));
        service.send("d").awaitStat("down");
    }

    /** How finish ends means nothing. */
    @Conformance
    void finishMayFail(World world) {
        ServiceFolder service = world.service("a").recorder().finish("echo \"$*\" >>finished; kill -9 $$");
        world.supervise(service);
        service.awaitReady();
        service.send("t").awaitReady(2);
        service.awaitLines("finished", "3 0");
        service.awaitStatus("0 u 0 1");
        service.send("d").awaitStat("down");
    }

    /** finish runs in the service directory, its output goes where the service's goes. */
    @Conformance
    void finishRunsInTheServiceDirectoryAndIsLogged(World world) {
        ServiceFolder service =
                world.service("a").recorder().finish("pwd; echo \"finish $*\"").logsLines();
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitStat("down");
        service.log().awaitLines("lines", service.path().toString(), "finish 3 0");
    }

    /** finish runs once an ending, also when the service was told to go down. */
    @Conformance
    void finishRunsAfterDown(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().notesFinish());
        service.awaitReady();
        service.send("d").awaitStat("down");
        service.awaitLines("finished", "3 0");
    }

    /** "If ./run or ./finish exit immediately, runsv waits a second before ... restarting ./run." */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void aRunThatEndsAtOnceIsRestartedOnceASecond(World world) {
        ServiceFolder service = world.service("a").executable("run", NOTES_START);
        world.supervise(service);
        Eventually.until("four starts", () -> service.lines("starts").size() >= 4);
        assertApart(service);
        service.send("d").awaitStat("down");
    }

    /** The same with a ./finish between. */
    @Conformance
    void theSecondIsKeptWithAFinishToo(World world) {
        ServiceFolder service =
                world.service("a").executable("run", NOTES_START).notesFinish();
        world.supervise(service);
        Eventually.until("four starts", () -> service.lines("starts").size() >= 4);
        assertApart(service);
        assertTrue(service.lines("finished").size() >= 3);
        service.send("d").awaitStat("down");
    }

    /** A service that ran for more than a second is restarted without a pause. */
    @Conformance
    void aServiceThatRanLongerIsRestartedAtOnce(World world) {
        ServiceFolder service = world.service("a").run("date +%s%N >>times; sleep 1.2; date +%s%N >>ends");
        world.supervise(service);
        // Of some restarts one is not disturbed by what else this machine does; with a pause none would be so quick.
        Eventually.value("shortest pause, in ns", () -> shortestPause(service), pause -> pause < 900_000_000);
        service.send("d").awaitStat("down");
    }

    /** The pace holds for the logger too. */
    @Conformance
    void aLoggerThatEndsAtOnceIsRestartedOnceASecond(World world) {
        ServiceFolder service = world.service("a").sleeper();
        ServiceFolder log = service.log().executable("run", NOTES_START);
        world.supervise(service);
        Eventually.until("three starts", () -> log.lines("starts").size() >= 3);
        assertApart(log);
    }

    private static long shortestPause(ServiceFolder service) {
        List<String> starts = service.lines("times");
        List<String> ends = service.lines("ends");
        long shortest = Long.MAX_VALUE;
        for (int restart = 1; restart < starts.size(); restart++) {
            shortest = Math.min(shortest, Long.parseLong(starts.get(restart)) - Long.parseLong(ends.get(restart - 1)));
        }
        return shortest;
    }

    private static void assertApart(ServiceFolder service) {
        List<Long> times = service.lines("starts").stream().map(Long::valueOf).toList();
        for (int start = 1; start < times.size(); start++) {
            long apart = times.get(start) - times.get(start - 1);
            assertTrue(apart > 900_000_000, "starts " + times);
        }
    }
}
