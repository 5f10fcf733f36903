package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.posix.fake.Faults;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.svlogd.HostedLoggers;
import java.util.ArrayList;
import java.util.List;

/** A service directory {@code /service} with a {@code run} on a fake system, and its supervision driven by hand. */
final class OneService implements Supervision.Owner {
    final FakePosix fake;
    final Disk disk;
    final LoopDriver driver;
    final Children children;
    final List<String> reports = new ArrayList<>();
    /** Ends for good: how run ended, and whether nothing is to go on without it. */
    final List<String> givenUp = new ArrayList<>();

    int ends;
    Supervision supervision;

    OneService() {
        this(new FakePosix());
        disk.script("/service/run");
    }

    private OneService(FakePosix fake) {
        this.fake = fake;
        disk = fake.disk();
        driver = new LoopDriver(fake);
        children = new Children(fake.posix(), driver.loop());
    }

    /** The supervisor is killed; another process that is to supervise the service, and has not begun. */
    OneService killed() {
        fake.restart();
        return new OneService(fake);
    }

    /** The supervisor executes itself anew; its next program, which goes on with the service and has not begun. */
    OneService executed() throws SupervisionException, PosixException {
        return executed(() -> {});
    }

    /** The same; something happens in between. */
    OneService executed(Runnable meanwhile) throws SupervisionException, PosixException {
        Handover handover = supervision.handOver();
        keepOpen(handover.directory(), handover.log(), handover.stdout(), handover.stderr());
        keepOpen(handover.service());
        if (handover.logger() != null) {
            keepOpen(handover.logger());
        }
        fake.execute();
        meanwhile.run();
        OneService next = new OneService(fake);
        next.supervision = Supervision.resume(next.hosting(), handover, next);
        return next;
    }

    private void keepOpen(Handover.Kept kept) throws PosixException {
        keepOpen(kept.lock(), kept.control(), kept.ok());
    }

    private void keepOpen(int... descriptors) throws PosixException {
        for (int descriptor : descriptors) {
            if (descriptor != Handover.NONE) {
                fake.posix().self().keepOpen(descriptor);
            }
        }
    }

    static OneService withLogger() {
        OneService service = new OneService();
        service.disk.script("/service/log/run");
        return service;
    }

    @Override
    public String serviceName() {
        return "service";
    }

    @Override
    public void report(String message) {
        reports.add(message);
    }

    @Override
    public void gaveUp(WaitStatus lastRun, boolean essential) {
        givenUp.add(lastRun.exitCode() + " " + lastRun.lowByte() + (essential ? " essential" : ""));
    }

    @Override
    public void ended() {
        ends++;
    }

    /** Opens the supervision without beginning it. */
    void open() throws SupervisionException, PosixException {
        fake.rememberOpen();
        supervision =
                Supervision.open(hosting(), ServiceDirectory.open(fake.posix().files(), "/service"), this);
    }

    Hosting hosting() {
        HostedLoggers loggers = new HostedLoggers(fake.posix(), fake::posix, driver.loop(), children);
        return new Hosting(fake.posix(), driver.loop(), children, loggers, true);
    }

    /** Opens, begins, and lets everything happen that comes at once. */
    OneService start() throws SupervisionException, PosixException {
        open();
        supervision.begin();
        driver.settle();
        return this;
    }

    /** Whether the supervisor is killed, as ordered, while it does that. */
    static boolean isKilledBy(Runnable action) {
        try {
            action.run();
            return false;
        } catch (AssertionError e) {
            return e.getCause() instanceof Faults.Killed;
        }
    }

    FakeChild run() {
        return fake.child("/service/run");
    }

    FakeChild finish() {
        return fake.child("/service/finish");
    }

    FakeChild logger() {
        return fake.child("/service/log/run");
    }

    FakeChild script(char letter) {
        return fake.child("/service/control/" + letter);
    }

    /** A client writes commands. */
    void send(String letters) {
        disk.send("/service/supervise/control", letters);
        driver.settle();
    }

    void sendToLogger(String letters) {
        disk.send("/service/log/supervise/control", letters);
        driver.settle();
    }

    void end(FakeChild child) {
        child.exit(0);
        driver.settle();
    }

    String stat() {
        return disk.content("/service/supervise/stat");
    }

    String logStat() {
        return disk.content("/service/log/supervise/stat");
    }

    ServiceStatus status() {
        return ServiceStatus.decode(disk.bytes("/service/supervise/status"), ServiceStatus.BYTES);
    }
}
