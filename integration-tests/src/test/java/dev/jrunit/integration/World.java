package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One case's folder and processes. {@link #supervise} starts what the case's {@link Supervision} says; at the end
 * everything is told to stop, and a process that is still there then fails the case and is killed. Processes are known
 * by a mark in their environment, so that orphans count too.
 */
final class World {

    /** Java's children have QUIT blocked, a background shell's ignore INT; an operator's shell does neither. */
    private static final String CLEAN_SIGNALS = "$SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT TERM PIPE);"
            + " sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec {$ARGV[0]} @ARGV; die qq($ARGV[0]: $!)";

    private static final String MARK = "JRUNIT_WORLD";

    /** Longer than any wait that a case gives to a program, and than {@link #SV_WAIT_SECONDS}. */
    private static final long PROGRAM_LIMIT_SECONDS = 120;

    /** How long sv waits where a case does not say it: its own 7 seconds are not enough for a busy machine. */
    private static final String SV_WAIT_SECONDS = "60";

    private final Supervision supervision;
    private final Suite svSuite;
    private final Path home;
    private final String mark = UUID.randomUUID().toString();
    private final List<ServiceFolder> services = new ArrayList<>();
    private final List<Process> supervisors = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Process scanner;
    private boolean mayLeaveProcesses;
    private int outputs;

    World(Supervision supervision, Suite sv) throws IOException {
        this.supervision = supervision;
        this.svSuite = sv;
        this.home = Files.createTempDirectory("jrunit-case").toRealPath();
        ServiceFolder.folder(scan());
    }

    Supervision supervision() {
        return supervision;
    }

    Suite suite() {
        return supervision.suite;
    }

    Suite svSuite() {
        return svSuite;
    }

    boolean ours() {
        return supervision.suite == Suite.JRUNIT;
    }

    Path home() {
        return home;
    }

    /** The services directory. */
    Path scan() {
        return home.resolve("scan");
    }

    /** A variable of the supervisors and programs that are started from now on. */
    World with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** For a case that ends a supervisor by force: what it leaves is killed silently. */
    World mayLeaveProcesses() {
        mayLeaveProcesses = true;
        return this;
    }

    /** A new service directory in the scan directory, not supervised yet unless something scans already. */
    ServiceFolder service(String name) {
        return track(new ServiceFolder(scan().resolve(name)));
    }

    /** A new service directory that appears in the scan directory complete, at once. */
    ServiceFolder service(String name, java.util.function.Consumer<ServiceFolder> content) {
        ServiceFolder draft = new ServiceFolder(home.resolve("draft").resolve(name));
        content.accept(draft);
        // Known before it appears, and not made here: it may remove itself at once.
        ServiceFolder service = track(ServiceFolder.at(scan().resolve(name)));
        try {
            Files.move(draft.path(), service.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return service;
    }

    ServiceFolder track(ServiceFolder service) {
        services.add(service);
        return service;
    }

    /** Starts the supervisor of that service, or the scanning one, and waits until supervise/status is there. */
    ServiceFolder supervise(ServiceFolder service) {
        if (supervision.scans) {
            scan();
            if (scanner == null || !scanner.isAlive()) {
                startScanner();
            }
        } else {
            startRunsv(service.path().toString());
        }
        awaitSupervised(service);
        return service;
    }

    static void awaitSupervised(ServiceFolder service) {
        Eventually.until(service + " is supervised", () -> service.has("supervise/status"));
        if (service.has("log/run")) {
            Eventually.until(service + "/log is supervised", () -> service.has("log/supervise/status"));
        }
    }

    /** {@code runsv} with these arguments, in the scan directory. */
    Process startRunsv(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("runsv")));
        command.addAll(List.of(arguments));
        return startSupervisor(command);
    }

    /** runsvdir on the scan directory. */
    Process startScanner(String... options) {
        List<String> command = new ArrayList<>(List.of(program("runsvdir")));
        if (supervision == Supervision.ISOLATED) {
            command.add("--isolate");
        }
        command.addAll(List.of(options));
        command.add(scan().toString());
        scanner = startSupervisor(command);
        return scanner;
    }

    /** A scanning supervisor that is started in another folder than the one that it scans. */
    Process startScannerIn(Path folder) {
        List<String> command = new ArrayList<>(List.of(program("runsvdir")));
        if (supervision == Supervision.ISOLATED) {
            command.add("--isolate");
        }
        command.add(scan().toString());
        scanner = startSupervisor(folder, command);
        return scanner;
    }

    /** A command that becomes the supervisor which this world stops at the end as its kind wants it. */
    Process startScanning(List<String> command) {
        Process process = startSupervisor(command);
        scanner = supervision.scans ? process : null;
        return process;
    }

    Process startSupervisor(List<String> command) {
        return startSupervisor(scan(), command);
    }

    private Process startSupervisor(Path folder, List<String> command) {
        List<String> clean = withCleanSignals(command);
        Process process = start(folder, clean, "supervisor");
        supervisors.add(process);
        return process;
    }

    /** The command, called as an operator's shell would: no signal ignored or blocked. */
    static List<String> withCleanSignals(List<String> command) {
        List<String> clean = new ArrayList<>(List.of("perl", "-MPOSIX", "-e", CLEAN_SIGNALS));
        clean.addAll(command);
        return clean;
    }

    /** All that were started. */
    List<Process> supervisors() {
        return supervisors;
    }

    /** The runsv or runsvdir that was started last. */
    Process supervisor() {
        return supervisors.get(supervisors.size() - 1);
    }

    String program(String name) {
        return supervision.suite.program(name);
    }

    /** What the last supervisor wrote to standard error so far. */
    String supervisorErrors() {
        return read(home.resolve("supervisor" + supervisors.size() + ".err"));
    }

    /** What the last supervisor wrote to standard output so far. */
    String supervisorOutput() {
        return read(home.resolve("supervisor" + supervisors.size() + ".out"));
    }

    Outcome sv(String... arguments) {
        return sv(svSuite, arguments);
    }

    Outcome sv(Suite suite, String... arguments) {
        List<String> command = new ArrayList<>(List.of(suite.program("sv")));
        command.addAll(List.of(arguments));
        return run(scan(), command);
    }

    /** Runs a program to its end, SVDIR being the scan directory, standard input empty. */
    Outcome run(Path folder, List<String> command) {
        int number;
        Process process;
        synchronized (this) {
            number = ++outputs;
        }
        process = start(folder, command, "program", number);
        try {
            if (!process.waitFor(PROGRAM_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
        return new Outcome(
                process.exitValue(),
                read(home.resolve("program" + number + ".out")),
                read(home.resolve("program" + number + ".err")));
    }

    Outcome shell(String script) {
        return run(scan(), List.of("/bin/sh", "-c", script));
    }

    void signal(long pid, String name) {
        Outcome outcome = shell("kill -" + name + " " + pid);
        assertEquals(0, outcome.exit(), outcome.err());
    }

    private Process start(Path folder, List<String> command, String role) {
        return start(folder, command, role, supervisors.size() + 1);
    }

    private Process start(Path folder, List<String> command, String role, int number) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(home.resolve(role + number + ".out").toFile())
                .redirectError(home.resolve(role + number + ".err").toFile());
        builder.environment().put(MARK, mark);
        builder.environment().put("SVDIR", scan().toString());
        builder.environment().put("SVWAIT", SV_WAIT_SECONDS);
        // Or perl complains of the caller's locale on the supervisor's standard error.
        builder.environment().put("PERL_BADLANG", "0");
        if (supervision.suite == Suite.JRUNIT) {
            builder.environment().put("PATH", Suite.binaries() + File.pathSeparator + System.getenv("PATH"));
        }
        builder.environment().putAll(environment);
        return Spawning.start(builder);
    }

    /** Starts a program that the case itself ends. */
    Process startBeside(List<String> command) {
        return start(home, command, "beside", ++outputs);
    }

    /** Waits for a supervisor to end. @return its exit code */
    static int awaitExit(Process process) {
        Eventually.until("process " + process.pid() + " ends", () -> !process.isAlive());
        return process.exitValue();
    }

    /** Whether a runsv holds supervise/ok open, asked as sv asks: by opening it for writing without waiting. */
    boolean attended(ServiceFolder service) {
        return run(
                                scan(),
                                List.of(
                                        "perl",
                                        "-MFcntl",
                                        "-e",
                                        "sysopen(F, $ARGV[0], O_WRONLY|O_NONBLOCK) or exit 1",
                                        service.supervise().resolve("ok").toString()))
                        .exit()
                == 0;
    }

    /** All live processes that this world started, directly or not. */
    List<Long> processes() {
        return Pids.withEnvironment(MARK + "=" + mark);
    }

    /** The live processes whose command line contains that text. */
    List<Long> processes(String text) {
        return processes().stream()
                .filter(pid -> Pids.command(pid).contains(text))
                .toList();
    }

    /** For a failure's report. */
    String scene() {
        StringBuilder text = new StringBuilder(supervision + ", sv " + svSuite + ", " + home + "\n");
        for (ServiceFolder service : services) {
            text.append("  ").append(service.name()).append(": ").append(service.stat());
            text.append(", pid ").append(service.content("supervise/pid").trim());
            text.append(
                    service.has("log")
                            ? "; log: " + service.content("log/supervise/stat").trim()
                            : "");
            text.append('\n');
        }
        for (int number = 1; number <= supervisors.size(); number++) {
            text.append("  supervisor ")
                    .append(number)
                    .append(supervisors.get(number - 1).isAlive() ? "" : " ended");
            text.append(": ")
                    .append(tail(read(home.resolve("supervisor" + number + ".err"))))
                    .append('\n');
        }
        for (long pid : processes()) {
            text.append("  process ")
                    .append(pid)
                    .append(' ')
                    .append(Pids.state(pid))
                    .append(' ');
            text.append(Pids.command(pid)).append('\n');
        }
        return text.toString();
    }

    private static String tail(String text) {
        return text.length() <= 2000 ? text : "…" + text.substring(text.length() - 2000);
    }

    /** Stops everything. @throws AssertionError if a process is left and the case passed without it */
    void close(boolean passed) throws IOException {
        for (ServiceFolder service : services) {
            service.remove("stay").remove("finish");
            for (char command : "tdxu".toCharArray()) {
                service.remove("control/" + command);
            }
        }
        for (Process supervisor : supervisors) {
            if (supervisor.isAlive()) {
                if (supervisor == scanner && supervision != Supervision.HOSTED) {
                    // TERM would leave every runsv behind. It may just have ended.
                    shell("kill -HUP " + supervisor.pid());
                } else {
                    supervisor.destroy();
                }
            }
        }
        List<Long> left = new ArrayList<>();
        boolean clean = !mayLeaveProcesses
                && Eventually.within(Eventually.LIMIT, () -> processes().isEmpty());
        String scene = scene();
        if (!clean) {
            left.addAll(processes());
            Eventually.until(
                    "killed processes are gone", () -> killAll() && processes().isEmpty());
        }
        ServiceFolder.delete(home);
        if (passed && !mayLeaveProcesses && !left.isEmpty()) {
            throw new AssertionError("processes are left: " + left + "\n" + scene);
        }
    }

    private boolean killAll() {
        for (long pid : processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        return true;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
