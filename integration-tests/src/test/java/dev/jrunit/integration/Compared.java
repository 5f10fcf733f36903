package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.opentest4j.TestAbortedException;

/** Plays one scenario on the svlogd of each suite that takes part, and compares what they leave. */
final class Compared {

    private Compared() {}

    interface Scenario {
        void play(Logging log) throws Exception;
    }

    /** What C's svlogd leaves at the end of the scenario, and ours must leave the same. Without C: what ours leaves. */
    static Picture of(Scenario scenario) {
        Picture first = null;
        for (Suite suite : Suite.values()) {
            if (suite.chosen()) {
                Picture picture = play(suite, scenario);
                if (first == null) {
                    first = picture;
                } else {
                    assertEquals(first.toString(), picture.toString(), "C's is expected, ours is actual");
                }
            }
        }
        if (first == null) {
            throw new AssertionError("no suite takes part: -Djrunit.suites names none");
        }
        return first;
    }

    /** For a scenario that knows itself what is right for its suite. */
    static void each(Scenario scenario) {
        for (Suite suite : Suite.values()) {
            if (suite.chosen()) {
                play(suite, scenario);
            }
        }
    }

    private static Picture play(Suite suite, Scenario scenario) {
        try (Logging log = new Logging(suite)) {
            try {
                scenario.play(log);
                return Picture.of(log);
            } catch (TestAbortedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                throw new AssertionError(suite + ": " + e.getMessage() + "\n" + log.scene(), e);
            }
        }
    }
}
