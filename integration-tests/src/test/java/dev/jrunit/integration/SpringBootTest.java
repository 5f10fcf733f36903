package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A real Spring Boot application, Zipkin, as a service of a container: it starts, dies, comes back, and is stopped. */
final class SpringBootTest {
    /** Nine seconds where nothing else runs. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    @Test
    void springBootIsSupervised() throws Exception {
        int port = Ports.free();
        try (Box box = new Box()) {
            ServiceFolder service = box.service("zipkin")
                    .run("echo starting; QUERY_PORT=" + port + " exec '" + System.getProperty("java.home")
                            + "/bin/java' -Xmx256m -XX:+UseSerialGC -jar '" + System.getProperty("jrunit.zipkin")
                            + "'");
            service.notesFinish().text("timeout-kill", "60000\n");
            new ServiceFolder(service.file("log")).text("config", "s1000000\n");
            box.with("KILL_PROCESS_TIMEOUT", "600").init();
            Eventually.until("healthy", START_LIMIT, () -> isHealthy(port));
            // The pid is the container's own.
            long first = service.pid();
            box.run("kill", "-KILL", Long.toString(service.pid()));
            // Both of one file: of two, one may be from before a change and one from after it.
            Eventually.value("another one", service::status, now -> now.pid() != first && now.state() == 1);
            assertEquals("-1 9\n", service.content("finished"));
            Eventually.until("healthy again", START_LIMIT, () -> isHealthy(port));
            assertNotEquals(first, service.pid());

            assertEquals(0, box.signal("TERM").exit(), box.err());
            // A Java machine that has run its hooks ends with 143.
            assertEquals("-1 9\n143 0\n", service.content("finished"));
            assertEquals("down", service.stat());
            Eventually.until(
                    "its last words are logged",
                    () -> service.content("log/current").contains("starting"));
        }
    }

    private static boolean isHealthy(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/health").toURL().openConnection();
            connection.setConnectTimeout(5_000);
            connection.setReadTimeout(5_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
