package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a service starts with: nothing of the supervisor's own shows in it. Every script here is cat(1) on a FIFO, which
 * waits in its first open: /proc shows it as execve left it.
 */
final class CleanChildTest {

    private static final String WAITING = "#!/bin/cat gate\n";
    /** 32 and 33: glibc's own, which Java's children ignore; they come with the machine that runs the cases. */
    private static final long GLIBC_SIGNALS = 0x180000000L;

    private static final List<String> LIMITED = List.of(
            "/bin/sh",
            "-c",
            "ulimit -Sn 321; ulimit -c 0; ulimit -St 4321; umask 027; echo 0x21 >/proc/self/coredump_filter;"
                    + " exec \"$@\"",
            "sh");

    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void everyScriptStartsClean(World world) {
        ServiceFolder service =
                world.service("a").executable("run", WAITING).executable("finish", "#!/bin/cat gate3\n");
        ServiceFolder log = service.log().executable("run", WAITING);
        service.control('h', "").executable("control/h", "#!/bin/cat gate2\n");
        world.shell("cd a && mkfifo gate gate2 gate3 log/gate");
        start(world, LIMITED);
        World.awaitSupervised(service);

        long run = awaitCat(service, "gate ./run");
        checkClean(world, run, service.path());
        long logger = awaitCat(log, "gate ./run");
        checkClean(world, logger, log.path());
        assertEquals(link(run, "fd/1"), link(logger, "fd/0"), "the pipe");
        assertTrue(link(run, "fd/1").startsWith("pipe:"));
        assertEquals("/dev/null", link(run, "fd/0"));
        assertEquals(link(run, "fd/2"), link(logger, "fd/2"));
        assertTrue(link(run, "fd/2").endsWith("supervisor1.err"), link(run, "fd/2"));
        assertTrue(link(logger, "fd/1").endsWith("supervisor1.out"), link(logger, "fd/1"));

        service.send("h");
        long control = Eventually.value(
                "control/h",
                () -> world.processes("cat gate2 ").stream().findFirst().orElse(0L),
                pid -> pid != 0);
        // C has TERM and CHLD blocked there.
        checkClean(world, control, service.path(), world.ours() ? 0 : (1L << 14) | (1L << 16));
        assertEquals(link(run, "fd/1"), link(control, "fd/1"));
        // Its end of file, so that it ends with 0 and the service gets no HUP.
        world.shell(": >" + service.file("gate2"));
        Eventually.until("control/h ended", () -> !Pids.alive(control));

        service.send("o").awaitStat("run, want down");
        world.shell(": >" + service.file("gate"));
        long finish = awaitCat(service, "gate3 ./finish");
        checkClean(world, finish, service.path());
        assertEquals("/bin/cat gate3 ./finish 0 0", Pids.command(finish));
        assertEquals(link(logger, "fd/0"), link(finish, "fd/1"));
        world.shell(": >" + service.file("gate3"));
        service.awaitStat("down");
        // A logger that ends at the end of its input, so that all can end.
        log.run("exec cat >/dev/null");
        world.shell(": >" + log.file("gate"));
        Eventually.until("the waiting one ended", () -> !Pids.alive(logger));
    }

    /** Byte for byte and in its order what the supervisor was given: names like a.b, Java's own variables, any byte. */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void theEnvironmentIsHandedOn(World world) {
        ServiceFolder service = world.service("a").executable("run", WAITING);
        world.shell("cd a && mkfifo gate");
        // Java must neither obey nor drop its variables: an option that does not exist would end it at once.
        String given = "a.b=dotted\\000JAVA_TOOL_OPTIONS=-XX:+NoSuchOption\\000JDK_JAVA_OPTIONS=-XX:+NoSuchOption\\000"
                + "_JAVA_OPTIONS=-Xnonsense\\000EMPTY=\\000LATIN=\\351\\000NEWLINE=a\\nb\\000with space=x\\000"
                + "LANG=C\\000HOME=/nowhere\\000CLASSPATH=x:y\\000LD_LIBRARY_PATH=/nowhere\\000PATH=" + path(world);
        start(world, List.of("perl", "-e", environment(given), "--"));
        World.awaitSupervised(service);
        long run = awaitCat(service, "gate ./run");
        assertEquals(
                given.replace("\\000", "\n").replace("\\351", "\u00e9").replace("\\n", "~"),
                withoutMark(Pids.text(run, "environ"))
                        .replace('\n', '~')
                        .replace('\0', '\n')
                        .trim());
        assertEquals("", world.supervisorErrors());
    }

    /** runsv of its own: the caller's session and group, as for any child. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV, Supervision.C_RUNSVDIR, Supervision.ISOLATED})
    void sessionAndGroupAreTheSupervisors(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        long pid = service.awaitRunning();
        long supervisor = world.supervisor().pid();
        assertEquals(Pids.session(supervisor), Pids.session(pid));
        assertEquals(Pids.group(supervisor), Pids.group(pid));
    }

    /** A hosted service has its own: omnibus-ctl kills the process group of supervise/pid. */
    @Conformance(Supervision.HOSTED)
    void aHostedServiceHasItsOwnSessionAndGroup(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper().logsLines());
        long pid = service.awaitRunning();
        assertEquals(pid, Pids.session(pid));
        assertEquals(pid, Pids.group(pid));
        long logger = service.log().awaitRunning();
        assertEquals(logger, Pids.group(logger));
    }

    /** "-P use setsid(2) to run each runsv(8) process in a new session and separate process group." */
    @Conformance({Supervision.C_RUNSVDIR, Supervision.ISOLATED})
    void theOptionPMakesASessionPerRunsv(World world) {
        ServiceFolder service = world.service("a").sleeper();
        world.startScanner("-P");
        World.awaitSupervised(service);
        long pid = service.awaitRunning();
        long runsv = Pids.parent(pid);
        assertEquals(runsv, Pids.session(pid));
        assertEquals(runsv, Pids.group(pid));
        assertEquals(runsv, Pids.session(runsv));
    }

    /** The service is the supervisor's direct child. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV, Supervision.HOSTED})
    void theServiceIsADirectChild(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        assertEquals(world.supervisor().pid(), Pids.parent(service.awaitRunning()));
    }

    private static void checkClean(World world, long pid, Path folder) {
        checkClean(world, pid, folder, 0);
    }

    private static void checkClean(World world, long pid, Path folder, long mayBlock) {
        String status = Pids.text(pid, "status");
        assertEquals(0, bits(status, "SigBlk") & ~mayBlock, "blocked signals");
        assertEquals(0, bits(status, "SigIgn") & ~GLIBC_SIGNALS, "ignored signals");
        assertEquals(0, bits(status, "SigCgt"), "caught signals");
        assertEquals("0027", field(status, "Umask"));
        assertEquals("00000021\n", Pids.text(pid, "coredump_filter"));
        // The loader holds a library open for a moment; what leaked stays.
        Eventually.equal("descriptors", List.of("0", "1", "2"), () -> descriptors(pid));
        assertEquals(folder.toString(), link(pid, "cwd"));
        List<String> expected = new ArrayList<>(LIMITED);
        expected.addAll(List.of("/bin/cat", "/proc/self/limits"));
        assertEquals(world.run(world.scan(), expected).out(), Pids.text(pid, "limits"));
    }

    private static List<String> descriptors(long pid) {
        try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return links.map(link -> link.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void start(World world, List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        if (world.supervision().scans) {
            command.add(world.program("runsvdir"));
            if (world.supervision() == Supervision.ISOLATED) {
                command.add("--isolate");
            }
            command.add(world.scan().toString());
        } else {
            command.add(world.program("runsv"));
            command.add(world.scan().resolve("a").toString());
        }
        world.startScanning(command);
    }

    private static String path(World world) {
        return world.ours() ? Suite.binaries() + ":" + System.getenv("PATH") : System.getenv("PATH");
    }

    /** Perl that runs its arguments with exactly that environment, the mark last: execve by syscall keeps the order. */
    private static String environment(String entries) {
        return "my @given = split /\\0/, \"" + entries.replace("\"", "\\\"") + "\";"
                + " push @given, 'JRUNIT_WORLD=' . $ENV{JRUNIT_WORLD};"
                + " my @words = map { $_ . qq(\\0) } @ARGV; my @entries = map { $_ . qq(\\0) } @given;"
                + " my $argv = pack('(P)*', @words) . pack('Q', 0); my $envp = pack('(P)*', @entries) . pack('Q', 0);"
                + " my $number = `uname -m` =~ /x86_64/ ? 59 : 221;"
                + " syscall($number, $words[0], $argv, $envp); die qq(execve: $!)";
    }

    private static String withoutMark(String environ) {
        return environ.replaceAll("JRUNIT_WORLD=[^\\x00]*\\x00", "");
    }

    private static long awaitCat(ServiceFolder service, String script) {
        return Eventually.value(
                service + " runs " + script,
                service::pid,
                pid -> pid != 0 && Pids.command(pid).startsWith("/bin/cat " + script));
    }

    private static long bits(String status, String name) {
        return Long.parseUnsignedLong(field(status, name), 16);
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElseThrow();
    }

    private static String link(long pid, String name) {
        try {
            return new String(
                    Files.readSymbolicLink(Path.of("/proc/" + pid + "/" + name))
                            .toString()
                            .getBytes(ISO_8859_1),
                    ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
