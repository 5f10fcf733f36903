package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lock is the kernel's, so that it excludes C's chpst and flock(1), and they it. Source: chpst(8), -l and -L. */
@Timeout(600) // many processes, one after the other, beside many others
final class ChpstLockTest {
    private static final Outcome HELD = new Outcome(111, "", "chpst: fatal: unable to lock: lock: temporary failure\n");
    private static final String HOLDING = "echo >held; while [ ! -e enough ]; do sleep 0.01; done";

    /** The ways to hold the lock of the file {@code lock}. */
    private enum Holder {
        WAITING(BothChpst.CHPST, "-l", "lock"),
        AT_ONCE(BothChpst.CHPST, "-L", "lock"),
        SETLOCK("LINK:setlock", "lock"),
        FLOCK("flock", "lock");

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> words;

        Holder(String... words) {
            this.words = List.of(words);
        }

        List<String> with(String... program) {
            List<String> command = new ArrayList<>(words);
            command.addAll(List.of(program));
            return command;
        }
    }

    private static Process hold(BothChpst both, Suite suite, Holder holder) {
        Process process = both.start(suite, holder.with("sh", "-c", HOLDING));
        Eventually.until("the lock is held", () -> Files.exists(both.folder().resolve("held")));
        return process;
    }

    private static void release(BothChpst both, Process holder) {
        both.file("enough", "");
        Eventually.until("the holder ended", () -> !holder.isAlive());
        assertEquals(0, holder.exitValue());
    }

    @ParameterizedTest
    @EnumSource
    void whoHoldsItExcludesAllOthers(Holder holder) {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen());
        for (Suite suite : Suite.values()) {
            try (BothChpst both = new BothChpst()) {
                Process process = hold(both, suite, holder);
                try {
                    for (Suite other : Suite.values()) {
                        assertEquals(HELD, both.chpst(other, "-L", "lock", "echo", "got it"));
                        assertEquals(HELD, both.run(other, List.of("LINK:setlock", "lock", "true")));
                        assertEquals(
                                new Outcome(0, "", ""),
                                both.run(other, List.of("LINK:setlock", "-x", "lock", "echo", "got it")));
                    }
                    assertEquals(
                            1,
                            both.run(Suite.C, List.of("flock", "-n", "lock", "true"))
                                    .exit());
                } finally {
                    release(both, process);
                }
                assertEquals(new Outcome(0, "got it\n", ""), both.chpst(Suite.JRUNIT, "-L", "lock", "echo", "got it"));
            }
        }
    }

    /** The waiting program runs when the lock is free, and not before: only then there is the file that it wants. */
    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsItInTheEnd(Holder holder) {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen());
        for (Suite waiting : Suite.values()) {
            try (BothChpst both = new BothChpst()) {
                Process process = hold(both, waiting == Suite.C ? Suite.JRUNIT : Suite.C, holder);
                Process waiter =
                        both.start(waiting, List.of(BothChpst.CHPST, "-l", "lock", "sh", "-c", "test -e enough"));
                Process another =
                        both.start(waiting, List.of("LINK:setlock", "-n", "lock", "sh", "-c", "test -e enough"));
                release(both, process);
                for (Process one : List.of(waiter, another)) {
                    Eventually.until("it had its turn", () -> !one.isAlive());
                    assertEquals(0, one.exitValue());
                }
            }
        }
    }
}
