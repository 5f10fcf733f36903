package dev.jrunit.runsvdir;

import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakePosix;
import java.util.List;

/** A scan directory on a fake system, with a host that only records. */
final class Scan {
    final FakePosix fake = new FakePosix();
    final Disk disk = fake.disk();
    final LoopDriver driver = new LoopDriver(fake);
    final RecordingHost host;
    final Messages messages;
    final Services services;
    private final String path;
    private ScanDirectory scan;

    Scan(String path) {
        this.path = path;
        this.host = new RecordingHost(disk, path);
        this.messages = new Messages(path);
        this.services = new Services(driver.loop(), host);
    }

    /** Makes a complete service directory. */
    void service(String directory) {
        disk.script(directory + "/run");
    }

    /** Begins to look, and lets everything happen that comes at once. */
    void begin() {
        scan = new ScanDirectory(fake.posix(), driver.loop(), services, messages.reports, path);
        driver.loop().post(scan::begin);
        driver.settle();
    }

    void end() {
        scan.end();
        driver.settle();
    }

    /** What the host was asked since the last call, once everything has happened that comes at once. */
    List<String> happened() {
        driver.settle();
        return host.drain();
    }

    /** What the host was asked in that time. */
    List<String> happenedWithin(long millis) {
        driver.advanceMillis(millis);
        return host.drain();
    }

    void assertSays(String... lines) throws InterruptedException {
        messages.assertAre(lines);
    }
}
