package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The runsvdir of a {@link Load}, and after it was killed the next one. */
final class Host {
    private final World world;
    private final Ground ground;
    private Process process;
    private final List<String> kills = new ArrayList<>();

    Host(World world, Ground ground) {
        this.world = world;
        this.ground = ground;
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(world.program("runsvdir")));
        if (isIsolating()) {
            command.add("--isolate");
        }
        command.add(world.scan().toString());
        process = world.startScanning(ground.asUser(command));
        Eventually.until("it has begun", () -> hasBegun(pid()));
    }

    /** A runsv outlives its runsvdir, and the next one cannot tell it to end: so an operator does. */
    void end(LoadedService service) {
        if (isIsolating()) {
            service.folder().send("x");
        }
    }

    /** It knows its services and its signals. */
    void awaitBegun() {
        int[] last = {0};
        Eventually.settles("it has begun", Duration.ofMillis(300), () -> {
            int before = last[0];
            last[0] = descriptors().size();
            return last[0] == before;
        });
    }

    /** What is another one once the process has executed a program anew. */
    String image() {
        return Pids.text(pid(), "auxv");
    }

    private static boolean hasBegun(long pid) {
        return Pids.tasks(pid).stream().anyMatch(task -> task.name().equals("reaper"));
    }

    /** Itself, and some of those that supervise services if others do. */
    List<Long> someThatWork(Random random) {
        List<Long> working = new ArrayList<>(supervisors());
        working.remove(pid());
        working.removeIf(pid -> !hasBegun(pid));
        Collections.shuffle(working, random);
        List<Long> some = new ArrayList<>(working.subList(0, Math.min(3, working.size())));
        some.add(pid());
        return some;
    }

    boolean isIsolating() {
        return world.supervision() == Supervision.ISOLATED;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        kills.add(pid() + " at " + System.currentTimeMillis());
        world.signal(pid(), "KILL");
        Eventually.until("the host is dead", () -> !process.isAlive());
    }

    /** Which were killed, and when. */
    List<String> kills() {
        return kills;
    }

    /**
     * A runsv that succeeds a killed one and gets TERM while its Java machine starts ends, and leaves to the next one what
     * it has not adopted. Known, and nothing that a TERM could be blocked by.
     */
    boolean hasLeft(LoadedService service) {
        boolean isOver = Eventually.within(
                Duration.ofSeconds(20), () -> !Files.exists(service.path().resolve("supervise/adopt")));
        if (isOver || !isIsolating() || world.attended(service.folder())) {
            return false;
        }
        ProcessHandle.of(service.isRunning() ? service.lastPid() : 0).ifPresent(ProcessHandle::destroyForcibly);
        return true;
    }

    /** Ends it in order, and with it these services. */
    void stop(List<LoadedService> services) {
        world.signal(pid(), isIsolating() ? "HUP" : "TERM");
        assertEquals(isIsolating() ? 111 : 0, World.awaitExit(process));
        services.forEach(this::end);
    }

    /** The processes that supervise services: itself, or each service's runsv. */
    List<Long> supervisors() {
        return isIsolating() ? world.processes("dev.jrunit.runsv.Main") : List.of(pid());
    }

    /** Zombies that a supervisor should have reaped, with their parents' numbers. */
    List<String> zombies() {
        List<Long> parents = new ArrayList<>(supervisors());
        parents.add(pid());
        List<String> zombies = new ArrayList<>();
        for (String name : new File("/proc").list((folder, entry) -> Character.isDigit(entry.charAt(0)))) {
            long pid = Long.parseLong(name);
            if (Pids.state(pid) == 'Z' && parents.contains(parentOrNone(pid))) {
                zombies.add(pid + " of " + parentOrNone(pid) + (parentOrNone(pid) == pid() ? ", the host" : ""));
            }
        }
        return zombies;
    }

    private static long parentOrNone(long pid) {
        try {
            return Pids.parent(pid);
        } catch (ArrayIndexOutOfBoundsException e) {
            return 0; // gone meanwhile
        }
    }

    /** What it has open. */
    List<String> descriptors() {
        List<String> open = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            for (Path entry : entries.toList()) {
                open.add(target(entry));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return open;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (java.io.IOException | java.nio.file.InvalidPathException e) {
            return "?";
        }
    }

    /** Its resident memory in kB. */
    long memory() {
        return Pids.text(pid(), "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Sets the soft limit of the running process, {@code nofile} or {@code nproc}. @return what it was */
    String limit(String name, String value) {
        String before =
                prlimit("--raw", "--noheadings", "-o", "SOFT", "--" + name).trim();
        prlimit("--" + name + "=" + value + ":");
        return before;
    }

    /** Only the user may, or a root that is allowed everything. */
    private String prlimit(String... arguments) {
        List<String> words = new ArrayList<>(List.of("prlimit", "--pid", Long.toString(pid())));
        words.addAll(List.of(arguments));
        Outcome outcome = world.run(world.home(), ground.asUser(words));
        assertEquals(0, outcome.exit(), outcome.err());
        return outcome.out();
    }
}
