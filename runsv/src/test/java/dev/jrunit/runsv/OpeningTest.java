package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.PosixException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service directory gets when its supervision begins, and what keeps it from beginning. */
class OpeningTest {
    private final OneService service = new OneService();

    private String fatal() {
        String message = assertThrows(SupervisionException.class, service::open).getMessage();
        service.fake.assertNothingLeaked();
        return message;
    }

    private void assertMode(FileStat.Kind kind, int permissions, String path) {
        FileStat found = service.disk.stat(path);
        assertEquals(kind, found.kind(), path);
        assertEquals(permissions, found.permissions(), path);
    }

    @Test
    void makesSuperviseWithRunitsModes() throws Exception {
        service.disk.script("/service/log/run");
        service.start();
        for (String directory : List.of("/service/supervise", "/service/log/supervise")) {
            assertMode(FileStat.Kind.DIRECTORY, 0700, directory);
            assertMode(FileStat.Kind.FILE, 0600, directory + "/lock");
            assertMode(FileStat.Kind.FIFO, 0600, directory + "/control");
            assertMode(FileStat.Kind.FIFO, 0600, directory + "/ok");
            assertMode(FileStat.Kind.FILE, 0644, directory + "/status");
            assertMode(FileStat.Kind.FILE, 0644, directory + "/stat");
            assertMode(FileStat.Kind.FILE, 0644, directory + "/pid");
            assertTrue(service.disk.isLocked(directory + "/lock"));
            assertTrue(service.disk.isListenedTo(directory + "/ok"));
            assertTrue(service.disk.isListenedTo(directory + "/control"));
            assertFalse(service.disk.exists(directory + "/down"));
        }
    }

    @Test
    void startsNothingBeforeItBegins() throws Exception {
        service.open();
        service.driver.advanceMillis(5000);
        assertEquals(List.of(), service.fake.children());
        assertFalse(service.disk.isListenedTo("/service/supervise/ok"));
    }

    @Test
    void takesOverWhatAnEarlierSupervisionLeft() throws Exception {
        service.disk.file("/service/supervise/lock", "");
        service.disk.fifo("/service/supervise/ok");
        service.disk.fifo("/service/supervise/control");
        service.disk.file("/service/supervise/stat", "run\n");
        service.disk.file("/service/supervise/stat.new", "half");
        service.disk.file("/service/supervise/pid", "99\n");
        service.start();
        assertEquals("run\n", service.stat());
        assertEquals(service.run().pid() + "\n", service.disk.content("/service/supervise/pid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/state/web", "../state/web"})
    void makesTheTargetOfADanglingLink(String target) throws Exception {
        service.disk.directory("/run/state");
        service.disk.directory("/state");
        service.disk.link("/service/supervise", target);
        service.start();
        String made = target.startsWith("/") ? target : "/state/web";
        assertEquals(0700, service.disk.stat(made).permissions());
        assertEquals("run\n", service.disk.content(made + "/stat"));
    }

    @Test
    void makesTheTargetOfTheLoggersDanglingLink() throws Exception {
        service.disk.script("/service/log/run");
        service.disk.directory("/service/state");
        service.disk.link("/service/log/supervise", "../state/log");
        service.start();
        assertEquals("run\n", service.disk.content("/service/state/log/stat"));
    }

    @Test
    void usesTheTargetOfALink() throws Exception {
        service.disk.directory("/run/web");
        service.disk.link("/service/supervise", "/run/web");
        service.start();
        assertEquals("run\n", service.disk.content("/run/web/stat"));
    }

    @Test
    void needsTheParentOfTheTarget() {
        service.disk.link("/service/supervise", "/run/deep/web");
        assertEquals("unable to create /run/deep/web: file does not exist", fatal());
    }

    @Test
    void refusesALockedDirectory() {
        service.disk.file("/service/supervise/lock", "");
        service.disk.lock("/service/supervise/lock");
        assertEquals("unable to lock supervise/lock: temporary failure", fatal());
        assertTrue(service.disk.isLocked("/service/supervise/lock"));
    }

    @Test
    void refusesADirectoryWhoseLoggerIsLocked() {
        service.disk.script("/service/log/run");
        service.disk.file("/service/log/supervise/lock", "");
        service.disk.lock("/service/log/supervise/lock");
        assertEquals("unable to lock log/supervise/lock: temporary failure", fatal());
        assertFalse(service.disk.isLocked("/service/supervise/lock"));
    }

    @Test
    void refusesTheSecondSupervisionOfOneDirectory() throws Exception {
        service.start();
        service.disk.link("/alias", "/service");
        assertThrows(
                SupervisionException.class,
                () -> Supervision.open(
                        service.hosting(),
                        ServiceDirectory.open(service.fake.posix().files(), "/alias"),
                        service));
        assertEquals(1, service.fake.living("/service/run"));
        service.send("d");
        assertEquals("run, got TERM, want down\n", service.stat());
    }

    @Test
    void refusesAControlThatIsNoFifo() {
        service.disk.file("/service/supervise/control", "");
        assertEquals("supervise/control exists but is not a fifo", fatal());
    }

    /** Before the service is started: a second copy would follow each try otherwise. */
    @Test
    void refusesAnOkThatIsNoFifo() {
        service.disk.script("/service/log/run");
        service.disk.file("/service/supervise/ok", "");
        assertEquals("supervise/ok exists but is not a fifo", fatal());
    }

    @Test
    void refusesASuperviseThatIsAFile() {
        service.disk.file("/service/supervise", "");
        assertEquals("unable to open supervise/lock: not a directory", fatal());
    }

    @Test
    void refusesADirectoryThatMayNotBeWritten() {
        service.disk.permissions("/service", 0555);
        assertEquals("unable to create supervise: access denied", fatal());
    }

    @Test
    void refusesAReadOnlyFileSystem() {
        service.fake.faults().always("mkdir", "/service/supervise", Errno.EROFS);
        assertEquals("unable to create supervise: read-only file system", fatal());
    }

    @Test
    void warnsOfALogThatIsAFileAndGoesOnWithoutLogger() throws Exception {
        service.disk.file("/service/log", "");
        service.start();
        assertEquals(1, service.reports.size());
        assertTrue(service.reports.get(0).startsWith("warning: "), service.reports::toString);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void namesWhyADirectoryCannotBeOpened() {
        service.disk.file("/file", "");
        assertEquals(Errno.ENOENT, openFailure("/missing"));
        assertEquals(Errno.ENOTDIR, openFailure("/file"));
        service.disk.permissions("/service", 0600);
        assertEquals(Errno.EACCES, openFailure("/service"));
        service.fake.rememberOpen();
        service.fake.assertNothingLeaked();
    }

    private Errno openFailure(String path) {
        return assertThrows(
                        PosixException.class,
                        () -> ServiceDirectory.open(service.fake.posix().files(), path))
                .errno();
    }

    @Test
    void keepsItsServiceWhenTheDirectoryIsRenamed() throws Exception {
        service.start();
        service.disk.move("/service", "/elsewhere");
        service.disk.send("/elsewhere/supervise/control", "d");
        service.driver.settle();
        assertEquals("run, got TERM, want down\n", service.disk.content("/elsewhere/supervise/stat"));
        service.end(service.run());
        service.disk.send("/elsewhere/supervise/control", "u");
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/elsewhere/run"));
    }
}
