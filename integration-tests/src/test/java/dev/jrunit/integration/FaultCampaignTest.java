package dev.jrunit.integration;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Faults at random moments, alone and together, under a load of services; after each round all that the {@link Model}
 * knows must hold. {@code -Djrunit.seed=N} plays another plan, {@code -Djrunit.long=true} plays for ten minutes, or for
 * {@code -Djrunit.minutes=N}; {@code -Djrunit.faults=REGEX} leaves out the faults of other names.
 */
@Tag("campaign")
final class FaultCampaignTest {
    private static final boolean LONG = Boolean.getBoolean("jrunit.long");
    private static final Duration TIME =
            LONG ? Duration.ofMinutes(Long.getLong("jrunit.minutes", 10)) : Duration.ofSeconds(50);
    private static final long SEED = Long.getLong("jrunit.seed", LONG ? System.currentTimeMillis() : 20240801);

    private static final Pattern ONLY = Pattern.compile(System.getProperty("jrunit.faults", ""));

    @Conformance({Supervision.HOSTED, Supervision.ISOLATED})
    @Timeout(value = 10, unit = TimeUnit.HOURS)
    void allThatMustHoldHolds(World world) {
        Random random = new Random(SEED);
        world.mayLeaveProcesses();
        PrintStream out = System.out;
        out.println("fault campaign: " + world.supervision() + ", -Djrunit.seed=" + SEED);
        List<String> played = new ArrayList<>();
        try (Ground ground = new Ground(world)) {
            Load load = new Load(world, ground, 0.01);
            Host host = new Host(world, ground);
            Model model = new Model(load, host);
            Faults faults = new Faults(world, ground, load, host, model, random);
            load.add(LONG && !host.isIsolating() ? 30 : 15);
            host.start();
            model.check();
            try {
                play(faults, model, random, played);
                host.stop(load.services());
                model.checkEnd();
            } catch (RuntimeException | AssertionError e) {
                AssertionError failure = new AssertionError(
                        world.supervision() + ", seed " + SEED + ", round " + played.size() + " of " + played, e);
                // The other kind may have many minutes to go until the test's own report.
                failure.printStackTrace(out);
                out.println(world.supervisorErrors());
                throw failure;
            } finally {
                out.println("faults: " + faults.inflicted() + "; left out here: " + faults.leftOut());
                out.println(model.report());
            }
        }
    }

    /** Every fault once, in some order, then any, as long as there is time. */
    private static void play(Faults faults, Model model, Random random, List<String> played) {
        List<String> names = new ArrayList<>(faults.names());
        names.removeIf(name -> !ONLY.matcher(name).find());
        long end = System.nanoTime() + TIME.toNanos();
        int next = names.size();
        while (System.nanoTime() < end) {
            List<String> round = new ArrayList<>();
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                if (next == names.size()) {
                    Collections.shuffle(names, random);
                    next = 0;
                }
                round.add(names.get(next++));
            }
            played.add(round.toString());
            faults.round(round);
            model.check();
        }
    }
}
