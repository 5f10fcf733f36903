package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is a service, and that every change of the scan directory is seen at once. Source: runsvdir(8). */
class ScanDirectoryTest {
    private static final String SERVICES = "/etc/service";

    private final Scan scan = new Scan(SERVICES);

    private void beginWith(String... names) {
        scan.disk.directory(SERVICES);
        for (String name : names) {
            scan.service(SERVICES + "/" + name);
        }
        scan.begin();
        scan.host.drain();
    }

    @Test
    void startsWhatIsThere() throws Exception {
        scan.service(SERVICES + "/web");
        scan.disk.directory(SERVICES + "/empty");
        scan.service(SERVICES + "/.hidden");
        scan.disk.file(SERVICES + "/file", "");
        scan.service("/srv/db");
        scan.disk.link(SERVICES + "/db", "/srv/db");
        scan.disk.link(SERVICES + "/twice", "/srv/db");
        scan.disk.link(SERVICES + "/dangling", "/srv/none");
        scan.begin();
        assertEquals(List.of("start twice", "start empty", "start web"), scan.happened());
        scan.assertSays();
    }

    @Test
    void startsWhatIsMovedInAtOnce() {
        beginWith("web");
        scan.service("/tmp/new");
        scan.disk.move("/tmp/new", SERVICES + "/new");
        assertEquals(List.of("start new"), scan.happened());
        scan.service("/tmp/.new");
        scan.disk.move("/tmp/.new", SERVICES + "/.new");
        scan.disk.file("/tmp/file", "");
        scan.disk.move("/tmp/file", SERVICES + "/file");
        assertEquals(List.of(), scan.happenedWithin(60_000));
    }

    @Test
    void startsWhatIsLinkedInAtOnce() {
        beginWith("web");
        scan.service("/srv/new");
        scan.disk.link(SERVICES + "/new", "../../srv/new");
        assertEquals(List.of("start new"), scan.happened());
    }

    @Test
    void endsWhatIsRemoved() {
        beginWith("web", "db");
        scan.disk.remove(SERVICES + "/web");
        assertEquals(List.of("exit web"), scan.happened());
        scan.host.end("web");
        assertEquals(List.of(), scan.happenedWithin(60_000));
    }

    @Test
    void endsWhatIsUnlinkedOrMovedOut() {
        scan.service("/srv/db");
        scan.disk.link(SERVICES + "/db", "/srv/db");
        beginWith("web");
        scan.disk.remove(SERVICES + "/db");
        assertEquals(List.of("exit db"), scan.happened());
        scan.disk.move(SERVICES + "/web", "/srv/web");
        assertEquals(List.of("exit web"), scan.happened());
    }

    @Test
    void keepsTheRunsvOfWhatIsRenamed() {
        beginWith("web");
        scan.disk.move(SERVICES + "/web", SERVICES + "/www");
        assertEquals(List.of(), scan.happened());
        scan.host.end("web");
        assertEquals(List.of("start www"), scan.happenedWithin(1000));
    }

    @Test
    void endsWhatIsRenamedToADotName() {
        beginWith("web");
        scan.disk.move(SERVICES + "/web", SERVICES + "/.web");
        assertEquals(List.of("exit web"), scan.happened());
        scan.disk.move(SERVICES + "/.web", SERVICES + "/web");
        assertEquals(List.of(), scan.happened());
        scan.host.end("web");
        assertEquals(List.of("start web"), scan.happenedWithin(1000));
    }

    @Test
    void replacesADirectory() {
        beginWith("web");
        scan.service("/srv/web");
        scan.disk.move(SERVICES + "/web", "/srv/old");
        scan.disk.move("/srv/web", SERVICES + "/web");
        assertEquals(List.of("start web", "exit web"), sorted(scan.happened()));
    }

    @Test
    void followsASwitchedLink() {
        scan.service("/srv/v1");
        scan.service("/srv/v2");
        scan.disk.link(SERVICES + "/web", "/srv/v1");
        beginWith();
        scan.disk.link(SERVICES + "/.web", "/srv/v2");
        scan.disk.move(SERVICES + "/.web", SERVICES + "/web");
        assertEquals(List.of("start web", "exit web"), sorted(scan.happened()));
    }

    private static List<String> sorted(List<String> log) {
        return log.stream().sorted(java.util.Comparator.reverseOrder()).toList();
    }

    @Test
    void looksAgainWhenChangesWereLost() {
        beginWith("web", "db");
        scan.disk.remove(SERVICES + "/db");
        scan.disk.link(SERVICES + "/linked", "/srv/linked");
        scan.service("/srv/linked");
        scan.disk.age("/srv/linked", 10);
        scan.fake.overflowChanges();
        assertEquals(List.of("start linked", "exit db"), sorted(scan.happened()));
    }

    @Test
    void keepsAllServicesOfADirectoryThatCannotBeRead() throws Exception {
        beginWith("web");
        scan.disk.permissions(SERVICES, 0300);
        scan.disk.remove(SERVICES + "/web");
        assertEquals(List.of(), scan.happenedWithin(20_000));
        scan.disk.permissions(SERVICES, 0755);
        assertEquals(List.of("exit web"), scan.happenedWithin(5000));
        scan.service(SERVICES + "/new");
        assertEquals(List.of("start new"), scan.happenedWithin(300));
        scan.assertSays("runsvdir /etc/service: warning: unable to open /etc/service: access denied");
    }

    @Test
    void keepsAllServicesOfADirectoryThatIsGone() throws Exception {
        beginWith("web");
        scan.disk.move(SERVICES, "/etc/service.old");
        assertEquals(List.of(), scan.happenedWithin(20_000));
        scan.disk.move("/etc/service.old", SERVICES);
        assertEquals(List.of(), scan.happened());
        scan.service("/srv/new");
        scan.disk.move("/srv/new", SERVICES + "/new");
        assertEquals(List.of("start new"), scan.happened());
        scan.assertSays("runsvdir /etc/service: warning: unable to stat /etc/service: file does not exist");
    }

    @Test
    void waitsForADirectoryThatIsNotThereYet() throws Exception {
        scan.disk.directory("/etc");
        scan.begin();
        assertEquals(List.of(), scan.happenedWithin(10_000));
        scan.service("/srv/services/web");
        scan.disk.move("/srv/services", SERVICES);
        assertEquals(List.of("start web"), scan.happened());
        scan.assertSays("runsvdir /etc/service: warning: unable to stat /etc/service: file does not exist");
    }

    @Test
    void keepsWhatCannotBeLookedAt() throws Exception {
        beginWith("web", "db");
        scan.fake.faults().always("stat", SERVICES + "/web", Errno.EIO);
        scan.disk.remove(SERVICES + "/db");
        assertEquals(List.of("exit db"), scan.happened());
        scan.assertSays("runsvdir /etc/service: warning: unable to stat web: input/output error");
    }

    @Test
    void readsADirectoryThatDidNotChangeOnlyOnce() throws Exception {
        scan.service(SERVICES + "/web");
        scan.disk.age(SERVICES, 10);
        scan.begin();
        scan.fake.faults().always("readdir", SERVICES, Errno.EIO);
        scan.driver.advanceMillis(600_000);
        scan.assertSays();
    }

    @Test
    void seesWithinSecondsWhatNobodyReported() {
        beginWith("web");
        scan.service("/srv/new");
        scan.disk.move("/srv/new", SERVICES + "/new");
        scan.disk.age(SERVICES + "/new", 10);
        scan.fake.forgetChanges();
        assertEquals(List.of("start new"), scan.happenedWithin(5000));
    }

    @Test
    void looksEverySecondWhereNothingCanBeWatched() throws Exception {
        scan.fake.faults().always("inotify_init", "", Errno.EMFILE);
        beginWith("web");
        scan.service(SERVICES + "/new");
        scan.disk.age(SERVICES + "/new", 10);
        scan.disk.remove(SERVICES + "/web");
        assertEquals(List.of("start new", "exit web"), sorted(scan.happenedWithin(1000)));
        scan.service(SERVICES + "/young");
        assertEquals(List.of(), scan.happenedWithin(3000));
        scan.disk.age(SERVICES + "/young", 10);
        assertEquals(List.of("start young"), scan.happenedWithin(1000));
        scan.end();
        scan.assertSays("runsvdir /etc/service: warning: changes cannot be watched, looking every second: "
                + "process cannot open more files");
    }

    @Test
    void looksEverySecondWhereTheWatchFails() {
        scan.fake.faults().always("inotify_add_watch", SERVICES, Errno.ENOSPC);
        beginWith("web");
        scan.service(SERVICES + "/new");
        scan.disk.age(SERVICES + "/new", 10);
        assertEquals(List.of("start new"), scan.happenedWithin(1000));
    }

    @Test
    void looksNoMoreAfterItsEnd() {
        beginWith("web");
        scan.disk.directory(SERVICES + "/young");
        scan.driver.settle();
        scan.end();
        assertEquals(List.of(), scan.fake.watchedDirectories());
        scan.service("/srv/new");
        scan.disk.move("/srv/new", SERVICES + "/new");
        assertEquals(List.of(), scan.happenedWithin(60_000));
    }
}
