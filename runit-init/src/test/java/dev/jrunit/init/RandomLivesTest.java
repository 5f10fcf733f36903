package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.svlogd.LineStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a container, in whatever order, these things hold; the seed is in the test's name. */
class RandomLivesTest {
    private static final int LIVES = 2_000;
    private static final int MOST_EVENTS = 60;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void invariantsHold(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LIVES; i++) {
            new World(random).live();
        }
    }

    /** Processes as the lifecycle asks for them; they end when they like, if at all. */
    private static final class World implements Lifecycle.Outside {
        private final Random random;
        private final Settings settings;
        private final Lifecycle lifecycle;
        private final List<String> past = new ArrayList<>();
        private boolean begun;
        private String script;
        private boolean scriptKilled;
        /** It was killed and has not ended since: it is waited for no more. */
        private boolean scriptLeft;

        private boolean mainRuns;
        private boolean mainIsToFail;
        private boolean mainWasStarted;
        private boolean servicesRun;
        private boolean servicesAreToFail;
        private int stopsOfServices;
        private boolean restIsTold;
        private boolean timeIsSet;
        private int stops;
        private Integer exitCode;
        /** What decides the exit code was first; null before. */
        private Integer decided;

        private boolean afterServices;

        World(Random random) {
            this.random = random;
            this.settings = new Settings(
                    "/etc",
                    random.nextBoolean() ? List.of("main") : List.of(),
                    random.nextInt(3) == 0,
                    random.nextInt(3) == 0,
                    false,
                    random.nextBoolean(),
                    20,
                    7,
                    LineStyle.RAW);
            this.lifecycle = new Lifecycle(settings, this);
        }

        void live() {
            try {
                int events = random.nextInt(MOST_EVENTS);
                for (int i = 0; i < events; i++) {
                    somethingHappens();
                }
                end();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(past.toString(), e);
            }
        }

        /** Told to stop, it ends although nothing else does that can be killed only; nothing is left undecided. */
        private void end() {
            begin();
            stop();
            for (int i = 0; i < 20 && exitCode == null; i++) {
                if (timeIsSet) {
                    time();
                } else if (script != null || mainRuns || mainIsToFail) {
                    endScript(); // without a limit only what was killed is waited for
                    endMain();
                } else if (servicesAreToFail) {
                    failServices();
                }
            }
            assertTrue(exitCode != null, "it ends");
            for (int i = 0; i < 10; i++) {
                somethingHappens();
            }
        }

        private void somethingHappens() {
            switch (random.nextInt(12)) {
                case 0 -> begin();
                case 1, 2, 3 -> endScript();
                case 4 -> endMain();
                case 5 -> endServices();
                case 6 -> failServices();
                case 7 -> {
                    if (restIsTold) {
                        past.add("rest gone");
                        lifecycle.restGone();
                    }
                }
                case 8 -> {
                    if (timeIsSet) {
                        time();
                    }
                }
                case 9 -> {
                    if (random.nextInt(3) == 0) {
                        stop();
                    }
                }
                case 10 -> {
                    if (servicesRun && random.nextInt(6) == 0) {
                        past.add("essential");
                        WaitStatus status = new WaitStatus.Exited(random.nextInt(5));
                        if (stops == 0 && script == null && !afterServices) {
                            decide(status.exitCode());
                        }
                        lifecycle.essentialEnded("web", status);
                    }
                }
                default -> {
                    past.add("pass");
                    lifecycle.pass(1);
                }
            }
        }

        private void begin() {
            if (!begun) {
                begun = true;
                past.add("begin");
                lifecycle.begin();
            }
        }

        private void stop() {
            past.add("stop");
            stops++;
            scriptLeft |= scriptKilled && stops == 2;
            lifecycle.stop(15);
        }

        private void time() {
            past.add("time");
            timeIsSet = false;
            scriptLeft |= scriptKilled;
            lifecycle.timeIsUp();
        }

        private void endScript() {
            if (script == null) {
                return;
            }
            String ended = script;
            script = null;
            scriptKilled = false;
            past.add("script ends");
            switch (random.nextInt(5)) {
                case 0 -> lifecycle.scriptEnded(ended, new WaitStatus.Exited(1 + random.nextInt(3)));
                case 1 -> lifecycle.scriptFailed(ended, "access denied");
                default -> lifecycle.scriptEnded(ended, new WaitStatus.Exited(0));
            }
        }

        private void endMain() {
            if (mainIsToFail) {
                mainIsToFail = false;
                past.add("main fails");
                decide(127);
                lifecycle.mainNotStarted(127);
            } else if (mainRuns) {
                mainRuns = false;
                past.add("main ends");
                int code = random.nextInt(256);
                decide(code);
                lifecycle.mainEnded(new WaitStatus.Exited(code));
            }
        }

        private void endServices() {
            if (servicesRun && stopsOfServices > 0) {
                servicesRun = false;
                past.add("services end");
                lifecycle.servicesStopped();
            }
        }

        private void failServices() {
            if (servicesAreToFail) {
                servicesAreToFail = false;
                past.add("services fail");
                if (stops == 0 && !afterServices) {
                    decide(1);
                }
                lifecycle.servicesNotStarted("no services");
            }
        }

        /** The first that decides; a stop that kills main at once decides too, and is not modelled. */
        private void decide(int code) {
            if (decided == null) {
                decided = code;
            }
        }

        private void call(String what) {
            past.add("-> " + what);
            assertNull(exitCode, what + " after the end");
        }

        @Override
        public List<String> scripts(Lifecycle.Scripts which) throws PosixException {
            call("look for " + which);
            assertTrue(which == Lifecycle.Scripts.STARTUP || stops > 0 || decided != null, "an end has a reason");
            assertFalse(which == Lifecycle.Scripts.STARTUP && mainWasStarted);
            assertFalse(
                    which == Lifecycle.Scripts.POST_SHUTDOWN && servicesRun && stopsOfServices < 3, "services first");
            afterServices |= which != Lifecycle.Scripts.STARTUP;
            if (random.nextInt(8) == 0) {
                throw new PosixException("readdir", "/etc/" + which, Errno.EACCES);
            }
            return List.of("1", "2", "3").subList(0, random.nextInt(4));
        }

        @Override
        public void runScript(String path) {
            call("run " + path);
            assertTrue(script == null || scriptLeft, "one script at a time");
            script = path;
            scriptKilled = false;
            scriptLeft = false;
        }

        @Override
        public void signalScript(int signal) {
            past.add("-> script gets " + signal);
            assertTrue(script != null, "signals go to scripts that run");
            scriptKilled |= signal == 9;
        }

        @Override
        public void startServices() {
            call("start services");
            assertNull(script);
            assertEquals(0, stops, "nothing is started after a stop");
            assertFalse(settings.skipServices());
            servicesRun = random.nextInt(8) != 0;
            servicesAreToFail = !servicesRun;
        }

        @Override
        public void stopServices() {
            past.add("-> stop services");
            assertTrue(stopsOfServices > 0 || decided != null || stops > 0);
            stopsOfServices++;
        }

        @Override
        public void startMain() {
            call("start main");
            assertNull(script);
            assertEquals(0, stops, "nothing is started after a stop");
            assertFalse(mainWasStarted, "main is started once");
            mainWasStarted = true;
            mainIsToFail = random.nextInt(5) == 0;
            mainRuns = !mainIsToFail;
        }

        @Override
        public void signalMain(int signal) {
            past.add("-> main gets " + signal);
            assertTrue(mainRuns || mainIsToFail, "signals go to a main that runs, or has just been asked for");
        }

        @Override
        public void signalRest(int signal) {
            past.add("-> rest gets " + signal);
            assertTrue(settings.killAll());
            assertTrue(script == null || scriptLeft || stops > 2, "scripts are waited for");
            restIsTold = true;
        }

        @Override
        public void setDeadline(long nanosFromNow) {
            call("deadline");
            assertTrue(nanosFromNow >= 0);
            timeIsSet = true;
        }

        @Override
        public void clearDeadline() {
            timeIsSet = false;
        }

        @Override
        public void info(String message) {
            assertNotEquals("", message);
        }

        @Override
        public void error(String message) {
            assertNotEquals("", message);
        }

        @Override
        public void exit(int code) {
            past.add("-> exit " + code);
            assertNull(exitCode, "there is one end");
            assertTrue(script == null || scriptLeft || stops > 2, "scripts are waited for");
            assertFalse(timeIsSet);
            if (stops == 0 && mainWasStarted && decided != null) {
                assertEquals(decided, code, "the first decides");
            }
            exitCode = code;
        }
    }
}
