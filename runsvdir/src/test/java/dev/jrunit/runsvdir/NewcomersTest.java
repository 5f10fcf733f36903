package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.Errno;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory that is filled in its place, as {@code cp -r} does, is not started half made. */
class NewcomersTest {
    private static final String SERVICES = "/etc/service";
    private static final String NEW = SERVICES + "/new";

    private final Scan scan = new Scan(SERVICES);

    @BeforeEach
    void begin() {
        scan.disk.directory(SERVICES);
        scan.begin();
    }

    @Test
    void waitsUntilTheCopyIsQuiet() {
        scan.disk.directory(NEW);
        assertEquals(List.of(), scan.happenedWithin(100));
        scan.disk.script(NEW + "/run");
        assertEquals(List.of(), scan.happenedWithin(190));
        scan.disk.script(NEW + "/log/run");
        assertEquals(List.of(), scan.happenedWithin(190));
        scan.disk.file(NEW + "/log/config", "s10");
        assertEquals(List.of(), scan.happenedWithin(190));
        scan.disk.file(NEW + "/down", "");
        assertEquals(List.of(), scan.happenedWithin(199));
        assertEquals(List.of("start new (down)"), scan.happenedWithin(1));
        assertEquals(List.of("/etc", "/etc/service"), scan.fake.watchedDirectories());
    }

    @Test
    void startsADirectoryThatWasMadeWholeAfterAMoment() {
        scan.service(NEW);
        assertEquals(List.of(), scan.happened());
        assertEquals(List.of("start new"), scan.happenedWithin(200));
    }

    @Test
    void waitsLongerForOneThatHasNoRun() {
        scan.disk.directory(NEW);
        assertEquals(List.of(), scan.happenedWithin(4999));
        assertEquals(List.of("start new"), scan.happenedWithin(1));
    }

    @Test
    void waitsNoLongerThanFiveSeconds() {
        scan.service(NEW);
        for (int i = 0; i < 49; i++) {
            scan.disk.file(NEW + "/busy", "" + i);
            assertEquals(List.of(), scan.happenedWithin(100));
        }
        scan.disk.file(NEW + "/busy", "");
        assertEquals(List.of("start new"), scan.happenedWithin(100));
    }

    @Test
    void startsASlowOneSoonAfterItsRunArrived() {
        scan.disk.directory(NEW);
        assertEquals(List.of(), scan.happenedWithin(2000));
        scan.disk.script(NEW + "/run");
        assertEquals(List.of("start new"), scan.happenedWithin(200));
    }

    @Test
    void waitsLongerWhereNoWatchIsLeft() {
        scan.fake.faults().always("inotify_add_watch", NEW, Errno.ENOSPC);
        scan.service(NEW);
        assertEquals(List.of(), scan.happenedWithin(1999));
        scan.disk.file(NEW + "/down", "");
        assertEquals(List.of("start new (down)"), scan.happenedWithin(1));
    }

    @Test
    void andWhereNoneIsLeftForWhatIsInIt() {
        scan.fake.faults().always("inotify_add_watch", NEW + "/log", Errno.ENOSPC);
        scan.service(NEW);
        assertEquals(List.of(), scan.happenedWithin(100));
        scan.disk.directory(NEW + "/log");
        assertEquals(List.of(), scan.happenedWithin(1999));
        assertEquals(List.of("start new"), scan.happenedWithin(1));
    }

    @Test
    void whatIsNotOursToReadIsNotWaitedFor() {
        scan.fake.faults().always("inotify_add_watch", NEW + "/secret", Errno.EACCES);
        scan.service(NEW);
        scan.disk.directory(NEW + "/secret");
        assertEquals(List.of("start new"), scan.happenedWithin(200));
    }

    @Test
    void forgetsOneThatIsGoneAgain() {
        scan.service(NEW);
        scan.driver.settle();
        scan.disk.remove(NEW);
        assertEquals(List.of(), scan.happenedWithin(60_000));
        assertEquals(List.of("/etc", "/etc/service"), scan.fake.watchedDirectories());
    }

    @Test
    void startsOneThatGetsItsNameInTheEnd() {
        scan.service(SERVICES + "/.new");
        scan.disk.file(SERVICES + "/.new/down", "");
        assertEquals(List.of(), scan.happenedWithin(10_000));
        scan.disk.move(SERVICES + "/.new", NEW);
        assertEquals(List.of("start new (down)"), scan.happened());
    }

    @Test
    void startsOneThatIsRenamedWhileItIsYoung() {
        scan.service(NEW);
        scan.driver.settle();
        scan.disk.move(NEW, SERVICES + "/web");
        assertEquals(List.of("start web"), scan.happened());
        assertEquals(List.of(), scan.happenedWithin(60_000));
    }

    @Test
    void aChangeElsewhereDoesNotStartIt() {
        scan.disk.directory(NEW);
        scan.driver.settle();
        scan.service("/srv/other");
        scan.disk.move("/srv/other", SERVICES + "/other");
        assertEquals(List.of("start other"), scan.happened());
        scan.disk.remove(SERVICES + "/other");
        assertEquals(List.of("exit other"), scan.happened());
        scan.fake.overflowChanges();
        assertEquals(List.of(), scan.happened());
    }

    @Test
    void plainFilesAreNoNewcomers() {
        scan.disk.file(SERVICES + "/README", "");
        assertEquals(List.of(), scan.happenedWithin(60_000));
    }

    @Test
    void linksInANewcomerAreNotFollowed() {
        scan.disk.directory(NEW);
        scan.disk.link(NEW + "/all", "..");
        scan.disk.script(NEW + "/run");
        assertEquals(List.of("start new"), scan.happenedWithin(200));
        scan.service("/srv/other");
        scan.disk.move("/srv/other", SERVICES + "/other");
        assertEquals(List.of("start other"), scan.happened());
    }

    @Test
    void watchesOnlySoManyDirectories() {
        scan.disk.script(NEW + "/run");
        for (int i = 0; i < 500; i++) {
            scan.disk.directory(NEW + "/data/" + i);
        }
        scan.driver.settle();
        assertEquals(2 + 64, scan.fake.watchedDirectories().size());
        assertEquals(List.of("start new"), scan.happenedWithin(200));
        assertEquals(2, scan.fake.watchedDirectories().size());
    }
}
