package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.protocol.ServiceStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The supervisor executes itself anew, and goes on with the same children and descriptors. */
class HandoverTest {
    private OneService service = new OneService();

    /** The program is executed; {@code meanwhile} happens before the new one supervises anything. */
    private void execute(Runnable meanwhile) throws Exception {
        service = service.executed(meanwhile);
    }

    private void execute() throws Exception {
        execute(() -> {});
    }

    @Test
    void everythingGoesOn() throws Exception {
        service = OneService.withLogger().start();
        service.driver.advanceMillis(3000);
        ServiceStatus before = service.status();
        String line = service.disk.content("/service/supervise/adopt");
        execute();
        service.driver.advanceMillis(3000);
        assertEquals(2, service.fake.children().size());
        assertEquals(before, service.status());
        assertEquals(line, service.disk.content("/service/supervise/adopt"));
        assertTrue(service.disk.isLocked("/service/supervise/lock"));
        assertTrue(service.disk.isListenedTo("/service/supervise/ok"));
        assertEquals(List.of(), service.reports);
        service.run().exit(0);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(service.logger()));
    }

    @Test
    void anEndInBetweenIsSeenWithItsCode() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        execute(() -> service.run().exit(7));
        assertEquals(List.of("./finish", "7", "0"), service.finish().request().arguments());
    }

    @Test
    void commandsInBetweenAreObeyed() throws Exception {
        service.start();
        execute(() -> service.disk.send("/service/supervise/control", "12d"));
        assertEquals(
                List.of(Signal.USR1, Signal.USR2, Signal.TERM, Signal.CONT),
                service.run().signals());
        service.end(service.run());
        assertEquals("down\n", service.stat());
    }

    @Test
    void linesInBetweenWait() throws Exception {
        service = OneService.withLogger().start();
        FakeChild run = service.run();
        execute(() -> {
            run.write(1, "a\n");
            service.logger().exit(0);
            run.exit(0);
        });
        service.driver.advanceMillis(1000);
        assertNotEquals(run, service.run());
        assertEquals("a\n", service.logger().read(0), "both ended, and only the pipe was there");
    }

    @Test
    void aScriptThatRunsIsWaitedFor() throws Exception {
        service.disk.script("/service/control/t");
        service.start();
        service.send("t");
        execute(() -> service.script('t').exit(0));
        assertEquals(List.of(), service.run().signals(), "the script did it");
        service.send("1");
        assertEquals(List.of(Signal.USR1), service.run().signals());
    }

    @Test
    void deadlinesStay() throws Exception {
        service.disk.file("/service/timeout-kill", "3000\n");
        service.start();
        service.send("d");
        service.driver.advanceMillis(2000);
        execute();
        service.driver.advanceMillis(900);
        assertFalse(service.run().signals().contains(Signal.KILL));
        service.driver.advanceMillis(110);
        assertTrue(service.run().signals().contains(Signal.KILL));
    }

    @Test
    void aSupervisionThatEndsGoesOnEnding() throws Exception {
        service = OneService.withLogger().start();
        service.supervision.requestExit();
        service.driver.settle();
        execute();
        assertEquals("run, got TERM, want exit\n", service.stat());
        service.end(service.run());
        assertEquals(0, service.fake.living("/service/run"));
        assertTrue(service.logger().readsEndOfInput());
        execute();
        assertTrue(service.logger().readsEndOfInput(), "its input had ended");
        service.end(service.logger());
        assertEquals(1, service.ends);
        assertEquals(2, service.fake.openDescriptors(), "those of the loop");
    }

    @Test
    void aLoggerStaysWhateverHasBecomeOfItsDirectory() throws Exception {
        service = OneService.withLogger().start();
        execute();
        int open = service.fake.openDescriptors();
        service.disk.move("/service/log", "/moved");
        execute();
        assertEquals(open - 1, service.fake.openDescriptors(), "all but what it left in that directory");
        service.run().write(1, "a\n");
        service.supervision.requestExit();
        service.driver.settle();
        service.run().exit(0);
        service.driver.settle();
        assertEquals("a\n", service.logger().read(0));
        assertTrue(service.logger().readsEndOfInput());
        service.end(service.logger());
        assertEquals(1, service.ends);
        assertEquals(2, service.fake.openDescriptors(), "those of the loop");
    }

    @Test
    void nothingIsOpenTwiceAfterMany() throws Exception {
        service = OneService.withLogger().start();
        execute();
        int open = service.fake.openDescriptors();
        for (int i = 0; i < 20; i++) {
            execute();
        }
        assertEquals(open, service.fake.openDescriptors());
        assertEquals(2, service.fake.children().size());
    }

    @Test
    void afterwardsItCanBeKilledToo() throws Exception {
        service.start();
        execute();
        service = service.killed().start();
        assertEquals(1, service.fake.children().size());
        service.send("d");
        service.end(service.run());
        assertEquals("down\n", service.stat());
    }

    /** It is no child of this process, and nobody reaps it here. */
    @Test
    void whatWasAdoptedIsKept() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        kill();
        execute();
        FakeChild run = service.run();
        service.send("h");
        assertEquals(List.of(Signal.HUP), run.signals());
        run.exit(7);
        service.driver.settle();
        assertEquals(List.of("./finish", "7", "0"), service.finish().request().arguments());
    }

    @Test
    void whatWasAdoptedAndEndedMeanwhileIsNotWaitedFor() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        kill();
        FakeChild run = service.run();
        execute(() -> run.exit(7));
        assertEquals(List.of("./finish", "-1", "0"), service.finish().request().arguments());
    }

    @Test
    void anAdoptedScriptIsKept() throws Exception {
        service.disk.script("/service/control/t");
        service.start();
        service.send("t");
        kill();
        execute();
        service.send("1");
        assertEquals(List.of(), service.run().signals(), "no command is taken while a script runs");
        service.end(service.script('t'));
        assertEquals(List.of(Signal.USR1), service.run().signals());
    }

    /** It is to end, as its directory is gone, and takes no commands yet. */
    @Test
    void theWishToEndIsKept() throws Exception {
        service.disk.script("/service/control/h");
        service.start();
        service.send("h");
        service.supervision.requestExit();
        service.driver.settle();
        execute();
        service.end(service.script('h'));
        assertEquals("run, got TERM, want exit\n", service.stat());
        service.end(service.run());
        assertEquals(1, service.ends);
        assertFalse(service.disk.exists("/service/supervise/adopt"));
    }

    private void kill() throws Exception {
        service = service.killed().start();
    }
}
