package dev.jrunit.init;

import dev.jrunit.cli.Output;
import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.svlogd.LineStyle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** A container on a fake system, with a service {@code /etc/service/web}, driven by hand. */
final class OneContainer {
    static final int TERM = 15;

    final FakePosix fake = new FakePosix();
    final Disk disk = fake.disk();
    final LoopDriver driver = new LoopDriver(fake);
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private Container container;

    boolean skipStartupFiles;
    boolean skipServices;
    boolean quiet = true;
    boolean killAll = true;
    /** Signals that came before it began. */
    List<Integer> waitingSignals = List.of();

    OneContainer() {
        fake.setEnvironment("PATH=/bin", "LANG=C");
        disk.directory("/proc");
        disk.script("/etc/service/web/run");
    }

    /** Boots, and lets everything happen that comes at once. */
    void boot(String... mainCommand) throws PosixException {
        Settings settings = new Settings(
                "/etc",
                List.of(mainCommand),
                skipStartupFiles,
                skipServices,
                quiet,
                killAll,
                20_000_000_000L,
                7_000_000_000L,
                LineStyle.RAW);
        Children children = new Children(fake.posix(), driver.loop());
        HostedLoggers loggers = new HostedLoggers(fake.posix(), fake::posix, driver.loop(), children);
        Messages messages = new Messages(new Output(stderr)::print, quiet);
        container = new Container(fake.posix(), driver.loop(), children, loggers, settings, messages);
        Signals.listen(fake.posix(), driver.loop(), container::signalled);
        for (int signal : waitingSignals) {
            signal(signal);
        }
        driver.loop().post(container::begin);
        driver.settle();
    }

    void signal(int number) {
        fake.raiseQueued(number);
        driver.settle();
    }

    /** Before the loop does anything else that waits. */
    void signalAtOnce(int number) {
        container.signalled(number);
    }

    FakeChild main() {
        return fake.child("/bin/main");
    }

    FakeChild web() {
        return fake.child("/etc/service/web/run");
    }

    void end(FakeChild child, int code) {
        child.exit(code);
        driver.settle();
    }

    /** There is another process, below this one. */
    void process(int pid) {
        int parent = fake.posix().processes().pid();
        disk.file("/proc/" + pid + "/stat", pid + " (orphan) S " + parent + " 1 1 0 -1 0\n");
    }

    void gone(int pid) {
        disk.remove("/proc/" + pid);
    }

    /** The signals that processes got one by one: {@code PID NUMBER}. */
    List<String> signals() {
        return fake.journal().stream()
                .filter(entry -> entry.startsWith("signal "))
                .map(entry -> entry.substring("signal ".length()))
                .toList();
    }

    /** The programs that were started, in order. */
    List<String> started() {
        return fake.children().stream().map(FakeChild::program).toList();
    }

    OptionalInt exitCode() {
        return driver.exitCode();
    }

    /** Ends what its services' supervision said, and tells all that was said. */
    String said() {
        return stderr.toString(StandardCharsets.ISO_8859_1);
    }
}
