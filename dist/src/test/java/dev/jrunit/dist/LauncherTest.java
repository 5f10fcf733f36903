package dev.jrunit.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launchers, with a shell script in the place of Java that tells how it was called. */
class LauncherTest {
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    @TempDir
    Path folder;

    private Layout layout;

    @BeforeEach
    void layOut() throws IOException {
        layout = new Layout(folder.toRealPath().resolve("a distribution"));
        script(layout.java(), """
                #!/bin/sh
                for word; do printf '%s\\n' "$word"; done >"$OUT.arguments"
                links=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 2>/dev/null)
                printf '%s\\n' "$links" >"$OUT.descriptors"
                case $1 in -Djrunit.environ.fd=9) cat <&9 >"$OUT.environ" ;; esac
                env -0 >"$OUT.env"
                """);
        for (Tool tool : Tool.values()) {
            script(layout.bin().resolve(tool.command), Launcher.text(tool, new RuntimeFlags(25)));
        }
    }

    @Test
    void passesArgumentsOn() throws Exception {
        List<String> called = arguments(layout.bin().resolve("sv").toString(), "-w", "a  b", "", "*", "$x");
        int main = called.indexOf("dev.jrunit/dev.jrunit.sv.Main");
        assertEquals(List.of("-w", "a  b", "", "*", "$x"), called.subList(main + 1, called.size()));
        assertTrue(called.contains("-XX:AOTCache=" + layout.home() + "/lib/sv.aot"), called::toString);
        assertTrue(called.contains("-Djrunit.home=" + layout.home()), called::toString);
        assertTrue(called.contains("-Djrunit.argv0=" + layout.bin() + "/sv"), called::toString);
    }

    @Test
    void findsItsHomeThroughLinks() throws Exception {
        Path links = Files.createDirectories(layout.home().resolveSibling("links"));
        Files.createSymbolicLink(links.resolve("sv"), Path.of("../a distribution/bin/sv"));
        Files.createDirectories(links.resolve("init.d"));
        Path service = Files.createSymbolicLink(links.resolve("init.d/web"), Path.of("../sv"));
        List<String> called = arguments(service.toString(), "start");
        assertTrue(called.contains("-Djrunit.home=" + layout.home()), called::toString);
        assertTrue(called.contains("-Djrunit.argv0=" + service), called::toString);
    }

    @Test
    void findsItsHomeFromRelativePaths() throws Exception {
        assertEquals(layout.home(), homeOf(layout.home(), "bin/sv"));
        assertEquals(layout.home(), homeOf(layout.home(), "./bin/sv"));
        assertEquals(layout.home(), homeOf(layout.bin(), "./sv"));
        assertEquals(layout.home(), homeOf(layout.bin(), "sh", "sv"));
        assertEquals(layout.home(), homeOf(layout.home().getParent(), "a distribution/bin/sv"));
    }

    @Test
    void findsItsHomeThroughThePath() throws Exception {
        Map<String, String> environment = Map.of("PATH", layout.bin() + ":" + PATH);
        run(folder, environment, "env", "sv", "status");
        assertTrue(lines(".arguments").contains("-Djrunit.home=" + layout.home()));
    }

    @Test
    void handsTheEnvironmentOver() throws Exception {
        Map<String, String> environment = Map.of(
                "PATH", PATH, "server.port", "81", "TWO", "lines\nof it", "JAVA_TOOL_OPTIONS", "-Xmx9g", "E", "");
        run(folder, environment, layout.bin().resolve("runsvdir").toString(), "services");
        String handedOver = Files.readString(folder.resolve("out.environ"), ISO_8859_1);
        Map<String, String> expected = new TreeMap<>(environment);
        expected.put("OUT", folder.resolve("out").toString());
        assertEquals(expected, entries(Base64.getMimeDecoder().decode(handedOver)));
        assertFalse(entries(Files.readAllBytes(folder.resolve("out.env"))).containsKey("JAVA_TOOL_OPTIONS"));
    }

    @Test
    void handsALargeEnvironmentOver() throws Exception {
        run(
                folder,
                Map.of("PATH", PATH, "LARGE", "x".repeat(100_000)),
                layout.bin().resolve("runsv").toString(),
                "service");
        String handedOver = Files.readString(folder.resolve("out.environ"), ISO_8859_1);
        assertEquals(
                100_000,
                entries(Base64.getMimeDecoder().decode(handedOver)).get("LARGE").length());
    }

    /** The program that chpst becomes may have been given any descriptor: none is used. */
    @Test
    void handsTheEnvironmentOverInVariables() throws Exception {
        Map<String, String> environment =
                new TreeMap<>(Map.of("PATH", PATH, "server.port", "81", "_JAVA_OPTIONS", "-X"));
        for (String name : List.of("LARGE_1", "LARGE_2", "LARGE_3")) {
            environment.put(name, "x".repeat(100_000));
        }
        run(folder, environment, layout.bin().resolve("chpst").toString(), "true");
        Map<String, String> passed = entries(Files.readAllBytes(folder.resolve("out.env")));
        ByteArrayOutputStream handedOver = new ByteArrayOutputStream();
        int pieces = 0;
        while (passed.containsKey("JRUNIT_ENVIRON_" + (pieces + 1))) {
            pieces++;
            handedOver.write(Base64.getDecoder().decode(passed.get("JRUNIT_ENVIRON_" + pieces)));
        }
        assertEquals(4, pieces);
        assertTrue(lines(".arguments").contains("-Djrunit.environ.pieces=4"), lines(".arguments")::toString);
        Map<String, String> expected = new TreeMap<>(environment);
        expected.put("OUT", folder.resolve("out").toString());
        assertEquals(expected, entries(handedOver.toByteArray()));
        assertFalse(passed.containsKey("_JAVA_OPTIONS"));
    }

    @Test
    void handsTheSignalsOver() throws Exception {
        run(
                folder,
                Map.of("PATH", PATH),
                "sh",
                "-c",
                "trap '' PIPE; exec \"$0\" true",
                layout.bin().resolve("chpst").toString());
        String stat = null;
        for (String word : lines(".arguments")) {
            stat = word.startsWith("-Djrunit.stat=") ? word : stat;
        }
        assertTrue(stat != null && stat.contains("(chpst)"), () -> "no signals");
        long ignored = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[30]);
        assertEquals(1L << 12, ignored & 1L << 12);
    }

    @Test
    void goesOnWhereNothingEncodes() throws Exception {
        Path only = Files.createDirectories(folder.resolve("only"));
        for (String program : List.of("env", "cat", "sh")) {
            Files.createSymbolicLink(only.resolve(program), Path.of("/bin", program));
        }
        run(
                folder,
                Map.of("PATH", only.toString()),
                layout.bin().resolve("runsv").toString(),
                "service");
        assertFalse(Files.exists(folder.resolve("out.environ")));
        assertTrue(lines(".arguments").contains("dev.jrunit/dev.jrunit.runsv.Main"));
    }

    /** Or Java's own files would get their numbers. Only chpst passes them on as they are. */
    @Test
    void opensStandardDescriptorsThatAreClosed() throws Exception {
        for (Tool tool : Tool.values()) {
            if (tool != Tool.CHPST) {
                String launcher = layout.bin().resolve(tool.command).toString();
                run(folder, Map.of("PATH", PATH), "sh", "-c", "exec \"$0\" </dev/zero >&- 2>&-", launcher);
                assertEquals(List.of("/dev/zero", "/dev/null", "/dev/null"), lines(".descriptors"), tool.command);
                run(folder, Map.of("PATH", PATH), "sh", "-c", "exec \"$0\" <&- >/dev/zero 2>/dev/full", launcher);
                assertEquals(List.of("/dev/null", "/dev/zero", "/dev/full"), lines(".descriptors"), tool.command);
            }
        }
    }

    private Path homeOf(Path directory, String... command) throws Exception {
        run(directory, Map.of("PATH", PATH), command);
        for (String word : lines(".arguments")) {
            if (word.startsWith("-Djrunit.home=")) {
                return Path.of(word.substring("-Djrunit.home=".length())).normalize();
            }
        }
        return null;
    }

    private List<String> arguments(String... command) throws Exception {
        run(folder, Map.of("PATH", PATH), command);
        return lines(".arguments");
    }

    private List<String> lines(String kind) throws IOException {
        return Files.readAllLines(folder.resolve("out" + kind));
    }

    private void run(Path directory, Map<String, String> environment, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("env", "-C", directory.toString()));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("OUT", folder.resolve("out").toString());
        assertEquals(0, builder.start().waitFor());
    }

    private static Map<String, String> entries(byte[] environ) {
        Map<String, String> entries = new TreeMap<>();
        for (String entry : new String(environ, ISO_8859_1).split("\0", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                entries.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return entries;
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
