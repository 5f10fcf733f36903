package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.upgrade.HandedOver;
import dev.jrunit.upgrade.HandoverReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One runsv for each service directory, whatever happens to either. */
class ServicesTest {
    private static final FileId WEB = new FileId(1, 11);
    private static final FileId DATABASE = new FileId(1, 12);

    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final RecordingHost host = new RecordingHost();
    private final Services services = new Services(driver.loop(), host);
    private int stops;

    private void found(String name, FileId id) {
        services.found(name, id);
        driver.settle();
    }

    @Test
    void startsOneRunsvForEachDirectory() {
        found("web", WEB);
        found("db", DATABASE);
        found("alias", WEB);
        assertEquals(List.of("start web", "start db"), host.drain());
        assertTrue(services.isKnown(WEB));
        assertTrue(services.isNamed("alias"));
        assertFalse(services.isNamed("web"));
    }

    @Test
    void startsAnEndedRunsvAgainAfterASecond() {
        found("web", WEB);
        host.end("web");
        driver.advanceMillis(999);
        assertEquals(List.of("start web"), host.drain());
        driver.advanceMillis(1);
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void goesOnWithWhatWasHandedOver() throws Exception {
        found("web\n %", WEB);
        found("db", DATABASE);
        found("gone", new FileId(1, 13));
        services.retain(Set.of(WEB, DATABASE), Set.of());
        host.failing.add("failing");
        found("failing", new FileId(1, 14));
        found("over", new FileId(1, 15));
        host.ended.add("over");
        HandoverReader from = HandedOver.of(fake, services::handOver);
        LoopDriver next = new LoopDriver(fake);
        RecordingHost after = new RecordingHost();
        Services resumed = new Services(next.loop(), after);
        after.failing.add("db");
        resumed.resume(from);
        assertEquals(List.of("resume web\n %", "failed db", "resume gone"), after.drain());
        after.failing.clear();
        resumed.found("web\n %", WEB);
        resumed.found("db", DATABASE);
        next.settle();
        assertEquals(List.of(), after.drain());
        next.advanceMillis(1000);
        assertEquals(List.of("start db"), after.drain());
        after.end("gone");
        assertFalse(resumed.isKnown(new FileId(1, 13)));
        resumed.stopAll(() -> stops++);
        assertEquals(List.of("exit web\n %", "exit db"), after.drain());
    }

    @Test
    void startsItUnderTheNameItHasNow() {
        found("web", WEB);
        found("www", WEB);
        host.end("web");
        driver.advanceMillis(1000);
        assertEquals(List.of("start web", "start www"), host.drain());
    }

    @Test
    void triesLessAndLessOftenWhatCannotBeStarted() {
        host.failing.add("web");
        found("web", WEB);
        assertEquals(1, host.drain().size());
        driver.advanceMillis(1000);
        assertEquals(1, host.drain().size());
        driver.advanceMillis(2000);
        assertEquals(1, host.drain().size());
        driver.advanceMillis(4000);
        assertEquals(1, host.drain().size());
        driver.advanceMillis(50_000);
        assertEquals(10, host.drain().size());
        host.failing.clear();
        driver.advanceMillis(5000);
        assertEquals(List.of("start web"), host.drain());
        host.end("web");
        driver.advanceMillis(1000);
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void asksTheRunsvOfAVanishedDirectoryToEnd() {
        found("web", WEB);
        found("db", DATABASE);
        services.retain(Set.of(DATABASE), Set.of());
        services.retain(Set.of(DATABASE), Set.of());
        assertEquals(List.of("start web", "start db", "exit web"), host.drain());
        host.end("web");
        driver.advanceMillis(60_000);
        assertEquals(List.of(), host.drain());
        assertFalse(services.isKnown(WEB));
        found("web", WEB);
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void startsADirectoryThatCameBackWhenItsRunsvHasEnded() {
        found("web", WEB);
        services.retain(Set.of(), Set.of());
        found("web", WEB);
        assertEquals(List.of("start web", "exit web"), host.drain());
        host.end("web");
        driver.advanceMillis(6000);
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void forgetsAVanishedDirectoryThatWasWaitingForItsStart() {
        host.failing.add("web");
        found("web", WEB);
        services.retain(Set.of(), Set.of());
        driver.advanceMillis(60_000);
        assertEquals(List.of("failed web"), host.drain());
    }

    @Test
    void keepsWhatCouldNotBeLookedAt() {
        found("web", WEB);
        services.retain(Set.of(), Set.of("web"));
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void startsManyInPortions() {
        driver.loop().post(() -> {
            for (int i = 0; i < 100; i++) {
                services.found("s" + i, new FileId(2, i));
            }
            assertTrue(host.log.size() <= 32, () -> host.log.size() + " starts at once");
        });
        driver.settle();
        assertEquals(100, host.log.size());
        assertEquals("start s0", host.log.get(0));
        assertEquals("start s99", host.log.get(99));
    }

    @Test
    void aDefectWithOneServiceLeavesTheOthersAlone() {
        host.defective = "web";
        services.found("web", WEB);
        services.found("db", DATABASE);
        assertThrows(AssertionError.class, driver::settle);
        driver.settle();
        assertEquals(List.of("start db"), host.drain());
        host.defective = null;
        driver.advanceMillis(1000);
        assertEquals(List.of("start web"), host.drain());
    }

    @Test
    void stopsAllAndTellsWhenTheLastIsGone() {
        found("web", WEB);
        found("db", DATABASE);
        services.stopAll(() -> stops++);
        driver.settle();
        assertEquals(List.of("start web", "start db", "exit web", "exit db"), host.drain());
        host.end("db");
        driver.advanceMillis(10_000);
        assertEquals(0, stops);
        host.end("web");
        driver.settle();
        assertEquals(1, stops);
        found("new", new FileId(1, 13));
        driver.advanceMillis(10_000);
        assertEquals(List.of(), host.drain());
    }

    @Test
    void hurriesWhatIsLeftWhenStoppedAgain() {
        found("web", WEB);
        found("db", DATABASE);
        services.stopAll(() -> stops++);
        host.end("db");
        host.drain();
        services.stopAll(() -> stops += 100);
        driver.settle();
        assertEquals(List.of("hurry web"), host.drain());
        host.end("web");
        driver.settle();
        assertEquals(1, stops);
    }

    @Test
    void stopsAtOnceWhereThereIsNothing() {
        services.stopAll(() -> stops++);
        driver.settle();
        assertEquals(1, stops);
    }

    @Test
    void stopsWhatWaitsForItsStart() {
        host.failing.add("web");
        found("web", WEB);
        found("db", DATABASE);
        host.end("db");
        services.stopAll(() -> stops++);
        driver.settle();
        assertEquals(1, stops);
        driver.advanceMillis(60_000);
        assertEquals(List.of("failed web", "start db"), host.drain());
    }

    @Test
    void startsNothingMoreOnceItStops() {
        driver.loop().post(() -> {
            for (int i = 0; i < 100; i++) {
                services.found("s" + i, new FileId(2, i));
            }
            services.stopAll(() -> stops++);
        });
        driver.settle();
        for (String entry : host.drain()) {
            if (entry.startsWith("start ")) {
                host.end(entry.substring(6));
            }
        }
        driver.settle();
        assertEquals(1, stops);
        driver.advanceMillis(60_000);
        assertEquals(List.of(), host.drain());
    }

    @Test
    void asksAllToEndWithoutWaiting() {
        found("web", WEB);
        host.failing.add("db");
        found("db", DATABASE);
        services.requestExits();
        assertEquals(List.of("start web", "failed db", "exit web"), host.drain());
    }
}
