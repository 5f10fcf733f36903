package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The optional files {@code restart}, {@code timeout-kill} and {@code essential}, and what they make of a service. */
class RulesFilesTest {
    private static final String NOT_A_RESTART = "warning: ./restart is ignored: not always, on-failure or never";
    private static final String NOT_A_TIME = "warning: ./timeout-kill is ignored: not a number of milliseconds";

    private final OneService service = new OneService();

    private void runEndsAfterASecondWith(int code) {
        service.driver.advanceMillis(1000);
        service.run().exit(code);
        service.driver.settle();
    }

    @ParameterizedTest
    @CsvSource({
        "always, 0, 1",
        "always, 1, 1",
        "on-failure, 0, 0",
        "on-failure, 1, 1",
        "never, 0, 0",
        "never, 1, 0",
    })
    void restartSaysWhichEndsAreFollowedByAStart(String content, int code, int living) throws Exception {
        service.disk.file("/service/restart", content + "\n");
        service.start();
        runEndsAfterASecondWith(code);
        service.driver.advanceMillis(5000);
        assertEquals(living, service.fake.living("/service/run"));
        assertEquals(living == 1 ? "run\n" : "down\n", service.stat());
        assertEquals(living == 1 ? List.of() : List.of(code + " 0"), service.givenUp);
        assertEquals(List.of(), service.reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "never\n", "never \t\n\n"})
    void spaceAtTheEndIsNothing(String content) throws Exception {
        service.disk.file("/service/restart", content);
        service.start();
        runEndsAfterASecondWith(1);
        assertEquals(0, service.fake.living("/service/run"));
        assertEquals(List.of(), service.reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Never\n", "no\n", "never again\n"})
    void anotherRestartIsWarnedOfAndIsNone(String content) throws Exception {
        service.disk.file("/service/restart", content);
        service.start();
        assertEquals(List.of(NOT_A_RESTART), service.reports);
        runEndsAfterASecondWith(0);
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(List.of(NOT_A_RESTART, NOT_A_RESTART), service.reports);
    }

    @Test
    void isReadAtEachStart() throws Exception {
        service.start();
        service.disk.file("/service/restart", "never\n");
        runEndsAfterASecondWith(0);
        assertEquals(1, service.fake.living("/service/run"));
        runEndsAfterASecondWith(0);
        assertEquals(0, service.fake.living("/service/run"));
    }

    @Test
    void timeoutKillIsATimeUntilKill() throws Exception {
        service.disk.file("/service/timeout-kill", "1500\n");
        service.start();
        service.send("d");
        service.driver.advanceMillis(1499);
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        service.driver.advanceMillis(1);
        assertEquals(
                List.of(Signal.TERM, Signal.CONT, Signal.KILL), service.run().signals());
        service.run().die(Signal.KILL, false);
        service.driver.advanceMillis(60_000);
        assertEquals("down\n", service.stat());
        assertEquals(List.of(), service.givenUp);
        assertEquals(List.of(), service.reports);
    }

    @Test
    void timeoutKillEndsAnExitThatHangs() throws Exception {
        service.disk.file("/service/timeout-kill", "100");
        service.start();
        service.supervision.requestExit();
        service.driver.advanceMillis(100);
        service.run().die(Signal.KILL, false);
        service.driver.settle();
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\n", "\n", "", "000\n"})
    void zeroIsNoLimit(String content) throws Exception {
        service.disk.file("/service/timeout-kill", content);
        service.start();
        service.send("d");
        service.driver.advanceMillis(3_600_000);
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        assertEquals(List.of(), service.reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1\n", "5s\n", "1.5\n", "1000000000000\n", "1 2\n"})
    void anotherTimeIsWarnedOfAndIsNone(String content) throws Exception {
        service.disk.file("/service/timeout-kill", content);
        service.start();
        assertEquals(List.of(NOT_A_TIME), service.reports);
        service.send("d");
        service.driver.advanceMillis(3_600_000);
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
    }

    @Test
    void theLongestTimeIsNotTooLong() throws Exception {
        service.disk.file("/service/timeout-kill", "999999999999\n");
        service.start();
        service.send("d");
        service.driver.advanceMillis(3_600_000);
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        assertEquals(List.of(), service.reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "timeout-kill"})
    void whatCannotBeReadIsWarnedOf(String name) throws Exception {
        service.disk.file("/service/" + name, "1\n");
        service.disk.permissions("/service/" + name, 0);
        service.start();
        assertEquals(List.of("warning: ./" + name + " is ignored: access denied"), service.reports);
        assertEquals("run\n", service.stat());
    }

    @Test
    void whatCannotBeReadNowIsAsItWas() throws Exception {
        service.disk.file("/service/timeout-kill", "1000\n");
        service.start();
        service.driver.advanceMillis(2000);
        service.fake.faults().always("open", "/service/timeout-kill", new Errno(5));
        service.end(service.run());
        assertEquals(List.of("warning: ./timeout-kill is ignored: input/output error"), service.reports);
        service.send("d");
        service.driver.advanceMillis(1001);
        assertTrue(service.run().signals().contains(Signal.KILL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "timeout-kill"})
    void whatIsNoFileIsWarnedOf(String name) throws Exception {
        service.disk.directory("/service/" + name);
        service.start();
        assertEquals(List.of("warning: ./" + name + " is ignored: is a directory"), service.reports);
        assertEquals("run\n", service.stat());
    }

    @Test
    void aFifoHoldsUpNothing() throws Exception {
        service.disk.fifo("/service/restart");
        service.start();
        assertEquals(List.of(NOT_A_RESTART), service.reports);
        assertEquals("run\n", service.stat());
    }

    @Test
    void anEssentialServiceThatStaysDownIsToldOnce() throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.disk.file("/service/essential", "");
        service.disk.script("/service/finish");
        service.start();
        runEndsAfterASecondWith(7);
        assertEquals(List.of(), service.givenUp); // its finish runs
        service.end(service.finish());
        assertEquals(List.of("7 0 essential"), service.givenUp);
        service.driver.advanceMillis(60_000);
        service.send("pc"); // something to settle
        assertEquals(1, service.givenUp.size());
    }

    @Test
    void andOnceMoreAfterAnotherStart() throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.disk.file("/service/essential", "");
        service.start();
        runEndsAfterASecondWith(7);
        service.send("u");
        service.driver.advanceMillis(1000);
        service.run().die(Signal.QUIT, true);
        service.driver.settle();
        assertEquals(List.of("7 0 essential", "-1 131 essential"), service.givenUp);
    }

    @Test
    void withoutTheFileItIsNotEssential() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        runEndsAfterASecondWith(3);
        service.finish().exit(125);
        service.driver.settle();
        assertEquals(List.of("3 0"), service.givenUp); // what is told is the end of run
        assertEquals("down\n", service.stat());
    }

    @Test
    void whatCannotBeLookedForIsNotEssential() throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.disk.file("/service/essential", "");
        service.fake.faults().always("stat", "/service/essential", Errno.EIO);
        service.start();
        runEndsAfterASecondWith(7);
        assertEquals(List.of("7 0"), service.givenUp);
        assertEquals(List.of("warning: unable to stat() ./essential: " + Errno.EIO.words()), service.reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "o", "x"})
    void whatAnOperatorPutsDownIsNotTold(String command) throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.disk.file("/service/essential", "");
        service.start();
        service.send(command);
        runEndsAfterASecondWith(7);
        assertEquals(List.of(), service.givenUp);
        assertEquals(command.equals("x") ? 1 : 0, service.ends);
    }

    @Test
    void onceAfterwardsIsNotToldAgain() throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.disk.file("/service/essential", "");
        service.start();
        runEndsAfterASecondWith(7);
        service.send("o");
        assertEquals("run, want down\n", service.stat());
        runEndsAfterASecondWith(8);
        assertEquals(List.of("7 0 essential"), service.givenUp);
    }

    @Test
    void aHurryIsNoGivingUp() throws Exception {
        service.disk.file("/service/restart", "never\n");
        service.start();
        service.supervision.hurry();
        service.driver.settle();
        service.run().die(Signal.KILL, false);
        service.driver.settle();
        assertEquals(1, service.ends);
        assertEquals(List.of(), service.givenUp);
    }

    /** Its logger still reads, so that supervision goes on for a while. */
    @Test
    void norIsOneWhileFinishRuns() throws Exception {
        OneService logged = OneService.withLogger();
        logged.disk.file("/service/restart", "never\n");
        logged.disk.script("/service/finish");
        logged.start();
        logged.run().exit(1);
        logged.driver.settle();
        logged.supervision.hurry();
        logged.end(logged.finish());
        assertEquals(0, logged.ends);
        logged.end(logged.logger());
        assertEquals(1, logged.ends);
        assertEquals(List.of(), logged.givenUp);
    }

    @Test
    void aLoggerHasNoSuchFiles() throws Exception {
        OneService logged = OneService.withLogger();
        logged.disk.file("/service/log/restart", "never\n");
        logged.disk.file("/service/log/timeout-kill", "1\n");
        logged.start();
        logged.driver.advanceMillis(1000);
        logged.logger().exit(0);
        logged.driver.settle();
        assertEquals(1, logged.fake.living("/service/log/run"));
        logged.sendToLogger("d");
        logged.driver.advanceMillis(60_000);
        assertFalse(logged.logger().signals().contains(Signal.KILL));
        assertTrue(logged.givenUp.isEmpty());
    }
}
