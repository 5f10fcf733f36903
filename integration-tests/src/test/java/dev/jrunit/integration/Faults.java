package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * All that can happen to a {@link Load} and its host. A new fault is one more line in {@link #table}: a method that
 * inflicts it and returns what takes it back.
 */
final class Faults {
    /** Inflicts it, at most for as long as the round lasts. */
    private interface Fault {
        /** What takes it back. */
        Runnable inflict();
    }

    private final World world;
    private final Ground ground;
    private final Load load;
    private final Host host;
    private final Model model;
    private final Random random;
    private final Map<String, Fault> table = new LinkedHashMap<>();
    private final Map<String, Integer> inflicted = new TreeMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Set<LoadedService> struck = new HashSet<>();
    private final List<Runnable> repairs = new ArrayList<>();
    private boolean diskIsFull;

    Faults(World world, Ground ground, Load load, Host host, Model model, Random random) {
        this.world = world;
        this.ground = ground;
        this.load = load;
        this.host = host;
        this.model = model;
        this.random = random;
        table();
    }

    private void table() {
        boolean isolates = host.isIsolating();
        table.put("kill -9 of a service", this::killService);
        table.put("kill -9 of all services", this::killAllServices);
        table.put("kill -9 of a logger", this::killLogger);
        table.put("kill -9 of a log processor", this::killProcessor);
        when(isolates, "kill -9 of a runsv", this::killRunsv);
        table.put("kill -9 of the host", this::killHost);
        table.put("kill -9 of the host and of services while it is dead", this::killHostAndServices);
        when(!isolates, "upgrade in place", this::upgrade);
        table.put("SIGSTOP of a service", this::stopService);
        table.put("SIGSTOP of the host", this::stopHost);
        table.put("commands", this::command);
        table.put("control FIFO flooded", this::flood);
        table.put("control FIFO away", () -> hide("control", "nothing"));
        table.put("control FIFO is a file", () -> hide("control", "file"));
        table.put("control FIFO is a link", () -> hide("control", "link"));
        table.put("supervise/ok is a directory", () -> hide("ok", "directory"));
        table.put("status files corrupted", this::corrupt);
        table.put("supervise/adopt lost", this::loseAdopt);
        table.put("supervise/adopt lost, and kill -9 of the host", this::loseAdoptAndHost);
        table.put("directory renamed", this::rename);
        table.put("directory replaced", this::replace);
        table.put("directory removed", this::remove);
        table.put("many files in the scan directory", this::manyFiles);
        table.put("a service forks much", this::storm);
        when(ground.hasUser(), "scan directory of mode 0", () -> mode(world.scan()));
        when(
                ground.hasUser(),
                "service directory of mode 0",
                () -> mode(service().path()));
        when(
                ground.hasUser(),
                "supervise/ of mode 0",
                () -> mode(service().path().resolve("supervise")));
        when(ground.hasUser(), "log/ of mode 0", () -> mode(logged().path().resolve("log")));
        when(ground.hasUser(), "run of mode 0", () -> mode(service().path().resolve("run")));
        when(ground.hasDisk(), "disk full", this::fillDisk);
        when(
                ground.hasDisk(),
                "supervise/ read-only",
                () -> readOnly(service().path().resolve("supervise")));
        when(ground.hasDisk(), "log/ read-only", () -> readOnly(logged().path().resolve("log")));
        when(ground.hasUser(), "no descriptor left", this::noDescriptors);
        when(ground.hasUser(), "no process to be had", () -> limit("nproc", "1"));
        when(ground.hasUser(), "no inotify for the next host", this::noInotify);
        boolean canFail = FailingCalls.arePossible(world);
        when(canFail, "EIO of files", () -> failCalls(FailingCalls.Kind.DATA));
        when(canFail, "EIO of directories", () -> failCalls(FailingCalls.Kind.NAMES));
        when(canFail, "ENFILE", () -> failCalls(FailingCalls.Kind.FILES));
        when(canFail, "ENOMEM for processes", () -> failCalls(FailingCalls.Kind.PROCESSES));
    }

    private void when(boolean possible, String name, Fault fault) {
        if (possible) {
            table.put(name, fault);
        } else {
            leftOut.add(name);
        }
    }

    /** What this machine or this kind of host does not allow. */
    List<String> leftOut() {
        return leftOut;
    }

    /** How often each was inflicted. */
    Map<String, Integer> inflicted() {
        return inflicted;
    }

    Set<String> names() {
        return table.keySet();
    }

    /** Inflicts these, the one while the other lasts, with pauses, and takes them back. */
    void round(List<String> names) {
        struck.clear();
        repairs.clear();
        List<Runnable> ends = new ArrayList<>();
        try {
            for (String name : names) {
                inflicted.merge(name, 1, Integer::sum);
                ends.add(table.get(name).inflict());
                pause(500);
            }
        } finally {
            for (Runnable end : ends) {
                end.run();
                pause(100);
            }
            repairs.forEach(Runnable::run);
        }
    }

    private void pause(int mostMillis) {
        Eventually.holds("time passes", Duration.ofMillis(random.nextInt(mostMillis)), () -> true);
    }

    /** It is over already. */
    private static void nothing() {}

    // ---- whom ----

    /** One that has not been struck in this round. */
    private LoadedService service() {
        return choose(load.services());
    }

    private LoadedService logged() {
        return choose(load.services().stream()
                .filter(service -> service.logger() != LoadedService.Logger.NONE)
                .toList());
    }

    private LoadedService movable() {
        return choose(
                load.services().stream().filter(LoadedService::hasUsualName).toList());
    }

    private LoadedService choose(List<LoadedService> from) {
        List<LoadedService> free =
                from.stream().filter(service -> !struck.contains(service)).toList();
        LoadedService chosen = free.get(random.nextInt(free.size()));
        struck.add(chosen);
        return chosen;
    }

    // ---- kills ----

    private static void kill(long pid) {
        if (pid != 0) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Runnable killService() {
        LoadedService service = service();
        if (service.isRunning()) {
            kill(service.lastPid());
        }
        return Faults::nothing;
    }

    private Runnable killAllServices() {
        load.services().stream().filter(LoadedService::isRunning).forEach(service -> kill(service.lastPid()));
        return Faults::nothing;
    }

    private Runnable killLogger() {
        LoadedService service = logged();
        model.mayLose(service);
        ServiceFolder log = service.folder().log();
        if (service.logger().isHosted()) {
            log.send("k");
        } else {
            long pid = log.pid();
            // Its number may be somebody else's by now.
            kill(Pids.text(pid, "environ").contains(world.home().toString()) ? pid : 0);
        }
        return Faults::nothing;
    }

    private Runnable killProcessor() {
        world.processes("exec cat").forEach(Faults::kill);
        return Faults::nothing;
    }

    private Runnable killRunsv() {
        if (!load.retired().isEmpty()) {
            return Faults::nothing; // nobody would end those when their runsv is dead
        }
        List<Long> all = host.supervisors();
        load.services().stream().filter(service -> service.logger().isHosted()).forEach(model::mayLose);
        if (!all.isEmpty()) {
            kill(all.get(random.nextInt(all.size())));
        }
        return Faults::nothing;
    }

    private Runnable killHost() {
        loseHost();
        pause(1000);
        host.start();
        return Faults::nothing;
    }

    private Runnable killHostAndServices() {
        loseHost();
        killAllServices();
        pause(500);
        host.start();
        return Faults::nothing;
    }

    /** With it die the loggers in it; and one that is a process may be dead just then, and not hold the pipe. */
    private void loseHost() {
        host.kill();
        load.services().stream().filter(LoadedService::isUnread).forEach(model::mayLose);
        load.abandonRetired();
        model.unknown().forEach(service -> kill(service.lastPid()));
    }

    // ---- signals and commands ----

    /** Nothing may be lost by it, and where it cannot be done now, for want of anything, nothing happens. */
    private Runnable upgrade() {
        host.awaitBegun();
        String before = host.image();
        world.signal(host.pid(), "USR1");
        if (Eventually.within(Duration.ofSeconds(5), () -> !host.image().equals(before))) {
            inflicted.merge("upgrade in place, done", 1, Integer::sum);
        }
        return Faults::nothing;
    }

    private Runnable stopService() {
        LoadedService service = service();
        long pid = service.isRunning() ? service.lastPid() : 0;
        if (pid == 0) {
            return Faults::nothing;
        }
        world.shell("kill -STOP " + pid);
        return () -> world.shell("kill -CONT " + pid);
    }

    private Runnable stopHost() {
        world.signal(host.pid(), "STOP");
        long pid = host.pid();
        pause(1500);
        return () -> world.shell("kill -CONT " + pid);
    }

    private Runnable command() {
        for (int count = 0; count < 3; count++) {
            LoadedService service = service();
            boolean up = !service.isWantedUp() || random.nextInt(3) > 0;
            String further = List.of("t", "k", "h", "c", "q").get(random.nextInt(5));
            if (isSupervised(service)) { // else nobody holds the FIFO, and with it what is written there
                service.want(up);
                service.folder().send(further);
            }
        }
        return Faults::nothing;
    }

    private Runnable flood() {
        LoadedService service = service();
        Path control = service.path().resolve("supervise/control");
        // "x" ends the supervision, and what comes then is lost with the pipe: so it is told again what is wanted.
        world.shell("for i in 1 2 3; do timeout 1 head -c 20000 /dev/urandom 1<>'" + control + "' & done; wait");
        repairs.add(() -> {
            String before = service.progress();
            int[] asked = {0};
            Eventually.until(service + " gets on after the flood", () -> {
                if (asked[0]++ % 50 == 0) {
                    service.folder().send("c");
                    service.want(true);
                }
                return !service.progress().equals(before);
            });
        });
        return Faults::nothing;
    }

    // ---- files in supervise/ ----

    private Runnable hide(String name, String instead) {
        LoadedService service = service();
        Path file = service.path().resolve("supervise").resolve(name);
        Path aside = load.states().resolve("aside");
        assertEquals(0, world.shell("ln '" + file + "' '" + file + ".aside'").exit());
        String put = switch (instead) {
            case "file" -> "echo x >'" + file + "'";
            case "link" -> "ln -s '" + aside + "' '" + file + "'";
            case "directory" -> "mkdir '" + file + "'";
            default -> ":";
        };
        world.shell("rm '" + file + "'; " + put);
        pause(500);
        return () -> {
            Outcome outcome = world.shell("rm -rf '" + file + "'; mv '" + file + ".aside' '" + file + "'");
            assertEquals(0, outcome.exit(), outcome.err());
        };
    }

    private Runnable corrupt() {
        LoadedService service = service();
        for (String name : List.of("status", "stat", "pid")) {
            service.corrupt(name, Model.junk(random));
        }
        repairs.add(() -> startAnew(
                service,
                "status is whole",
                () -> model.isWhole(service) && service.folder().stat().equals("run")));
        return Faults::nothing;
    }

    /** What was lost is written at the next start: {@code pid} changes with the process alone. */
    private static void startAnew(LoadedService service, String what, BooleanSupplier isRepaired) {
        service.folder().send("ck");
        service.want(true);
        Eventually.until(service + ": " + what, isRepaired);
    }

    private Runnable loseAdopt() {
        LoadedService service = service();
        model.mayBeUnknown(service);
        switch (random.nextInt(5)) {
            case 0 -> service.corrupt("adopt", Model.junk(random));
            case 1 -> service.corrupt("adopt", service.adopt().substring(0, random.nextInt(100)));
            case 2 -> service.corrupt("adopt", service().adopt());
            case 3 -> service.corrupt("adopt", service.folder().content("log/supervise/adopt"));
            default -> world.shell("rm -f '" + service.path().resolve("supervise/adopt") + "'");
        }
        repairs.add(() -> {
            startAnew(service, "adopt is whole", service::isAdoptable);
            model.isKnown(service);
        });
        return Faults::nothing;
    }

    private Runnable loseAdoptAndHost() {
        loseAdopt();
        loseAdopt();
        killHost();
        return Faults::nothing;
    }

    // ---- directories ----

    private Runnable rename() {
        LoadedService service = movable();
        Path path = service.path();
        load.move(service, path.resolveSibling(path.getFileName() + "-renamed"));
        pause(300);
        return random.nextBoolean() ? Faults::nothing : () -> load.move(service, path);
    }

    /** Whom no supervisor knows, none will end: so it is not taken away. */
    private boolean isSupervised(LoadedService service) {
        return Eventually.within(Duration.ofSeconds(5), () -> world.attended(service.folder()));
    }

    private Runnable replace() {
        LoadedService service = movable();
        if (!diskIsFull && isSupervised(service)) {
            struck.add(load.replace(service)); // it is not supervised for a while
            host.end(service);
        }
        return Faults::nothing;
    }

    private Runnable remove() {
        LoadedService service = movable();
        if (!isSupervised(service)) {
            return Faults::nothing;
        }
        String name = service.path().getFileName().toString();
        load.retire(service);
        host.end(service);
        repairs.add(() -> load.renew(service, name)); // when there is room again
        return Faults::nothing;
    }

    private Runnable manyFiles() {
        String many = world.scan().resolve(".many").toString();
        world.shell("perl -e 'for (1..100000) { open my $f, q(>), qq($ARGV[0]/f$_) or last }' '" + world.scan() + "'");
        return () ->
                world.shell("cd '" + world.scan() + "' && find . -maxdepth 1 -name 'f*' -type f -delete; : " + many);
    }

    private Runnable storm() {
        service().storm(2000);
        return Faults::nothing;
    }

    private Runnable mode(Path path) {
        return change("chmod 0 '" + path + "'", "chmod 755 '" + path + "'");
    }

    private Runnable change(String there, String back) {
        Outcome outcome = world.shell(there);
        assertEquals(0, outcome.exit(), outcome.err());
        pause(1500);
        return () -> {
            Outcome undone = world.shell(back);
            assertEquals(0, undone.exit(), undone.err());
        };
    }

    private Runnable fillDisk() {
        String filler = "'" + world.scan().resolve(".filler") + "'";
        diskIsFull = true;
        Runnable end = change("head -c 100M /dev/zero >" + filler + " 2>/dev/null || :", "rm " + filler);
        return () -> {
            end.run();
            diskIsFull = false;
        };
    }

    /** What is open there stays writable, as on a disk that is mounted read-only while it is in use. */
    private Runnable readOnly(Path path) {
        String quoted = "\"$(readlink -f '" + path + "')\"";
        return change(
                "mount --bind " + quoted + " " + quoted + " && mount -o remount,bind,ro " + quoted,
                "umount -l " + quoted);
    }

    // ---- limits ----

    private Runnable noDescriptors() {
        host.awaitBegun();
        return limit("nofile", Integer.toString(Math.max(1, host.descriptors().size() - 20)));
    }

    private Runnable limit(String name, String value) {
        long pid = host.pid();
        String before = host.limit(name, value);
        pause(1500);
        return () -> {
            if (host.pid() == pid) {
                host.limit(name, before);
            }
        };
    }

    /** In the middle of it something happens. */
    private Runnable failCalls(FailingCalls.Kind kind) {
        host.awaitBegun();
        List<String> files = new ArrayList<>();
        for (LoadedService service : load.services()) {
            if (service.hasUsualName()) {
                for (String name : List.of("log/current", "supervise/adopt", "supervise/status.new")) {
                    files.add(service.path().resolve(name).toString());
                }
            }
        }
        FailingCalls failing = new FailingCalls(world, kind, host.someThatWork(random), files, random);
        try {
            pause(1000);
            switch (random.nextInt(4)) {
                case 0 -> killAllServices();
                case 1 -> command();
                case 2 -> killLogger();
                default -> killService();
            }
            pause(2000);
        } finally {
            inflicted.merge("calls that failed: " + kind, failing.end(), Integer::sum);
        }
        // Who was started while nothing could be written is unknown until it is tried again.
        for (LoadedService service : load.services()) {
            Eventually.until(service + " is written down", () -> !service.isRunning() || service.isKnown());
        }
        return Faults::nothing;
    }

    /** All instances that the user may have are somebody else's; then the host is killed. */
    private Runnable noInotify() {
        List<String> hog = ground.asUser(List.of(
                "perl",
                "-MConfig",
                "-e",
                "my $init = $Config{archname} =~ /x86_64/ ? 294 : 26;"
                        + " for (1..100000) { last if syscall($init, 0) < 0 } select undef, undef, undef, 60"));
        Process process = world.startBeside(hog);
        Eventually.until("all taken", () -> {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
                return open.count() > 60;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        killHost();
        return () -> {
            process.destroyForcibly();
            Eventually.until("the hog is gone", () -> !process.isAlive());
        };
    }
}
