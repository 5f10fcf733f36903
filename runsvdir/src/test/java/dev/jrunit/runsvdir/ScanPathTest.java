package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The scan directory itself may be switched or replaced. Source: runsvdir(8), runsvchdir(8). */
class ScanPathTest {
    private static void twoSets(Scan scan) {
        scan.service("/etc/runit/default/web");
        scan.service("/etc/runit/default/shared");
        scan.service("/etc/runit/single/rescue");
        scan.disk.remove("/etc/runit/default/shared");
        scan.service("/srv/shared");
        scan.disk.link("/etc/runit/default/shared", "/srv/shared");
        scan.disk.link("/etc/runit/single/shared", "/srv/shared");
    }

    private static void switchLink(Scan scan, String link, String target) {
        scan.disk.link(link + ".new", target);
        scan.disk.move(link + ".new", link);
    }

    private static void assertSwitches(Scan scan, String link, String target) {
        scan.begin();
        assertEquals(List.of("start shared", "start web"), scan.happened());
        switchLink(scan, link, target);
        assertEquals(
                List.of("exit web", "start rescue"),
                scan.happened().stream().sorted().toList());
        scan.service("/srv/late");
        scan.disk.move("/srv/late", "/etc/runit/single/late");
        assertEquals(List.of("start late"), scan.happened());
        scan.service("/srv/unseen");
        scan.disk.move("/srv/unseen", "/etc/runit/default/unseen");
        assertEquals(List.of(), scan.happenedWithin(20_000));
    }

    @Test
    void followsASwitchedLink() {
        Scan scan = new Scan("/service");
        twoSets(scan);
        scan.disk.link("/service", "/etc/runit/default");
        assertSwitches(scan, "/service", "/etc/runit/single");
    }

    @Test
    void followsASwitchedLinkWithinTheChain() {
        Scan scan = new Scan("/service/");
        twoSets(scan);
        scan.disk.link("/service", "etc/service");
        scan.disk.link("/etc/service", "runit/current");
        scan.disk.link("/etc/runit/current", "default");
        assertSwitches(scan, "/etc/runit/current", "single");
    }

    @Test
    void followsALinkThatIsRemovedAndMadeAgain() {
        Scan scan = new Scan("/service");
        twoSets(scan);
        scan.disk.link("/service", "/etc/runit/default");
        scan.begin();
        scan.host.drain();
        scan.disk.remove("/service");
        assertEquals(List.of(), scan.happened());
        scan.disk.link("/service", "/etc/runit/single");
        assertEquals(
                List.of("exit web", "start rescue"),
                scan.happened().stream().sorted().toList());
    }

    @Test
    void followsAReplacedDirectory() {
        Scan scan = new Scan("/etc/service");
        scan.service("/etc/service/web");
        scan.service("/srv/services/db");
        scan.begin();
        scan.host.drain();
        scan.disk.move("/etc/service", "/srv/old");
        scan.disk.move("/srv/services", "/etc/service");
        assertEquals(
                List.of("exit web", "start db"),
                scan.happened().stream().sorted().toList());
        scan.service("/srv/late");
        scan.disk.move("/srv/late", "/etc/service/late");
        assertEquals(List.of("start late"), scan.happened());
        assertEquals(List.of("/etc", "/etc/service"), scan.fake.watchedDirectories());
    }

    @Test
    void aDirectoryMadeAgainIsBeingFilled() {
        Scan scan = new Scan("/etc/service");
        scan.service("/etc/service/web");
        scan.begin();
        scan.host.drain();
        scan.disk.remove("/etc/service");
        scan.driver.settle();
        scan.disk.script("/etc/service/new/run");
        assertEquals(List.of("exit web"), scan.happened());
        scan.disk.file("/etc/service/new/down", "");
        assertEquals(List.of("start new (down)"), scan.happenedWithin(200));
    }

    @Test
    void watchesRelativePathsToo() {
        Scan scan = new Scan("service");
        scan.disk.directory("/service");
        scan.begin();
        assertEquals(List.of("/", "/service"), scan.fake.watchedDirectories());
        scan.service("/srv/new");
        scan.disk.move("/srv/new", "/service/new");
        assertEquals(List.of("start new"), scan.happened());
    }

    @Test
    void aLoopOfLinksIsADirectoryThatCannotBeRead() throws Exception {
        Scan scan = new Scan("/service");
        scan.disk.link("/service", "service");
        scan.begin();
        assertEquals(List.of(), scan.happenedWithin(10_000));
        scan.assertSays("runsvdir /service: warning: unable to stat /service: symbolic link loop");
    }
}
