package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The base image: what is in it, and that all of it works there. Its programs run in it by bubblewrap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageTest {
    private static final long MOST_BYTES_UNPACKED = 62_000_000;
    private static final long MOST_BYTES_PACKED = 30_000_000;

    private Path folder;
    private Path root;
    private Image image;
    private Image nonroot;

    @BeforeAll
    void unpack() throws IOException {
        image = Image.base().get(0);
        nonroot = Image.base().get(1);
        folder = Files.createTempDirectory("jrunit-image");
        root = folder.resolve("root");
        image.unpack(root);
    }

    @AfterAll
    void remove() {
        if (folder != null) {
            ServiceFolder.delete(folder);
        }
    }

    @Test
    void isTheSameWhenItIsBuiltAgain() throws IOException {
        Path again = Files.createDirectory(folder.resolve("again"));
        List<Image> second = Image.build("-o", again.toString());
        assertEquals(image.digest(), second.get(0).digest());
        assertEquals(nonroot.digest(), second.get(1).digest());
        assertEquals(-1, Files.mismatch(image.archive(), second.get(0).archive()));
        assertEquals(-1, Files.mismatch(nonroot.archive(), second.get(1).archive()));
    }

    @Test
    void isSmall() throws IOException {
        assertTrue(Files.size(nonroot.archive()) <= MOST_BYTES_PACKED, nonroot::toString);
        long size = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                size += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
            }
        }
        assertEquals(image.unpackedSize(), size);
        assertTrue(size <= MOST_BYTES_UNPACKED, image::toString);
    }

    @Test
    void saysHowToStartIt() {
        Outcome inspected = Image.run(List.of("skopeo", "inspect", "oci-archive:" + image.archive()), Map.of());
        assertEquals(0, inspected.exit(), inspected::err);
        assertTrue(inspected.out().contains("\"Digest\": \"" + image.digest() + "\""), inspected::out);
        String config = image.config();
        for (String expected : List.of(
                "\"User\": \"0:0\"",
                "\"Entrypoint\": [\"/sbin/runit-init\"]",
                "\"StopSignal\": \"SIGTERM\"",
                "\"LANG=C.UTF-8\"")) {
            assertTrue(config.contains(expected), config);
        }
        assertTrue(nonroot.config().contains("\"User\": \"10001:0\""), nonroot::config);
    }

    @Test
    void everyToolAnswersUnderItsUsualName() throws IOException {
        List<String> tools = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("opt/jrunit/bin"))) {
            files.forEach(file -> tools.add(file.getFileName().toString()));
        }
        assertTrue(tools.containsAll(List.of("runsvdir", "runsv", "sv", "svlogd", "chpst")), tools::toString);
        for (String tool : tools) {
            String path = (tool.equals("runit-init") ? "/sbin/" : "/usr/bin/") + tool;
            Outcome version = inside(path, "--version");
            assertEquals(0, version.exit(), version::toString);
            assertTrue(version.out().startsWith(tool + " (jrunit) "), version::toString);
            assertEquals("", version.err());
        }
    }

    @Test
    void hasAnInit() {
        Outcome version = inside("/sbin/runit-init", "--version");
        assertEquals(0, version.exit(), version::toString);
    }

    /** The shared cache is what is used: a machine that must use one, and cannot, does not start. */
    @Test
    void everyToolUsesTheCache() throws IOException {
        Path lib = root.resolve("opt/jrunit/lib");
        List<String> caches = new ArrayList<>();
        try (Stream<Path> files = Files.list(lib)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(aot|jsa)"))
                    .forEach(caches::add);
        }
        assertTrue(caches.contains("all.aot") || caches.contains("all.jsa"), caches::toString);
        String launcher = Files.readString(root.resolve("opt/jrunit/bin/sv"));
        assertTrue(launcher.contains("-Xlog:disable"), launcher);
        // The same launcher, but one that shows what is loaded from where.
        Outcome classes = inside(
                "sh",
                "-c",
                "sed -e 's/-Xlog:disable/-Xlog:class+load/' -e 's|^jrunit_self=.*|jrunit_self=/opt/jrunit/bin/sv|'"
                        + " /opt/jrunit/bin/sv >/tmp/sv; sh /tmp/sv status /nowhere");
        assertTrue(
                classes.out().lines().anyMatch(line -> line.contains("dev.jrunit.sv.Main source: shared objects file")),
                classes::toString);
        long others = classes.out()
                .lines()
                .filter(line -> line.contains("source:") && !line.contains("shared objects file"))
                .count();
        assertTrue(others < 10, classes::out);
    }

    @Test
    void namesThatAreNotAsciiWork() {
        Outcome encoding = inside("/opt/jrunit/runtime/bin/java", "-XshowSettings:properties", "-version");
        assertTrue(encoding.err().contains("sun.jnu.encoding = UTF-8"), encoding::err);
        Outcome service = inside("sh", "-c", """
                mkdir -p "/run/käse/ö"
                printf '#!/bin/sh\\nexec sleep 1000\\n' >"/run/käse/ö/run"
                chmod 755 "/run/käse/ö/run"
                runsvdir "/run/käse" &
                until sv -w 60 start "/run/käse/ö" 2>/dev/null; do sleep 0.1; done
                kill $!
                wait $!
                """);
        assertEquals(0, service.exit(), service::toString);
        assertTrue(service.out().contains("ok: run: /run/käse/ö: (pid "), service::toString);
    }

    /** What the launchers need of the image's commands. */
    @Test
    void theEnvironmentReachesProgramsWhole() {
        Outcome chpst = inside("env", "a.b=1", "chpst", "-P", "env");
        assertEquals(0, chpst.exit(), chpst::toString);
        assertTrue(chpst.out().lines().anyMatch("a.b=1"::equals), chpst::out);
        assertFalse(chpst.out().contains("JRUNIT_"), chpst::out);
        Outcome blocked = inside("env", "--block-signal=TERM", "grep", "SigBlk", "/proc/self/status");
        // TERM is blocked, whatever else the caller had blocked.
        assertTrue(blocked.out().matches("SigBlk:\t[0-9a-f]{12}[4-7c-f][0-9a-f]{3}\n"), blocked.out());
    }

    @Test
    void hasWhatServicesNeed() throws IOException {
        Outcome users = inside("sh", "-c", "getent passwd app; getent hosts localhost; chpst -u app id -u");
        assertEquals(
                "app:x:10001:0:services without privileges:/home/app:/bin/sh\n::1             localhost ip6-localhost ip6-loopback\n10001\n",
                users.out(),
                users::toString);
        String certificates = Files.readString(root.resolve("etc/ssl/certs/ca-certificates.crt"));
        assertTrue(certificates.split("BEGIN CERTIFICATE", -1).length > 100);
        for (String inherited :
                List.of("etc/service", "etc/my_init.d", "var/lib/dpkg/status.d/libc6", "etc/os-release")) {
            assertTrue(Files.exists(root.resolve(inherited)), inherited);
        }
    }

    @Test
    void theUserWithoutPrivilegesMayAddServices() throws IOException {
        Path other = folder.resolve("nonroot");
        nonroot.unpack(other);
        assertEquals(10001, Files.getAttribute(other.resolve("etc/service"), "unix:uid"));
        assertEquals(0775, (int) Files.getAttribute(other.resolve("etc/service"), "unix:mode") & 07777);
        assertEquals(0, Files.getAttribute(root.resolve("etc/service"), "unix:uid"));
    }

    /** Runs a command in the image, which cannot be written; /run and /tmp can. */
    private Outcome inside(String... command) {
        List<String> words = new ArrayList<>(List.of("bwrap", "--ro-bind", root.toString(), "/"));
        words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/run", "--tmpfs", "/tmp"));
        words.addAll(List.of("--unshare-pid", "--unshare-net", "--die-with-parent", "--clearenv"));
        words.addAll(List.of("--setenv", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        words.addAll(List.of("--setenv", "LANG", "C.UTF-8"));
        words.addAll(List.of(command));
        return Image.run(words, Map.of());
    }
}
