package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakeChild;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A supervisor executes itself anew, and goes on with its service. */
class HandoverTest {
    private OneService service = new OneService();

    @AfterEach
    void nothingIsReported() {
        assertEquals(List.of(), service.reports);
    }

    private void execute() throws Exception {
        service = service.executed();
        service.supervision.begin();
        service.driver.settle();
    }

    private void kill() throws Exception {
        service = service.killed().start();
    }

    @Test
    void whatRunsIsKept() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        execute();
        assertEquals(1, service.fake.children().size());
        service.run().exit(7);
        service.driver.settle();
        assertEquals(List.of("./finish", "7", "0"), service.finish().request().arguments());
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
        OneService heir = service.executed(() -> run.exit(7));
        service = heir;
        service.supervision.begin();
        service.driver.settle();
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
}
