package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The distribution runs from any folder, without a Java of the machine, whichever JDK linked it: the newest one, or the
 * one that ran the build.
 */
class DistributionTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    static List<Path> distributions() {
        Path newest = Suite.binaries().getParent();
        return List.of(newest, Suite.distributionOfTheBuildingJdk());
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            if (!process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void supervisesFromAFolderWithSpacesThroughLinksUnderLangC(Path distribution) throws Exception {
        Path moved = folder.resolve("a moved k\u00e4se");
        copy(distribution, moved.resolve("jrunit"));
        Path links = Files.createDirectory(folder.resolve("links"));
        for (String tool : List.of("runsvdir", "runsv", "sv")) {
            Path first = Files.createSymbolicLink(
                    folder.resolve("first-" + tool), Path.of("a moved k\u00e4se/jrunit/bin/" + tool));
            Files.createSymbolicLink(links.resolve(tool), Path.of("..").resolve(first.getFileName()));
        }
        withoutWritePermission(moved);
        try {
            superviseAndControl(links.toString());
        } finally {
            withWritePermission(moved);
        }
    }

    private void superviseAndControl(String path) throws Exception {
        Path services = Files.createDirectory(folder.resolve("services"));
        Path service = Files.createDirectory(services.resolve("a service"));
        Path run = service.resolve("run");
        Spawning.withoutForks(() -> {
            Files.writeString(run, "#!/bin/sh\nexec sleep 1000\n");
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        });
        Process host = start(path, "runsvdir", services.toString());
        Eventually.equal(
                "status",
                new Outcome(0, "run: a service: (pid N) Ns\n", ""),
                () -> sv(path, services, "status", "a service"));
        assertEquals(
                new Outcome(0, "ok: run: a service: (pid N) Ns\n", ""),
                sv(path, services, "-w60", "restart", "a service"));
        assertEquals(
                new Outcome(0, "ok: down: a service: Ns, normally up\n", ""),
                sv(path, services, "-w60", "stop", "a service"));
        host.toHandle().destroy(); // which leaves the streams open
        assertEquals(0, World.awaitExit(host));
        assertEquals("", text(host.getErrorStream().readAllBytes()));
    }

    private Outcome sv(String path, Path services, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sv"));
        words.addAll(List.of(arguments));
        return call(path, List.of("SVDIR=" + services), words.toArray(String[]::new))
                .normalised();
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void toolsTellWhatTheyAreAndTake(Path distribution) {
        String path = distribution.resolve("bin").toString();
        for (String tool : List.of("runsvdir", "runsv", "sv", "chpst", "runsvchdir", "utmpset")) {
            Outcome version = call(path, List.of(), tool, "--version");
            assertEquals(0, version.exit());
            assertTrue(version.out().matches(tool + " \\(jrunit\\) \\d+\\.\\d+\\.\\d+.*\n"), version.out());
            Outcome help = call(path, List.of(), tool, "--help");
            assertEquals(0, help.exit());
            assertEquals("", help.err());
            assertTrue(help.out().startsWith("Usage: " + tool), help.out());
            assertTrue(help.out().contains("--version"), help.out());
        }
    }

    /** By the packages in the runtime, which does not keep the names of what it was linked from. */
    @ParameterizedTest
    @MethodSource("distributions")
    void listsTheComponentsThatAreInIt(Path distribution) throws IOException {
        Set<String> found = new TreeSet<>();
        String java = distribution.resolve("runtime/bin/java").toString();
        for (String line : call("/nowhere", List.of(), java, "--describe-module", "dev.jrunit")
                .out()
                .split("\n", -1)) {
            if (line.startsWith("exports ")) {
                found.add(component(line.substring("exports ".length())));
            }
        }
        String bom = Files.readString(distribution.resolve("share/bom.json"));
        Set<String> listed = new TreeSet<>();
        Matcher purl =
                Pattern.compile("\"purl\" : \"pkg:maven/([^/]*)/([^@]*)@").matcher(bom);
        while (purl.find()) {
            listed.add(purl.group(1).equals("dev.jrunit") ? "jrunit" : purl.group(2));
        }
        assertEquals(listed, found);
        assertEquals(-1, bom.indexOf("\"serialNumber\""));
        assertEquals(-1, bom.indexOf("\"timestamp\""));
        assertTrue(bom.contains("\"EPL-2.0\""), "licenses");
    }

    private static String component(String packageName) {
        for (String[] known : new String[][] {
            {"dev.jrunit", "jrunit"},
            {"com.kenai.jffi", "jffi"},
            {"jnr.posix", "jnr-posix"},
            {"jnr.ffi", "jnr-ffi"},
            {"jnr.constants", "jnr-constants"},
            {"jnr.a64asm", "jnr-a64asm"},
            {"jnr.x86asm", "jnr-x86asm"},
            {"com.kenai.jnr.x86asm", "jnr-x86asm"},
            {"org.objectweb.asm.commons", "asm-commons"},
            {"org.objectweb.asm.tree.analysis", "asm-analysis"},
            {"org.objectweb.asm.tree", "asm-tree"},
            {"org.objectweb.asm.util", "asm-util"},
            {"org.objectweb.asm", "asm"},
            {"picocli", "picocli"},
        }) {
            if (packageName.equals(known[0]) || packageName.startsWith(known[0] + ".")) {
                return known[1];
            }
        }
        return "of nobody knows what: " + packageName;
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void completesServiceNamesFromSvdir(Path distribution) throws IOException {
        Files.createDirectories(folder.resolve("services/nginx"));
        Files.createDirectories(folder.resolve("services/nagios"));
        Files.createDirectories(folder.resolve("services/redis"));
        String script = "source '" + distribution + "/share/bash-completion/completions/sv'\n"
                + "COMP_WORDS=(sv restart n); COMP_CWORD=2; COMP_LINE='sv restart n'; COMP_POINT=12\n"
                + "$(complete -p sv | sed 's/.*-F \\([^ ]*\\).*/\\1/') sv n restart\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\" | sort\n";
        Outcome completed = call("/nowhere", List.of("SVDIR=" + folder.resolve("services")), "bash", "-c", script);
        assertEquals(new Outcome(0, "nagios\nnginx\n", ""), completed);
    }

    /** On each of the runtimes: the environment and the pid are the caller's, and no descriptor is the machine's. */
    @ParameterizedTest
    @MethodSource("distributions")
    void chpstLeavesNoTrace(Path distribution) throws IOException {
        Path state = Files.writeString(folder.resolve("state"), """
                echo $$
                cat /proc/$$/coredump_filter
                tr '\\0' '\\n' </proc/$$/environ
                for n in 3 4 5 6 7 8 9; do if [ -e /proc/$$/fd/$n ]; then echo "open: $n"; fi; done
                # Not the two signals that are the C library's own, above the last seven digits. And no program: while
                # it starts one, the shell itself has all signals blocked.
                while read -r name value; do
                    case $name in Sig???:) echo "$name ${value#?????????}" ;; esac
                done </proc/$$/status
                """);
        String script = "trap '' PIPE USR2; exec env -i a.b=1 A=2 \"$@\" /bin/sh \"$0\"";
        String chpst = distribution.resolve("bin/chpst").toString();
        Outcome plain = call("/usr/bin:/bin", List.of(), "sh", "-c", script, state.toString());
        Outcome ours = call("/usr/bin:/bin", List.of(), "sh", "-c", script, state.toString(), chpst);
        assertTrue(plain.out().contains("a.b=1\n") && plain.out().contains("SigIgn: "), plain::toString);
        assertEquals(withoutFirstLine(plain), withoutFirstLine(ours));
    }

    private static Outcome withoutFirstLine(Outcome outcome) {
        String out = outcome.out();
        return new Outcome(outcome.exit(), out.substring(out.indexOf('\n') + 1), outcome.err());
    }

    /** What a tool makes anew at each start, no cache can keep: it costs tens of milliseconds and megabytes. */
    @ParameterizedTest
    @MethodSource("distributionsWithAnAheadOfTimeCache")
    void noClassIsMadeWhileAToolRuns(Path distribution) throws Exception {
        Path services = Files.createDirectory(folder.resolve("services"));
        Path service = Files.createDirectory(services.resolve("a"));
        Path run = service.resolve("run");
        Spawning.withoutForks(() -> {
            Files.writeString(run, "#!/bin/sh\nexec sleep 1000\n");
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        });
        for (String host : List.of("runsvdir " + services, "runsv " + service)) {
            for (String state : List.of("new", "used")) {
                Path log = folder.resolve("classes-" + host.substring(0, 6).trim() + host.length() + state);
                Process supervisor = start("/nowhere", logged(distribution, log, host.split(" ", -1)));
                Eventually.until(
                        "it runs",
                        () -> sv(distribution.resolve("bin").toString(), services, "status", "a")
                                .out()
                                .startsWith("run: "));
                assertNoneMade(distribution, "sv -v status " + service);
                supervisor.toHandle().destroy();
                World.awaitExit(supervisor);
                assertEquals(List.of(), made(log), host + ", supervise/ is " + state);
                assertNoneMade(distribution, "sv status " + service);
            }
        }
    }

    static List<Path> distributionsWithAnAheadOfTimeCache() {
        return distributions().stream()
                .filter(distribution -> Files.exists(distribution.resolve("lib/sv.aot")))
                .toList();
    }

    private void assertNoneMade(Path distribution, String command) throws Exception {
        Path log = Files.createTempFile(folder, "classes", "");
        World.awaitExit(start("/nowhere", logged(distribution, log, command.split(" ", -1))));
        assertEquals(List.of(), made(log), command);
    }

    private static List<String> made(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        assertTrue(lines.size() > 400, "classes are logged");
        return lines.stream()
                .filter(line -> line.contains("__JVM_LookupDefineClass__") || line.contains("$$Lambda"))
                .filter(line -> !line.contains("source: shared objects file"))
                .toList();
    }

    /** The command that a launcher becomes, which notes the classes it loads. */
    private String[] logged(Path distribution, Path log, String... command) throws Exception {
        Path copy = Files.createTempDirectory(folder, "copy");
        Path java = copy.resolve("runtime/bin/java");
        Files.createDirectories(java.getParent());
        Path launcher = copy.resolve("bin").resolve(command[0]);
        Files.createDirectories(launcher.getParent());
        Spawning.withoutForks(() -> {
            Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.copy(distribution.resolve("bin").resolve(command[0]), launcher);
        });
        command[0] = launcher.toString();
        List<String> words =
                new ArrayList<>(List.of(distribution.resolve("runtime/bin/java").toString()));
        for (String word : call("/nowhere", List.of(), command).out().split("\n", -1)) {
            if (word.equals("-Xlog:disable")) {
                words.add("-Xlog:class+load:file=" + log);
            } else if (!word.isEmpty() && !word.startsWith("-Djrunit.environ.fd=")) {
                words.add(word.replace(copy.toString(), distribution.toString()));
            }
        }
        return words.toArray(String[]::new);
    }

    private Outcome call(String path, List<String> variables, String... command) {
        try {
            Process process = start(path, variables, command);
            process.getOutputStream().close();
            byte[] out = process.getInputStream().readAllBytes();
            byte[] err = process.getErrorStream().readAllBytes();
            return new Outcome(process.waitFor(), text(out), text(err));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Process start(String path, String... command) {
        return start(path, List.of(), command);
    }

    /** Starts a command with nothing in the environment but LANG, PATH and the variables given. */
    private Process start(String path, List<String> variables, String... command) {
        List<String> words =
                new ArrayList<>(List.of("/usr/bin/env", "-i", "LANG=C", "PATH=" + path + ":/usr/bin:/bin"));
        words.addAll(variables);
        words.addAll(List.of(command));
        Process process = Spawning.start(new ProcessBuilder(words));
        started.add(process);
        return process;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void withoutWritePermission(Path tree) throws IOException {
        setFolders(tree, "r-xr-xr-x");
    }

    private static void withWritePermission(Path tree) throws IOException {
        setFolders(tree, "rwxr-xr-x");
    }

    private static void setFolders(Path tree, String permissions) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isDirectory)::iterator) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            }
        }
    }
}
