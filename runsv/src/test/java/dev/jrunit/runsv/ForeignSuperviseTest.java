package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.fake.FakeChild;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code supervise/} that was given to a user who may control the service: he gets nothing more. */
class ForeignSuperviseTest {
    private static final String SUPERVISE = "/service/supervise/";

    private final OneService service = new OneService();

    private String fatal() {
        String message = assertThrows(SupervisionException.class, service::open).getMessage();
        service.fake.assertNothingLeaked();
        return message;
    }

    @Test
    void aLinkForALockMakesNoFile() {
        service.disk.link(SUPERVISE + "lock", "/etc/nologin");
        service.disk.directory("/etc");
        assertEquals("unable to open supervise/lock: symbolic link loop", fatal());
        assertFalse(service.disk.exists("/etc/nologin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "ok"})
    void anotherServicesFifoIsNotRead(String name) {
        service.disk.fifo("/other/supervise/control");
        service.disk.link(SUPERVISE + name, "/other/supervise/control");
        assertEquals("supervise/" + name + " exists but is not a fifo", fatal());
        assertFalse(service.disk.isListenedTo("/other/supervise/control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "stat", "pid"})
    void whatALinkLeadsToIsNotWritten(String name) throws Exception {
        service.disk.file("/etc/passwd", "root:x:0:0");
        service.disk.link(SUPERVISE + name + ".new", "/etc/passwd");
        service.disk.link(SUPERVISE + name, "/etc/passwd");
        service.start();
        assertEquals("root:x:0:0", service.disk.content("/etc/passwd"));
        assertEquals(FileStat.Kind.FILE, service.disk.stat(SUPERVISE + name).kind());
        assertFalse(service.disk.content(SUPERVISE + name).startsWith("root"));
        assertFalse(service.disk.exists(SUPERVISE + name + ".new"));
        assertEquals("run\n", service.stat());
        assertEquals(List.of(), service.reports);
    }

    @Test
    void aDirectoryInTheWayIsToldOnceAndTriedAgain() throws Exception {
        service.disk.directory(SUPERVISE + "stat.new");
        service.start();
        service.driver.advanceMillis(3_000);
        assertEquals(List.of("warning: unable to unlink supervise/stat.new: is a directory"), service.reports);
        service.disk.remove(SUPERVISE + "stat.new");
        service.driver.advanceMillis(1_000);
        assertEquals("run\n", service.stat());
    }

    /** What adopt or else status say of a process, root believes: it would signal that process. */
    @ParameterizedTest
    @ValueSource(strings = {"owner", "permissions", "links"})
    void whatRootDidNotWriteIsNotAdopted(String difference) throws Exception {
        service.start();
        FakeChild run = service.run();
        for (String name : List.of("adopt", "status")) {
            switch (difference) {
                case "owner" -> service.disk.owner(SUPERVISE + name, 65534);
                case "permissions" -> service.disk.permissions(SUPERVISE + name, 0666);
                default -> service.disk.links(SUPERVISE + name, 2);
            }
        }
        OneService next = service.killed().start();
        assertNotEquals(run.pid(), next.status().pid());
        next.send("k");
        assertEquals(List.of(), run.signals());
        FileStat adopt = next.disk.stat(SUPERVISE + "adopt");
        assertEquals(0600, adopt.permissions());
        assertEquals(0, adopt.ownerUid());
        assertEquals(1, adopt.links());
    }

    @Test
    void whatALinkAdoptLeadsToIsNotWritten() throws Exception {
        service.disk.file("/etc/passwd", "root:x:0:0");
        service.disk.link(SUPERVISE + "adopt", "/etc/passwd");
        service.start();
        assertEquals("root:x:0:0", service.disk.content("/etc/passwd"));
        assertEquals(FileStat.Kind.FILE, service.disk.stat(SUPERVISE + "adopt").kind());
        assertEquals(List.of(), service.reports);
    }

    /** Later the files are opened again only to announce the service: what was put there since is not followed. */
    @Test
    void aLinkThatComesLaterIsNotFollowed() throws Exception {
        service.open();
        service.disk.fifo("/other/supervise/ok");
        service.disk.remove(SUPERVISE + "ok");
        service.disk.link(SUPERVISE + "ok", "/other/supervise/ok");
        service.supervision.begin();
        service.driver.settle();
        assertFalse(service.disk.isListenedTo("/other/supervise/ok"));
        assertEquals(List.of("warning: unable to open supervise/ok: symbolic link loop"), service.reports);
    }
}
