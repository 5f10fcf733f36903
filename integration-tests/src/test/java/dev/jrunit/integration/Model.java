package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold of a {@link Load} whatever happened to it, checked when the faults of a round are over:
 *
 * <ul>
 *   <li>there never were two copies of a service; see {@link #unknown} for the one exception
 *   <li>each service that is wanted up gets on, each other one is down, each that was taken away has ended
 *   <li>each log has all lines in their order, none twice. A logger that was killed may have lost what it had read and
 *       not yet written, one block of 32 kB at the most (a logger script more or less); and a pipe whose last holder
 *       ended while the host was dead is gone with what was in it
 *   <li>the files in {@code supervise/} are whole
 *   <li>there are no zombies, and no more descriptors and files than there were
 * </ul>
 */
final class Model {
    /** So long a service that is wanted up may be found down after all faults are over, on a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Set<String> FILES =
            Set.of("adopt", "control", "lock", "ok", "pid", "stat", "status", "pid.new", "stat.new", "status.new");

    /** A line is 20 to 320 bytes long; a block and a pipe have 32 and 64 kB. */
    private static final int MOST_LINES_LOST = 4800;

    private final Load load;
    private final Host host;
    private final Map<LoadedService, Integer> losses = new HashMap<>();
    private final Map<Long, Integer> descriptors = new HashMap<>();
    private final Map<LoadedService, List<LineSequence.Gap>> lost = new LinkedHashMap<>();
    private final List<LoadedService> left = new ArrayList<>();
    private final Set<LoadedService> lines = new HashSet<>();
    private long longestMillis;
    private int checks;

    Model(Load load, Host host) {
        this.load = load;
        this.host = host;
    }

    /** The logger of that service is being killed, or its host. */
    void mayLose(LoadedService service) {
        losses.merge(service, 1, Integer::sum);
    }

    /** The line that the service is to be adopted by is lost. */
    void mayBeUnknown(LoadedService service) {
        lines.add(service);
    }

    /** It has been written again. */
    void isKnown(LoadedService service) {
        lines.remove(service);
    }

    /**
     * Now that the host is dead: those that the next one would start twice, because the line is lost and their status
     * could not be written either. An operator has to end them.
     */
    List<LoadedService> unknown() {
        return lines.stream()
                .filter(service -> service.isRunning() && !service.isKnown())
                .toList();
    }

    /** The faults are over: waits until all is well. */
    void check() {
        checks++;
        if (!host.isAlive()) {
            throw new AssertionError("the host has ended");
        }
        long begin = System.nanoTime();
        progresses();
        longestMillis = Math.max(
                longestMillis, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        for (LoadedService service : all()) {
            if (!service.twice().isEmpty()) {
                throw new AssertionError(service + ": two copies at once: " + service.twice() + "its starts: "
                        + service.lives() + ", adopt: " + service.adopt() + ", killed hosts: " + host.kills());
            }
        }
        load.services().forEach(this::checkFiles);
        load.services().forEach(service -> checkLog(service, false));
        load.retired().forEach(this::checkRetired);
        load.retired().clear();
        Eventually.equal("zombies", List.of(), host::zombies);
        checkDescriptors();
    }

    private List<LoadedService> all() {
        List<LoadedService> all = new ArrayList<>(load.services());
        all.addAll(load.retired());
        return all;
    }

    private void progresses() {
        Map<LoadedService, String> before = new LinkedHashMap<>();
        load.services().stream().filter(LoadedService::isWantedUp).forEach(s -> before.put(s, s.progress()));
        String late = "these get on: ";
        if (!Eventually.within(LIMIT, () -> {
            before.entrySet().removeIf(entry -> !entry.getKey().progress().equals(entry.getValue()));
            return before.isEmpty();
        })) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + late + before.keySet());
        }
        for (LoadedService service : load.services()) {
            if (!service.isWantedUp()) {
                Eventually.until(service + " is down", () -> !service.isRunning());
            }
        }
    }

    /** Read while they are being replaced: each must be whole at any moment. */
    boolean isWhole(LoadedService service) {
        ServiceFolder folder = service.folder();
        return folder.content("supervise/status").length() == Status.LENGTH
                && folder.stat().matches("(run|down|finish)(, paused|, got TERM|, want (up|down|exit))*")
                && folder.content("supervise/pid").matches("(\\d+\\n)?");
    }

    private void checkFiles(LoadedService service) {
        Path supervise = service.path().resolve("supervise");
        for (String name : List.of("status", "stat", "pid")) {
            Eventually.until(service + " has " + name, () -> Files.exists(supervise.resolve(name)));
        }
        if (!isWhole(service)) {
            throw new AssertionError(service + ": " + service.folder().content("supervise/status") + ", "
                    + service.folder().stat() + ", " + service.folder().content("supervise/pid"));
        }
        Set<String> names = new TreeSet<>(List.of(supervise.toFile().list()));
        names.removeAll(FILES);
        if (!names.isEmpty()) {
            throw new AssertionError(service + ": files are left: " + names);
        }
    }

    /** What is in the directory, with sizes. */
    private static String files(Path log) {
        StringBuilder text = new StringBuilder(log + " has");
        for (File file : log.toFile().listFiles()) {
            text.append(' ').append(file.getName()).append(' ').append(file.length());
        }
        return text.toString();
    }

    private void checkLog(LoadedService service, boolean isComplete) {
        if (service.logger() == LoadedService.Logger.NONE) {
            return;
        }
        List<LoadedService.Life> lives = service.lives();
        LineSequence log;
        try {
            log = Eventually.value(
                    service + ": the log has all lines of " + lives.size() + " starts",
                    service::readLog,
                    lines -> lines.reaches(lives));
        } catch (LineSequence.OutOfOrder | AssertionError e) {
            throw new AssertionError(service + ": " + files(service.path().resolve("log")), e);
        }
        List<LineSequence.Gap> missing = log.missing(lives);
        int allowed = losses.getOrDefault(service, 0);
        boolean isTooMuch = missing.stream().anyMatch(gap -> gap.to() - gap.from() > MOST_LINES_LOST);
        if (missing.size() > 2 * allowed || log.fragments().size() > 2 * allowed || isTooMuch) {
            throw new AssertionError(service + ": " + allowed + " losses allowed, missing of "
                    + (isComplete ? "all" : lives.size()) + " starts: " + missing + ", pieces: " + log.fragments()
                    + ", lives: " + lives);
        }
        lost.put(service, missing);
    }

    private void checkRetired(LoadedService service) {
        if (host.hasLeft(service)) {
            left.add(service);
            return;
        }
        Eventually.until(service + " has ended", () -> !service.isRunning());
        checkLog(service, true);
        Eventually.until(
                service + " leaves nothing to adopt",
                () -> !Files.exists(service.path().resolve("supervise/adopt")));
    }

    /** The first time that this host is at rest says how many it needs; a service that was adopted needs one more. */
    private void checkDescriptors() {
        int first = descriptors.computeIfAbsent(
                host.pid(), pid -> host.descriptors().size());
        int most = first + 8 + load.services().size() / 4;
        Eventually.until(
                "as many descriptors as at first, " + first + ", and not " + host.descriptors(),
                () -> host.descriptors().size() <= most);
    }

    /** The host has been told to end, and has. */
    void checkEnd() {
        load.services().forEach(this::checkRetired);
    }

    /** What was seen. */
    String report() {
        StringBuilder text = new StringBuilder();
        text.append(checks)
                .append(" checks, the longest recovery took ")
                .append(longestMillis)
                .append(" ms");
        if (!left.isEmpty()) {
            text.append("; left by a runsv that was told to end before it had begun ")
                    .append(left);
        }
        for (LoadedService.Logger logger : LoadedService.Logger.values()) {
            int kills = 0;
            List<Integer> within = new ArrayList<>();
            List<Integer> atTheEnd = new ArrayList<>();
            for (Map.Entry<LoadedService, List<LineSequence.Gap>> entry : lost.entrySet()) {
                LoadedService service = entry.getKey();
                if (service.logger() == logger) {
                    kills += losses.getOrDefault(service, 0);
                    List<LoadedService.Life> lives = service.lives();
                    for (LineSequence.Gap gap : entry.getValue()) {
                        boolean isEnd = gap.to() >= lives.get(gap.start()).lines();
                        (isEnd ? atTheEnd : within).add(gap.to() - gap.from());
                    }
                }
            }
            text.append("; ").append(logger).append(" killed ").append(kills).append(" times, lines lost while the");
            text.append(" service went on ")
                    .append(within)
                    .append(", at its end ")
                    .append(atTheEnd);
        }
        return text.toString();
    }

    /** A file of any name with this content: what a reader must never see. */
    static String junk(java.util.Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }
}
