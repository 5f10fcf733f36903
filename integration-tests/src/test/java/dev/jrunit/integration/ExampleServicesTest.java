package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

/** The service directories that the distribution shows: they run as they are. */
final class ExampleServicesTest {
    private static final Path SHIPPED = Suite.binaries().resolveSibling("share/etc-service-example");

    @Conformance({Supervision.HOSTED, Supervision.ISOLATED})
    void allOfThemDoWhatTheirReadmeSays(World world) throws IOException {
        int port = Ports.free();
        String copy = "cp -R '" + SHIPPED + "' ../shipped && echo " + port + " >../shipped/status-page/env/PORT";
        assertEquals(0, world.shell(copy).exit());
        assertEquals(0, world.shell("mv ../shipped/*/ .").exit());
        ServiceFolder page = world.track(ServiceFolder.at(world.scan().resolve("status-page")));
        ServiceFolder ticker = world.track(ServiceFolder.at(world.scan().resolve("ticker")));
        ServiceFolder byHand = world.track(ServiceFolder.at(world.scan().resolve("by-hand")));
        world.supervise(ticker);

        Eventually.until(
                "the ticker logs", () -> ticker.log().content("current").contains(" ticker: tick 2\n"));
        Eventually.until("it serves", () -> page.log().content("current").contains("serving http://127.0.0.1:" + port));
        Eventually.until(
                "and shows that", () -> world.supervisorOutput().contains("status-page: serving http://127.0.0.1:"));
        byHand.awaitStat("down");
        assertEquals(0, world.sv("up", "by-hand").exit());
        byHand.awaitStat("run");
    }
}
