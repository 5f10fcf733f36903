package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** podman with a store and settings of its own, that need neither a network nor systemd nor newer cgroups. */
final class Podman implements AutoCloseable {
    private final Path folder;

    Podman() throws IOException {
        folder = Files.createTempDirectory("jrunit-podman");
        Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                netns = "none"
                default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
                log_driver = "k8s-file"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                """);
        // Images are loaded from files only.
        Files.writeString(folder.resolve("policy.json"), "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}\n");
    }

    /** A folder for what containers mount. */
    Path folder() {
        return folder;
    }

    Outcome run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("podman", "--storage-driver", "vfs"));
        words.addAll(List.of("--root", "" + folder.resolve("root"), "--runroot", "" + folder.resolve("runroot")));
        words.addAll(List.of("--tmpdir", folder.resolve("tmp").toString()));
        words.addAll(Arrays.asList(arguments));
        return Image.run(
                words,
                Map.of("CONTAINERS_CONF", folder.resolve("containers.conf").toString()));
    }

    /** Runs podman, which must succeed. Returns what it prints, without the last newline. */
    String output(String... arguments) {
        Outcome outcome = run(arguments);
        assertEquals(0, outcome.exit(), () -> Arrays.toString(arguments) + ": " + outcome);
        return outcome.out().stripTrailing();
    }

    void load(Image image) {
        output(
                "load",
                "-q",
                "-i",
                image.archive().toString(),
                "--signature-policy",
                "" + folder.resolve("policy.json"));
    }

    /** Ends all containers and removes everything. */
    @Override
    public void close() {
        run("pod", "rm", "-a", "-f", "-t", "0");
        run("rm", "-a", "-f", "-t", "0");
        ServiceFolder.delete(folder);
    }
}
