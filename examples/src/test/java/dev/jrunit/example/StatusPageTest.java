package dev.jrunit.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Tai64N;
import dev.jrunit.protocol.Want;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPageTest {
    @TempDir
    Path services;

    @Test
    void tellsWhatEachServiceDoes() throws Exception {
        service("web", new ServiceStatus(Tai64N.now(), 71, false, Want.UP, false, State.RUN));
        service("once", new ServiceStatus(Tai64N.now(), 0, false, Want.DOWN, false, State.DOWN));
        Files.createDirectories(services.resolve("new"));
        Files.createDirectories(services.resolve(".hidden"));

        String text = get("/");
        assertTrue(text.startsWith("HTTP/1.1 200 OK\r\n"), text);
        assertTrue(text.contains("\r\n\r\nunknown: new\ndown: once: "), text);
        assertTrue(text.contains("s\nrun: web: (pid 71) "), text);

        String json = get("/status.json");
        assertTrue(json.contains("[{\"name\":\"new\",\"state\":\"unknown\"},\n"), json);
        assertTrue(json.contains("{\"name\":\"web\",\"state\":\"run\",\"pid\":71,\"seconds\":"), json);

        assertTrue(get("/other").startsWith("HTTP/1.1 404 "));
    }

    @Test
    void escapesNames() {
        assertEquals("{\"name\":\"a\\\"b\",\"state\":\"unknown\"}", new ServiceReport("a\"b", null).json(0));
    }

    private void service(String name, ServiceStatus status) throws IOException {
        Path file = services.resolve(name).resolve("supervise/status");
        Files.createDirectories(file.getParent());
        Files.write(file, status.encode());
    }

    private String get(String path) throws IOException, ExecutionException, InterruptedException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket reader = new Socket(loopback, server.getLocalPort())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try {
                    new StatusPage(services).answerNext(server);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            reader.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
            String answer = new String(reader.getInputStream().readAllBytes(), UTF_8);
            served.get();
            return answer;
        }
    }
}
