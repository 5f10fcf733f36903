package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Service directories that Debian ships (package runit-services, unpacked by integration-tests/prepare), unmodified: each
 * whose program is on this machine and that needs nothing from outside.
 *
 * <p>Their interpreter, invoke-run, asks policy-rc.d and stops the machine's own service of that name. So the supervisor
 * gets a mount namespace of its own, in which all is allowed, nothing is installed as an init script, and /run and /var/log are empty.
 */
final class DebianServicesTest {

    private static final Path SHIPPED = Path.of(System.getProperty("jrunit.debian", "debian"), "usr/share/runit/sv");

    /** Service directories and the programs that they become. */
    private static final Map<String, String> CANDIDATES =
            new TreeMap<>(Map.of("atd", "atd", "cron", "cron", "dbus", "dbus-daemon", "rsyslog", "rsyslogd"));

    private static final String NAMESPACE = "test ! -e /usr/sbin/policy-rc.d ||"
            + " mount --bind /bin/true /usr/sbin/policy-rc.d; mount -t tmpfs none /etc/init.d;"
            + " mount -t tmpfs none /run; mkdir /run/lock; mount -t tmpfs none /var/log; exec \"$@\"";

    @Conformance({Supervision.C_RUNSVDIR, Supervision.HOSTED, Supervision.ISOLATED})
    void runUnmodified(World world) throws IOException {
        assertTrue(Files.isDirectory(SHIPPED), SHIPPED + " is missing: run integration-tests/prepare");
        assumeTrue(
                world.run(world.scan(), List.of("unshare", "-m", "true")).exit() == 0,
                "needs a mount namespace, and this machine gives none");
        List<ServiceFolder> services = new ArrayList<>();
        for (String name : CANDIDATES.keySet()) {
            Path shipped = SHIPPED.resolve(name);
            if (Files.exists(
                    Path.of(Files.readString(shipped.resolve(".meta/bin")).trim()))) {
                assertEquals(
                        0,
                        world.run(world.scan(), List.of("cp", "-a", shipped.toString(), "."))
                                .exit());
                ServiceFolder service =
                        world.track(new ServiceFolder(world.scan().resolve(name)));
                if (service.has("log")) {
                    // Debian's cpsv(8) makes that link when the package is installed.
                    Files.createSymbolicLink(service.file("log/run"), Path.of("/etc/sv/svlogd/run"));
                }
                services.add(service);
            }
        }
        assertTrue(
                services.size() >= 2,
                "too few of " + CANDIDATES.keySet() + " are installed: run integration-tests/prepare");

        List<String> command =
                new ArrayList<>(List.of("unshare", "-m", "/bin/sh", "-c", NAMESPACE, "sh", world.program("runsvdir")));
        if (world.supervision() == Supervision.ISOLATED) {
            command.add("--isolate");
        }
        command.add(world.scan().toString());
        Process supervisor = world.startScanning(command);
        for (ServiceFolder service : services) {
            World.awaitSupervised(service);
            stayUp(service);
        }
        for (ServiceFolder service : services) {
            String name = service.name();
            long pid = service.pid();
            assertEquals(
                    new Outcome(0, "ok: run: " + name + ": (pid N) Ns\n", ""), sv(world, supervisor, "restart", name));
            service.awaitRunning(pid);
            stayUp(service);
            assertEquals(
                    new Outcome(0, "ok: down: " + name + ": Ns, normally up\n", ""),
                    sv(world, supervisor, "stop", name));
        }
    }

    /** sv where ./check sees the same /run as the service. */
    private static Outcome sv(World world, Process supervisor, String command, String name) {
        return world.run(
                        world.scan(),
                        List.of(
                                "nsenter",
                                "-m",
                                "-t",
                                Long.toString(supervisor.pid()),
                                world.svSuite().program("sv"),
                                command,
                                name))
                .normalised();
    }

    /** Its program itself, not the shell before it, and for more than a moment. */
    private static void stayUp(ServiceFolder service) {
        String name = CANDIDATES.get(service.name());
        Eventually.until(
                service.name() + " runs " + name,
                () -> Pids.text(service.pid(), "comm").trim().equals(name));
        long pid = service.pid();
        service.awaitAge();
        Eventually.holds(service.name() + " stays up", Duration.ofMillis(300), () -> service.pid() == pid);
    }
}
