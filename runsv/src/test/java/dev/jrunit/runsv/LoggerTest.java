package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.FakeChild;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service with a log service: the pipe between the two, and the order in which they end. */
class LoggerTest {
    private final OneService service = OneService.withLogger();

    @Test
    void joinsTheTwoByAPipe() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        assertTrue(service.run().writesTo(service.logger()));
        assertEquals(SpawnRequest.INHERIT, service.run().request().stdin());
        assertEquals(SpawnRequest.INHERIT, service.logger().request().stdout());
        assertEquals("log", service.logger().request().subdirectory());
        assertEquals(List.of("./run"), service.logger().request().arguments());
        service.end(service.run());
        assertTrue(service.finish().writesTo(service.logger()));
    }

    @Test
    void keepsThePipeWhileEitherSideRestarts() throws Exception {
        service.start();
        FakeChild firstLogger = service.logger();
        FakeChild firstRun = service.run();
        service.driver.advanceMillis(1000);
        service.end(firstLogger);
        FakeChild secondLogger = service.logger();
        assertTrue(secondLogger.isAlive());
        assertTrue(firstRun.writesTo(secondLogger));
        service.end(firstRun);
        assertFalse(secondLogger.readsEndOfInput());
        assertTrue(service.run().isAlive());
        assertTrue(service.run().writesTo(secondLogger));
    }

    @Test
    void endsTheServiceThenTheInputThenTheLogger() throws Exception {
        service.start();
        service.send("x");
        assertEquals(List.of(), service.logger().signals());
        service.end(service.run());
        assertTrue(service.logger().isAlive());
        assertTrue(service.logger().readsEndOfInput());
        assertEquals("run, want exit\n", service.logStat());
        assertEquals(0, service.ends);
        service.end(service.logger());
        assertEquals(1, service.ends);
        assertEquals(List.of(), service.logger().signals());
        assertEquals("down\n", service.logStat());
        service.fake.assertNothingLeaked();
    }

    @Test
    void aLoggerThatIsWantedUpDrainsWhatTheServiceLeft() throws Exception {
        service.start();
        service.end(service.logger());
        service.send("x");
        service.end(service.run());
        assertEquals(0, service.ends);
        service.driver.advanceMillis(1000);
        assertTrue(service.logger().isAlive());
        assertTrue(service.logger().readsEndOfInput());
        service.end(service.logger());
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @Test
    void aLoggerThatIsWantedDownDoesNotKeepTheRest() throws Exception {
        service.disk.file("/service/log/down", "");
        service.start();
        assertEquals("down\n", service.logStat());
        service.send("x");
        service.end(service.run());
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @Test
    void takesItsOwnCommandsButNotToExit() throws Exception {
        service.start();
        service.sendToLogger("hx");
        assertEquals(List.of(Signal.HUP), service.logger().signals());
        assertEquals("run\n", service.logStat());
        service.sendToLogger("d");
        service.end(service.logger());
        service.driver.advanceMillis(3000);
        assertEquals(0, service.fake.living("/service/log/run"));
        service.sendToLogger("u");
        assertEquals(1, service.fake.living("/service/log/run"));
        assertEquals(List.of(), service.run().signals());
    }

    @Test
    void hasNoFinish() throws Exception {
        service.disk.script("/service/log/finish");
        service.disk.script("/service/finish");
        service.start();
        service.end(service.logger());
        assertEquals(0, service.fake.living("/service/log/finish"));
        assertEquals(0, service.fake.living("/service/finish"));
        assertEquals("down\n", service.logStat());
    }

    @Test
    void isStartedBeforeTheService() throws Exception {
        service.start();
        assertEquals(
                List.of("spawn /service/log/run", "spawn /service/run"),
                service.fake.journal().stream()
                        .filter(entry -> entry.startsWith("spawn"))
                        .toList());
    }
}
