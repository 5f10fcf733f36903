package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The base image in containers of podman, as docs/image.md describes its use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class PodmanTest {
    /** What podman gives a container to stop; then it kills, and the exit code is 137. */
    private static final String STOP_LIMIT_SECONDS = "60";

    private Podman podman;
    private Image image;
    private Image nonroot;

    @BeforeAll
    void load() throws IOException {
        podman = new Podman();
        image = Image.base().get(0);
        nonroot = Image.base().get(1);
        podman.load(image);
        podman.load(nonroot);
    }

    @AfterAll
    void close() {
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void stopEndsTheServicesInGoodOrder() throws IOException {
        ServiceFolder services = services("stop");
        new ServiceFolder(services.file("polite")).run("""
                trap 'echo polite has stopped; exit 0' TERM
                echo polite is up
                while :; do sleep 0.1; done
                """);
        String container = start(image, services);
        awaitOutput(container, "polite is up");
        assertTrue(podman.output("exec", container, "sv", "status", "polite").startsWith("run: polite: (pid "));
        podman.output("stop", "-t", STOP_LIMIT_SECONDS, container);
        assertEquals("0", podman.output("inspect", "-f", "{{.State.ExitCode}}", container));
        awaitOutput(container, "polite has stopped");
    }

    @Test
    void theExitCodeIsTheCommands() {
        assertEquals(0, podman.run("run", "--rm", image.name(), "--", "true").exit());
        Outcome three = podman.run("run", "--rm", image.name(), "--", "sh", "-c", "echo \"$LANG\"; exit 3");
        assertEquals(3, three.exit(), three::toString);
        assertTrue(three.out().contains("C.UTF-8\n"), three::toString);
        Outcome killed = podman.run("run", "--rm", image.name(), "--", "sh", "-c", "kill -KILL $$");
        assertEquals(137, killed.exit(), killed::toString);
    }

    @Test
    void runsWithoutPrivilegesAndWithAReadOnlyRoot() throws IOException {
        ServiceFolder services = services("nonroot");
        ServiceFolder service = new ServiceFolder(services.file("who")).run("id; exec sleep 1000");
        Files.createSymbolicLink(service.supervise(), Path.of("/run/supervise.who"));
        String container = start(nonroot, services, "--read-only", "--memory", "256m", "--cap-drop", "all");
        awaitOutput(container, "uid=10001(app) gid=0(root)");
        assertTrue(podman.output("exec", container, "sv", "status", "who").startsWith("run: who: (pid "));
        podman.output("stop", "-t", STOP_LIMIT_SECONDS, container);
        assertEquals("0", podman.output("inspect", "-f", "{{.State.ExitCode}}", container));
    }

    @Test
    void aServiceThatEatsTheMemoryIsKilledAndStartedAgain() throws IOException {
        ServiceFolder services = services("hungry");
        // The second time it is content.
        new ServiceFolder(services.file("hungry")).run("""
                if mkdir /run/been-here 2>/dev/null; then echo hungry; exec tail /dev/zero; fi
                echo content
                exec sleep 1000
                """);
        String container = start(image, services, "--memory", "128m");
        awaitOutput(container, "hungry");
        awaitOutput(container, "content");
        assertEquals("true", podman.output("inspect", "-f", "{{.State.Running}}", container));
        assertTrue(podman.output("exec", container, "sv", "status", "hungry").startsWith("run: hungry: (pid "));
    }

    @Test
    void imagesAreBuiltOnIt() throws IOException {
        ServiceFolder context = new ServiceFolder(podman.folder().resolve("context"));
        context.text("Dockerfile", "FROM " + nonroot.name() + "\nCOPY --chown=10001:0 app /etc/service/app\n");
        new ServiceFolder(context.file("app")).run("echo derived; exec sleep 1000");
        podman.output("build", "-q", "-t", "localhost/derived", context.path().toString());
        String container = podman.output("run", "-d", "localhost/derived");
        awaitOutput(container, "derived");
        podman.output("stop", "-t", STOP_LIMIT_SECONDS, container);
        assertEquals("0", podman.output("inspect", "-f", "{{.State.ExitCode}}", container));
    }

    /** The manifest for Kubernetes as it is in examples/, with the image that it names. */
    @Test
    void playsTheExampleOfKubernetes() throws IOException {
        Path out = Files.createDirectories(podman.folder().resolve("images"));
        Image web = Image.build("-o", out.toString(), "-w", "../examples/web", "-n", "localhost/jrunit-web")
                .get(1);
        podman.load(web);
        String manifest = Path.of("../examples/kubernetes/web.yaml").toString();
        podman.output("kube", "play", "--network", "none", manifest);
        String container = podman.output("ps", "-q", "--filter", "ancestor=" + web.name());
        Eventually.until(
                "what the readiness probe asks for is so",
                () -> podman.run("exec", container, "sv", "-w", "2", "check", "nginx", "app")
                                .exit()
                        == 0);
        String page = podman.output("exec", container, "wget", "-q", "-O", "-", "http://127.0.0.1:8080/");
        assertTrue(page.contains("run: nginx: (pid "), page);
        podman.output("kube", "down", manifest);
    }

    private ServiceFolder services(String name) {
        return new ServiceFolder(podman.folder().resolve("services").resolve(name));
    }

    private String start(Image of, ServiceFolder services, String... options) {
        String[] words = new String[options.length + 6];
        words[0] = "run";
        words[1] = "-d";
        words[2] = "-e";
        words[3] = "SV_LOG_FORMAT=text";
        System.arraycopy(options, 0, words, 4, options.length);
        words[options.length + 4] = "--volume=" + services.path() + ":/etc/service";
        words[options.length + 5] = of.name();
        return podman.output(words);
    }

    private void awaitOutput(String container, String expected) {
        Eventually.value(
                "the container says " + expected,
                () -> podman.run("logs", container),
                logs -> (logs.out() + logs.err()).contains(expected));
    }
}
