package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakePosix;
import org.junit.jupiter.api.Test;

/** The files by which a machine is told to stop. Source: runit(8), SIGNALS; runit-init(8). */
class RequestsTest {
    private final FakePosix fake = new FakePosix();
    private final Disk disk = fake.disk();
    private final Requests requests = new Requests(fake.posix(), "/etc");

    RequestsTest() {
        disk.directory("/etc/runit");
        disk.directory("/run");
        fake.rememberOpen();
    }

    private int permissions(String path) {
        return disk.stat(path).permissions();
    }

    @Test
    void withoutAFileNothingIsAskedFor() throws Exception {
        assertFalse(requests.isOn(Requests.STOP));
        requests.set(Requests.RESTART, false);
        assertFalse(disk.exists("/run/runit.reboot"));
    }

    @Test
    void aRequestIsAFileThatItsOwnerMayExecute() throws Exception {
        requests.set(Requests.STOP, true);
        assertEquals(0100, permissions("/run/runit.stopit"));
        assertTrue(requests.isOn(Requests.STOP));
        assertFalse(requests.isOn(Requests.RESTART));
        fake.assertNothingLeaked();
    }

    @Test
    void takingItBackRemovesAllPermissions() throws Exception {
        disk.script("/run/runit.reboot");
        assertTrue(requests.isOn(Requests.RESTART));
        requests.set(Requests.RESTART, false);
        assertEquals(0, permissions("/run/runit.reboot"));
        assertFalse(requests.isOn(Requests.RESTART));
    }

    @Test
    void anExistingFileIsUsed() throws Exception {
        disk.file("/run/runit.stopit", "left from before");
        assertFalse(requests.isOn(Requests.STOP));
        requests.set(Requests.STOP, true);
        assertTrue(requests.isOn(Requests.STOP));
        assertEquals("left from before", disk.content("/run/runit.stopit"));
    }

    @Test
    void aLinkInEtcLeadsToTheFile() throws Exception {
        disk.link("/etc/runit/stopit", "/run/elsewhere");
        requests.set(Requests.STOP, true);
        assertEquals(0100, permissions("/run/elsewhere"));
        assertFalse(disk.exists("/run/runit.stopit"));
        assertTrue(requests.isOn(Requests.STOP));
    }

    @Test
    void aFileInEtcComesFirst() throws Exception {
        disk.file("/etc/runit/stopit", "");
        disk.script("/run/runit.stopit");
        assertFalse(requests.isOn(Requests.STOP));
    }

    @Test
    void whatCannotBeWrittenIsTold() {
        fake.faults().always("open", "/run/runit.stopit", Errno.EROFS);
        PosixException failure = assertThrows(PosixException.class, () -> requests.set(Requests.STOP, true));
        assertEquals("open /run/runit.stopit: read-only file system", failure.getMessage());
    }

    @Test
    void whatCannotBeLookedAtIsNotAskedFor() {
        disk.script("/run/runit.stopit");
        fake.faults().always("stat", "/run/runit.stopit", Errno.EIO);
        assertFalse(requests.isOn(Requests.STOP));
    }
}
