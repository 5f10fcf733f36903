package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * runit-init as process 1 of a container, and tini and dumb-init where they promise the same. Source: the documentation
 * of tini, dumb-init and my_init.
 */
final class InitTest {
    /** Who is process 1. */
    enum Init {
        JRUNIT(""),
        TINI("tini --"),
        DUMB_INIT("dumb-init --");

        /** Apart by blanks. */
        private final String command;

        Init(String command) {
            this.command = command;
        }

        Box start(Box box, String... main) {
            List<String> words = new ArrayList<>();
            if (this == JRUNIT) {
                words.addAll(List.of(
                        Suite.JRUNIT.program("runit-init"), "--etc", box.etc().toString(), "--"));
            } else {
                words.addAll(List.of(command.split(" ", -1)));
            }
            words.addAll(List.of(main));
            return box.start(words);
        }
    }

    // ---- the main command's end is the container's ----

    @ParameterizedTest
    @CsvSource({
        "exit 0, 0",
        "exit 3, 3",
        "exit 255, 255",
        "kill -KILL $$, 137",
        "kill -TERM $$, 143",
        "kill -SEGV $$, 139"
    })
    void theExitCodeIsTheMainCommands(String script, int code) {
        for (Init init : Init.values()) {
            try (Box box = new Box()) {
                assertEquals(code, init.start(box, "sh", "-c", script).exit(), init + ": " + box.err());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JRUNIT", "TINI"})
    void aMainCommandThatCannotBeExecuted(Init init) {
        try (Box box = new Box();
                Box other = new Box()) {
            assertEquals(127, init.start(box, "no-such-program").exit());
            assertTrue(box.err().contains("no-such-program"), box.err());
            assertEquals(126, init.start(other, "/etc/passwd").exit());
            assertTrue(other.err().contains("/etc/passwd"), other.err());
        }
    }

    @ParameterizedTest
    @EnumSource
    void termGoesToTheMainCommandWhoseCodeCounts(Init init) {
        try (Box box = new Box()) {
            init.start(box, "sh", "-c", "trap 'exit 42' TERM; echo up >ready; while :; do sleep 0.05; done");
            assertEquals(42, box.await("ready").signal("TERM").exit(), box.err());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMainCommandThatTermKills(Init init) {
        try (Box box = new Box()) {
            init.start(box, "sh", "-c", "echo up >ready; exec sleep 1000");
            assertEquals(143, box.await("ready").signal("TERM").exit(), box.err());
        }
    }

    /** The namespace of the next container mostly has the number of the one before, and pids are the same anyway. */
    @Test
    void whatAKilledContainerLeftIsNothingToTheNext() {
        try (Box box = new Box()) {
            box.service("a")
                    .run("echo started >>starts; exec sleep 1000")
                    .notesFinish()
                    .text("restart", "never\n")
                    .text("essential", "");
            box.service("b").run("echo started >>starts; exec sleep 1000");
            for (int times = 1; times <= 4; times++) {
                int starts = times;
                box.init();
                for (String name : List.of("a", "b")) {
                    Eventually.equal(
                            "starts",
                            starts,
                            () -> box.service(name).lines("starts").size());
                    Eventually.equal("state", "run", () -> box.service(name).stat());
                }
                if (times % 2 == 0) {
                    box.service("b").send("d").awaitStat("down");
                }
                assertEquals(137, box.signal("KILL").exit());
                assertEquals("", box.err());
            }
            assertFalse(box.service("a").has("finished"));
        }
    }

    /** QUIT and USR2 too, which a Java machine keeps for itself, and CONT, which none can block. */
    @ParameterizedTest
    @EnumSource(names = {"JRUNIT", "TINI"})
    void allOtherSignalsAreTheMainCommands(Init init) {
        String script = "for my $s (qw(HUP QUIT USR1 USR2 ALRM WINCH CONT TSTP PROF IO)) {"
                + " $SIG{$s} = sub { syswrite STDOUT, \"$s\\n\"; } } syswrite STDOUT, \"ready\\n\";"
                + " select undef, undef, undef, 0.1 while 1;";
        try (Box box = new Box()) {
            init.start(box, "perl", "-e", script);
            box.awaitLines("stdout", "ready");
            String expected = "ready\n";
            for (String name : List.of("HUP", "QUIT", "USR1", "USR2", "ALRM", "WINCH", "CONT", "TSTP", "PROF", "IO")) {
                box.signal(name);
                expected += name + "\n";
                Eventually.equal("signals", expected, box::out);
            }
            assertTrue(box.isRunning());
        }
    }

    /** Ten thousand whose parents ended before them; and the main command's code is not lost among theirs. */
    @ParameterizedTest
    @CsvSource({"JRUNIT, 10000", "TINI, 200", "DUMB_INIT, 200"})
    void everyOrphanIsReaped(Init init, int orphans) {
        int parts = 20;
        String script = "for (1 .. " + parts + ") { my $p = fork; if (!$p) { for (1 .. " + orphans / parts + ") {"
                + " fork or exit 1 } exit 0 } waitpid $p, 0; syswrite STDOUT, \"part\\n\" }"
                + " for (1 .. 600) { my $z = 0; for (glob '/proc/[0-9]*/stat') { open F, $_ or next;"
                + " $z++ if <F> =~ /\\) Z/ } exit 7 if !$z; select undef, undef, undef, 0.1 } exit 8";
        try (Box box = new Box()) {
            init.start(box, "perl", "-e", script);
            Eventually.grows("parts", parts, () -> (int) box.out().lines().count());
            assertEquals(7, box.exit(), box.err());
        }
    }

    /** With all services down it has no child that ends, and nothing tells it of one that comes. */
    @Test
    void soAreOrphansThatComeWhereNothingRuns() {
        try (Box box = new Box()) {
            ServiceFolder one = box.service("one").sleeper().text("down", "");
            box.init();
            Eventually.equal("stat", "down", one::stat);
            for (int number = 1; number <= 3; number++) {
                box.run("sh", "-c", "(sleep 0.1; echo gone >>'" + box.home() + "/gone') &");
                Eventually.grows(
                        "gone", number, () -> (int) box.read("gone").lines().count());
            }
            ProcessHandle first = ProcessHandle.of(box.first()).orElseThrow();
            Eventually.equal("children", 0L, () -> first.children().count());
            assertEquals(0, box.signal("TERM").exit(), box.err());
        }
    }

    // ---- boot ----

    @Test
    void bootsInOrderAndStopsInOrder() {
        try (Box box = new Box()) {
            box.script("my_init.d/10_second", "echo 10 >>$home/order")
                    .script("my_init.d/02_first", "echo 02 >>$home/order")
                    .script("rc.local", "echo rc >>$home/order")
                    .script("my_init.pre_shutdown.d/a", "echo pre >>$home/order")
                    .script("my_init.post_shutdown.d/a", "echo post >>$home/order");
            box.service("one")
                    .run("trap 'echo stopped >>" + box.home() + "/order; exit 0' TERM; echo up >>" + box.home()
                            + "/order; while :; do sleep 0.05; done");
            box.init().awaitLines("order", "02", "10", "rc", "up");
            assertEquals(0, box.signal("TERM").exit(), box.err());
            assertEquals("02\n10\nrc\nup\npre\nstopped\npost\n", box.read("order"));
        }
    }

    @Test
    void aStartupScriptThatFailsEndsTheBoot() {
        try (Box box = new Box()) {
            box.script("my_init.d/10_bad", "exit 7").script("my_init.d/20_next", "echo next >>$home/order");
            box.service("one").run("echo up >>" + box.home() + "/order; exec sleep 1000");
            assertEquals(1, box.init("--", "sh", "-c", "echo main >>order").exit());
            assertTrue(box.err().contains("my_init.d/10_bad failed: exit code 7"), box.err());
            assertEquals("", box.read("order"));
        }
    }

    @Test
    void termDuringTheBootEndsIt() {
        try (Box box = new Box()) {
            box.script("my_init.d/10_slow", "echo slow >>$home/order; exec sleep 1000");
            box.init().await("order");
            assertEquals(0, box.signal("TERM").exit(), box.err());
        }
    }

    /** TERM may come before anything of the program runs: from the end of its launcher on it waits. */
    @Test
    void aTermThatComesEarlyIsNotLost() {
        try (Box box = new Box()) {
            box.service("one").sleeper();
            box.init();
            Eventually.until(
                    "the launcher is done",
                    () -> Pids.command(box.first())
                            .startsWith(Suite.binaries()
                                    .resolve("../runtime/bin/java")
                                    .normalize()
                                    .toString()));
            assertEquals(0, box.signal("TERM").exit(), box.err());
        }
    }

    @Test
    void theEnvironmentComesFromTheFolderAndGoesThere() throws Exception {
        try (Box box = new Box()) {
            Files.createDirectories(box.etc().resolve("container_environment"));
            Files.writeString(box.etc().resolve("container_environment/FROM_FILE"), "of the file\n");
            Files.writeString(box.etc().resolve("container_environment/OWN"), "not used");
            box.with("OWN", "of the container")
                    .script("my_init.d/1", "echo later >$home/etc/container_environment/LATER");
            box.service("one").run("echo \"$FROM_FILE, $OWN, $LATER\" >" + box.home() + "/of-service; exec sleep 1000");
            box.init(
                    "--",
                    "sh",
                    "-c",
                    "echo \"$FROM_FILE, $OWN, $LATER\"; until [ -s of-service ]; do sleep 0.05; done");
            assertEquals(0, box.exit(), box.err());
            assertEquals("of the file, of the container, later\n", box.out());
            assertEquals(box.out(), box.read("of-service"));
            assertTrue(box.read("etc/container_environment.sh").contains("export OWN='of the container'\n"));
            assertTrue(box.read("etc/container_environment.json").contains("\"LATER\": \"later\""));
            assertEquals("of the container", box.read("etc/container_environment/OWN"));
        }
    }

    @ParameterizedTest
    @CsvSource({"KILL_PROCESS_TIMEOUT, soon", "KILL_ALL_PROCESSES_TIMEOUT, -1", "SV_LOG_FORMAT, xml"})
    void aVariableThatMakesNoSenseIsNamed(String name, String value) {
        try (Box box = new Box()) {
            assertEquals(1, box.with(name, value).init("true").exit());
            assertTrue(box.err().contains(name) && box.err().contains(value), box.err());
        }
    }

    @Test
    void nothingToRunIsSaid() {
        try (Box box = new Box()) {
            ServiceFolder.delete(box.etc().resolve("service"));
            assertEquals(1, box.init().exit());
            assertEquals("runit-init: fatal: open " + box.etc() + "/service: file does not exist\n", box.err());
        }
    }

    @Test
    void startupFilesAndServicesCanBeSkipped() {
        try (Box box = new Box()) {
            box.script("my_init.d/1", "echo script >>$home/order");
            box.service("one").run("echo service >>" + box.home() + "/order; exec sleep 1000");
            assertEquals(
                    5,
                    box.init("--skip-startup-files", "--skip-runit", "--quiet", "--", "sh", "-c", "exit 5")
                            .exit());
            assertEquals("", box.read("order"));
            assertEquals("", box.err());
        }
    }

    // ---- the end ----

    @Test
    void servicesEndWithTheMainCommand() {
        try (Box box = new Box()) {
            ServiceFolder service = box.service("one").run("echo up >" + box.home() + "/ready; exec sleep 1000");
            service.notesFinish();
            box.init("--", "sh", "-c", "until [ -s ready ]; do sleep 0.05; done; exit 9");
            assertEquals(9, box.exit(), box.err());
            assertEquals("-1 15\n", service.content("finished"));
            assertEquals("down", service.stat());
        }
    }

    /** Deaf to TERM: killed after the limit of all services, or after its own, which is shorter. */
    @ParameterizedTest
    @CsvSource({"1, ", "600, 200"})
    void aDeafServiceIsKilled(String limit, String ownLimit) {
        try (Box box = new Box()) {
            ServiceFolder service = box.service("deaf")
                    .run("trap '' TERM; echo up >" + box.home() + "/ready; while :; do sleep 0.1; done");
            if (ownLimit != null) {
                service.text("timeout-kill", ownLimit + "\n");
            }
            box.with("KILL_PROCESS_TIMEOUT", limit).init().await("ready");
            assertEquals(0, box.signal("TERM").exit(), box.err());
        }
    }

    @Test
    void backgroundProcessesGetTermBeforeKill() {
        try (Box box = new Box()) {
            String background = "trap 'echo asked >>asked' TERM; echo up >ready; while :; do sleep 0.05; done";
            // It is all that the shell gets to note that it was asked, and it is deaf, so that all of it passes.
            box.with("KILL_ALL_PROCESSES_TIMEOUT", "10")
                    .with("BACKGROUND", background)
                    .init(
                            "--",
                            "sh",
                            "-c",
                            "setsid sh -c \"$BACKGROUND\" & until [ -s ready ]; do sleep 0.05; done; exit 4");
            assertEquals(4, box.exit(), box.err());
            assertEquals("asked\n", box.read("asked"));
        }
    }

    @Test
    void aSecondTermKillsWhatIsWaitedForAndTheRestGoesOn() {
        try (Box box = new Box()) {
            box.script("my_init.post_shutdown.d/a", "echo post >>$home/order");
            box.with("KILL_PROCESS_TIMEOUT", "600")
                    .init(
                            "--",
                            "sh",
                            "-c",
                            "trap 'echo deaf >>asked' TERM; echo up >ready; while :; do sleep 0.05; done");
            box.await("ready").signal("TERM").await("asked").signal("TERM");
            assertEquals(137, box.exit(), box.err());
            assertEquals("post\n", box.read("order"));
        }
    }

    @Test
    void aThirdTermEndsItAtOnce() {
        try (Box box = new Box()) {
            box.script("my_init.pre_shutdown.d/a", "echo pre >>$home/order; trap '' TERM; while :; do sleep 0.05; done")
                    .script(
                            "my_init.pre_shutdown.d/b",
                            "echo b >>$home/order; trap '' TERM; while :; do sleep 0.05; done")
                    .script("my_init.post_shutdown.d/a", "echo post >>$home/order");
            box.service("one").sleeper();
            box.init();
            Eventually.until("up", () -> box.service("one").stat().equals("run"));
            box.signal("TERM")
                    .awaitLines("order", "pre")
                    .signal("TERM")
                    .awaitLines("order", "pre", "b")
                    .signal("TERM");
            assertEquals(0, box.exit(), box.err());
            assertEquals("pre\nb\n", box.read("order"));
        }
    }

    // ---- essential services ----

    @Test
    void theContainerEndsWithAnEssentialService() {
        try (Box box = new Box()) {
            box.service("vital")
                    .run("exit 5")
                    .text("essential", "")
                    .text("restart", "on-failure\n")
                    .finish("exit 125");
            assertEquals(5, box.init("--", "sleep", "1000").exit(), box.err());
            assertTrue(box.err().contains("essential service vital is down for good: exit code 5"), box.err());
        }
    }

    @Test
    void anOperatorMayStopAnEssentialService() {
        try (Box box = new Box()) {
            ServiceFolder vital =
                    box.service("vital").sleeper().text("essential", "").text("restart", "never\n");
            box.init();
            Eventually.until("up", () -> vital.stat().equals("run"));
            vital.send("d");
            vital.awaitStat("down");
            Eventually.holds("the container lives", Duration.ofMillis(300), box::isRunning);
            assertEquals(0, box.signal("TERM").exit());
        }
    }

    // ---- output ----

    @ParameterizedTest
    @CsvSource({"text", "json"})
    void outputComesLineByLineWithTheServicesName(String format) {
        try (Box box = new Box()) {
            for (String name : List.of("a", "b")) {
                // Each line in two pieces, so that lines of two who write as they like would mix.
                box.service(name)
                        .run("i=0; while [ $i -lt 200 ]; do printf 'first '; printf '%s\\n' \"half $i\";"
                                + " i=$((i+1)); done; echo wrong >&2; printf 'last words'; echo >written;"
                                + " exec sleep 1000");
            }
            box.with("SV_LOG_FORMAT", format).init();
            Eventually.until(
                    "400 lines",
                    () -> box.out().lines().count() == 400 && box.err().contains("wrong"));
            for (String name : List.of("a", "b")) {
                Eventually.until(
                        name + " has written all", () -> box.service(name).has("written"));
            }
            assertEquals(0, box.signal("TERM").exit(), box.err());
            Map<String, Integer> seen = new java.util.TreeMap<>(Map.of("a", 0, "b", 0));
            for (String line : box.out().lines().toList()) {
                String service =
                        format.equals("text") ? line.substring(0, 1) : line.replaceAll(".*\"service\":\"(.)\".*", "$1");
                int next = seen.get(service);
                String words = next < 200 ? "first half " + next : "last words";
                String expected = format.equals("text")
                        ? service + ": " + words
                        : line.substring(0, line.indexOf(",\"service\"")) + ",\"service\":\"" + service
                                + "\",\"message\":\"" + words + "\"}";
                assertEquals(expected, line);
                seen.put(service, next + 1);
            }
            assertEquals(Map.of("a", 201, "b", 201), seen);
            assertTrue(format.equals("json")
                    || box.err().contains("\na: wrong\n")
                    || box.err().startsWith("a: wrong\n"));
        }
    }

    @Test
    void rawOutputIsTheServicesOwn() {
        try (Box box = new Box()) {
            box.service("a").run("echo plain; exec sleep 1000");
            box.init();
            Eventually.equal("output", "plain\n", box::out);
            assertEquals(0, box.signal("TERM").exit());
        }
    }

    // ---- where it is not process 1, not root, or not allowed to write ----

    /** As a subreaper it adopts what its children leave, and ends that and nothing else. */
    @Test
    void worksWhereItIsNotTheFirstProcess() {
        try (Box stranger = new Box(List.of());
                Box box = new Box(List.of())) {
            stranger.start(List.of("sleep", "1000"));
            box.with("KILL_ALL_PROCESSES_TIMEOUT", "2").init("--", "sh", "-c", "(sleep 1000 & echo $! >left); exit 6");
            assertEquals(6, box.exit(), box.err());
            long left = Long.parseLong(box.read("left").trim());
            Eventually.until(
                    "what was left is gone", () -> ProcessHandle.of(left).isEmpty());
            assertTrue(stranger.isRunning());
        }
    }

    @Test
    void whatIsLeftStaysWhereThatIsWanted() {
        try (Box box = new Box(List.of())) {
            box.init("--no-kill-all-on-exit", "--", "sh", "-c", "(sleep 1000 & echo $! >left); exit 6");
            assertEquals(6, box.exit(), box.err());
            ProcessHandle left =
                    ProcessHandle.of(Long.parseLong(box.read("left").trim())).orElseThrow();
            assertTrue(left.isAlive());
            left.destroyForcibly();
        }
    }

    /** As with docker run --init: another one is process 1. */
    @Test
    void worksUnderAnotherInit() {
        try (Box box = new Box()) {
            box.service("one").run("echo up >" + box.home() + "/ready; exec sleep 1000");
            box.start(List.of(
                    "tini",
                    "--",
                    Suite.JRUNIT.program("runit-init"),
                    "--etc",
                    box.etc().toString()));
            assertEquals(0, box.await("ready").signal("TERM").exit(), box.err());
        }
    }

    /** Any user, a root that cannot be written to, and a tmpfs for /run. */
    @Test
    void worksAsAnyUserOnAReadOnlyRoot() throws Exception {
        List<String> namespace = List.of(
                "bwrap",
                "--ro-bind",
                "/",
                "/",
                "--unshare-user",
                "--uid",
                "10001",
                "--gid",
                "10001",
                "--unshare-pid",
                "--as-pid-1",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/run",
                "--");
        try (Box box = new Box(namespace)) {
            ServiceFolder service = box.service("one").run("echo \"uid $(id -u)\"; : >/run/written; exec sleep 1000");
            Files.createSymbolicLink(service.file("supervise"), java.nio.file.Path.of("/run/one"));
            Files.createDirectories(box.etc().resolve("container_environment"));
            // A service may be at work before its stat says so.
            box.init(
                    "--",
                    "sh",
                    "-c",
                    "until [ -e /run/written ] && grep -qsx run /run/one/stat; do sleep 0.05; done;"
                            + " cat /run/one/stat; exit 3");
            assertEquals(3, box.exit(), box.err());
            assertEquals("uid 10001\nrun\n", box.out());
            assertFalse(box.err().contains("Exception"), box.err());
        }
    }

    @Test
    void helpAndVersionAndWrongUsage() {
        try (Box box = new Box(List.of());
                Box other = new Box(List.of());
                Box wrong = new Box(List.of())) {
            assertEquals(0, box.init("--help").exit());
            assertTrue(box.out().contains("--skip-runit"), box.out());
            assertEquals(0, other.init("--version").exit());
            assertTrue(other.out().startsWith("runit-init (jrunit) "), other.out());
            assertEquals(1, wrong.init("--no-such-option").exit());
            assertTrue(wrong.err().contains("usage: runit-init"), wrong.err());
        }
    }
}
