package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The service directory of {@code examples/spring-boot}, with an application that cannot start, and then Zipkin. */
final class SpringBootExampleTest {
    /** It takes ten seconds on a quiet machine. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Path ZIPKIN = Path.of(
                    System.getProperty("jrunit.zipkin", "target/applications/zipkin-server.jar"))
            .toAbsolutePath()
            .normalize();

    private static final Path EXAMPLE = Path.of("../examples/spring-boot/root/etc/service/app")
            .toAbsolutePath()
            .normalize();

    /** What cannot work stays down, with all that tells why, until it is mended. */
    @Conformance(Supervision.HOSTED)
    void aBrokenApplicationKeepsItsScene(World world) throws IOException {
        ServiceFolder service = application(world);
        Files.writeString(world.home().resolve("app.jar"), "no jar\n");
        world.supervise(service);
        Eventually.until("the log tells why", () -> {
            String log = service.content("log/current");
            return log.contains("app.jar") && log.contains("app: failed with exit code 1, wait status 0");
        });
        service.awaitStat("down");
        Eventually.holds(
                "it stays down", Duration.ofSeconds(3), () -> service.stat().equals("down"));
        Outcome status = world.sv("status", "app").normalised();
        assertTrue(status.out().startsWith("down: app: Ns, normally up; run: log: "), status::toString);

        link(world, ZIPKIN);
        assertEquals(0, world.sv("up", "app").exit());
        awaitHealthy(world);
        service.awaitAge();
        assertEquals(0, world.sv("stop", "app").exit());
        service.awaitStat("down");
    }

    private static ServiceFolder application(World world) throws IOException {
        assertTrue(Files.exists(ZIPKIN), ZIPKIN + " is missing: Maven's phase pre-integration-test brings it");
        Path links = Files.createDirectories(world.home().resolve("links"));
        // What the example's image has.
        Files.createSymbolicLink(links.resolve("wget"), Path.of(findBusybox()));
        Files.createSymbolicLink(links.resolve("timeout"), Path.of(findBusybox()));
        world.with("PATH", Suite.binaries() + ":" + links + ":" + System.getenv("PATH"));
        world.with("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
        world.with("JAVA_FLAGS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx200m");
        world.with("APP_HOME", world.home().toString());
        world.with("SERVER_PORT", Integer.toString(Ports.free()));
        world.with("HEALTH", "/health");
        ServiceFolder service = world.service("app");
        for (String script : new String[] {"run", "finish", "check"}) {
            service.executable(script, Files.readString(EXAMPLE.resolve(script)));
        }
        service.log().text("config", Files.readString(EXAMPLE.resolve("log/config")));
        return service;
    }

    private static String findBusybox() {
        for (String folder : new String[] {"/usr/bin", "/bin"}) {
            if (Files.exists(Path.of(folder, "busybox"))) {
                return folder + "/busybox";
            }
        }
        throw new AssertionError("no busybox here: run integration-tests/prepare");
    }

    private static void link(World world, Path jar) throws IOException {
        Path link = world.home().resolve("app.jar");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar);
    }

    private static void awaitHealthy(World world) {
        Eventually.until(
                "the application is healthy",
                START_LIMIT,
                () -> world.sv("-w", "1", "check", "app").exit() == 0);
    }
}
