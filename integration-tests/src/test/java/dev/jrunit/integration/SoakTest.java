package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * 200 services of mixed behaviour for half a minute, or with {@code -Djrunit.long=true} for half an hour or
 * {@code -Djrunit.minutes=N}: some end all the time, some are killed. No start is missed, and the host needs no more
 * memory and descriptors than after the first minute.
 */
@Tag("campaign")
final class SoakTest {
    private static final boolean LONG = Boolean.getBoolean("jrunit.long");
    private static final int SERVICES = LONG ? 200 : 100;
    private static final Duration TIME =
            LONG ? Duration.ofMinutes(Long.getLong("jrunit.minutes", 30)) : Duration.ofSeconds(20);
    private static final Duration WARM_UP = LONG ? Duration.ofMinutes(1) : Duration.ofSeconds(10);
    /** In percent. The short form begins to look while the machine's code is still being compiled. */
    private static final int MOST_GROWTH = LONG ? 5 : 25;

    /** A pause of a second lies between a start and the next; more than that is a busy machine's. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private static final long SEED = Long.getLong("jrunit.seed", 20240901);

    @Conformance(Supervision.HOSTED)
    @Timeout(value = 10, unit = TimeUnit.HOURS)
    void needsNoMoreAndMissesNothing(World world) {
        Random random = new Random(SEED);
        world.mayLeaveProcesses();
        try (Ground ground = new Ground(world)) {
            Load load = new Load(world, ground, 0.2);
            Host host = new Host(world, ground);
            Model model = new Model(load, host);
            load.add(SERVICES);
            host.start();
            model.check();
            kill(load, random, WARM_UP);
            model.check();
            List<Long> memory = new ArrayList<>();
            int descriptors = host.descriptors().size();
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end) {
                memory.add(host.memory());
                kill(load, random, TIME.dividedBy(20));
                model.check();
            }
            memory.add(host.memory());
            int descriptorsAtTheEnd = host.descriptors().size();
            host.stop(load.services());
            model.checkEnd();
            System.out.println("soak of " + SERVICES + " services, " + starts(load)
                    + " starts, the longest pause between"
                    + " two of a service " + longestPauseMillis(load) + " ms; memory of the host in kB " + memory
                    + "; descriptors " + descriptors + ", " + descriptorsAtTheEnd + "; " + model.report());
            long first = memory.get(0);
            long last = memory.get(memory.size() - 1);
            assertTrue(last * 100 < first * (100 + MOST_GROWTH), "memory in kB: " + memory);
            // A log that is being rotated has one more for a moment.
            assertEquals(descriptors, descriptorsAtTheEnd, 8);
            assertTrue(longestPauseMillis(load) < LATE.toMillis(), longestPauseMillis(load) + " ms");
        }
    }

    /** Five kills a second. */
    private static void kill(Load load, Random random, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LoadedService service =
                    load.services().get(random.nextInt(load.services().size()));
            if (service.isRunning()) {
                ProcessHandle.of(service.lastPid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            Eventually.holds("time passes", Duration.ofMillis(200), () -> true);
        }
    }

    private static int starts(Load load) {
        return load.services().stream()
                .mapToInt(service -> service.lives().size())
                .sum();
    }

    /** From the last sign of a start to the first one of the next. */
    private static long longestPauseMillis(Load load) {
        List<Long> pauses = new ArrayList<>(List.of(0L));
        for (LoadedService service : load.services()) {
            List<LoadedService.Life> lives = service.lives();
            for (int next = 1; next < lives.size(); next++) {
                pauses.add(lives.get(next).startedMillis() - lives.get(next - 1).lastMillis());
            }
        }
        return Collections.max(pauses);
    }
}
