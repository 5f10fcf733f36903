package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** nginx, redis and memcached as people run them: started, used over loopback, stopped, restarted, killed. */
final class RealServicesTest {

    private static final String FOUND = "PATH=$PATH:/usr/sbin:/sbin\n";

    @Conformance(
            value = {Supervision.C_RUNSVDIR, Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED},
            bothSv = true)
    void nginx(World world) throws IOException {
        int port = Ports.free();
        ServiceFolder service = world.service("nginx");
        readableByAll(world);
        Path www = Files.createDirectories(service.file("www"));
        Files.writeString(www.resolve("index.html"), "served by nginx\n");
        service.text("nginx.conf", """
                worker_processes 1;
                pid nginx.pid;
                events { worker_connections 64; }
                http {
                    access_log /dev/stdout;
                    client_body_temp_path tmp/body;
                    proxy_temp_path tmp/proxy;
                    fastcgi_temp_path tmp/fastcgi;
                    uwsgi_temp_path tmp/uwsgi;
                    scgi_temp_path tmp/scgi;
                    server { listen 127.0.0.1:PORT; root www; }
                }
                """.replace("PORT", Integer.toString(port)));
        Files.createDirectory(service.file("tmp"));
        service.run(FOUND + "exec 2>&1\nexec nginx -p \"$PWD\" -c nginx.conf -g 'daemon off; error_log /dev/stderr;'");
        service.logsLines();
        String request = "GET / HTTP/1.0\r\n\r\n";
        useStopRestartAndKill(world, service, port, request, "served by nginx\n");
        Eventually.until("logged", () -> service.log().content("lines").contains("\"GET / HTTP/1.0\" 200"));
    }

    @Conformance(
            value = {Supervision.C_RUNSVDIR, Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED},
            bothSv = true)
    void redis(World world) throws IOException {
        int port = Ports.free();
        ServiceFolder service = world.service("redis");
        service.run(FOUND + "exec 2>&1\nexec redis-server --bind 127.0.0.1 --port " + port
                + " --daemonize no --save '' --dir \"$PWD\"");
        service.logsLines();
        useStopRestartAndKill(world, service, port, "SET a 1\r\nGET a\r\nQUIT\r\n", "+OK\r\n$1\r\n1\r\n+OK\r\n");
        Eventually.until("logged", () -> service.log().content("lines").contains("Ready to accept connections"));
    }

    @Conformance(
            value = {Supervision.C_RUNSVDIR, Supervision.RUNSV, Supervision.HOSTED, Supervision.ISOLATED},
            bothSv = true)
    void memcached(World world) throws IOException {
        int port = Ports.free();
        ServiceFolder service = world.service("memcached");
        service.run(FOUND + "exec 2>&1\nexec memcached -l 127.0.0.1 -p " + port + " -U 0 -u root -m 16 -v");
        service.logsLines();
        useStopRestartAndKill(
                world, service, port, "set a 0 0 1\r\n1\r\nget a\r\nquit\r\n", "STORED\r\nVALUE a 0 1\r\n1\r\nEND\r\n");
    }

    private static void useStopRestartAndKill(
            World world, ServiceFolder service, int port, String request, String answer) {
        String name = service.name();
        world.supervise(service);
        long pid = service.awaitRunning();
        awaitAnswer(port, request, answer);

        // The server may answer before its supervisor, on a busy machine, has announced it to clients.
        Eventually.equal("status", 0, () -> world.sv("status", name).exit());
        assertTrue(world.sv("status", name).out().startsWith("run: " + name + ": (pid " + pid + ") "));
        service.awaitAge();
        Outcome restarted = world.sv("restart", name).normalised();
        assertEquals(new Outcome(0, "ok: run: " + name + ": (pid N) Ns\n", ""), restarted);
        long second = service.awaitRunning(pid);
        awaitAnswer(port, request, answer);

        Outcome stopped = world.sv("stop", name).normalised();
        assertEquals(new Outcome(0, "ok: down: " + name + ": Ns, normally up\n", ""), stopped);
        assertTrue(!Pids.alive(second));
        Eventually.until(
                "port " + port + " is closed", () -> answer(port, request).isEmpty());
        Outcome started = world.sv("start", name).normalised();
        assertEquals(new Outcome(0, "ok: run: " + name + ": (pid N) Ns\n", ""), started);
        awaitAnswer(port, request, answer);

        long third = service.awaitRunning(second);
        List<ProcessHandle> workers = ProcessHandle.of(third).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        world.signal(third, "KILL");
        // nginx's workers outlive their master and keep its port, under any supervisor.
        workers.forEach(ProcessHandle::destroyForcibly);
        service.awaitRunning(third);
        awaitAnswer(port, request, answer);
        service.send("d").awaitStat("down");
        Eventually.until(
                "ended",
                () -> world.processes(name).stream()
                        .allMatch(it -> Pids.command(it).contains("runsv")));
    }

    private static void awaitAnswer(int port, String request, String answer) {
        Eventually.value("answer of port " + port, () -> answer(port, request), got -> got.endsWith(answer));
    }

    /** All that the server sends until it closes, or nothing if it cannot be reached. */
    private static String answer(int port, String request) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** nginx's workers run as an account of their own. */
    private static void readableByAll(World world) throws IOException {
        for (Path path : List.of(world.home(), world.scan())) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
