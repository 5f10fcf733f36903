package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.WaitStatus;
import dev.jrunit.svlogd.LineStyle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container does after each thing that happens. */
class LifecycleTest {
    private static final int INT = 2;
    private static final int TERM = 15;
    private static final int KILL = 9;
    private static final int USR1 = 10;
    private static final WaitStatus SUCCESS = new WaitStatus.Exited(0);

    private final Recorder outside = new Recorder();
    private Lifecycle lifecycle;

    /** Writes down what it is asked for; times in seconds, words only where a test wants them. */
    private static final class Recorder implements Lifecycle.Outside {
        final List<String> calls = new ArrayList<>();
        final List<String> infos = new ArrayList<>();
        final List<String> errors = new ArrayList<>();
        final Map<Lifecycle.Scripts, List<String>> scripts = new EnumMap<>(Lifecycle.Scripts.class);
        Lifecycle.Scripts unreadable;
        /** In seconds; null if there is none. */
        Long deadline;

        @Override
        public List<String> scripts(Lifecycle.Scripts which) throws PosixException {
            if (which == unreadable) {
                throw new PosixException("readdir", "/etc/scripts", Errno.EACCES);
            }
            return scripts.getOrDefault(which, List.of());
        }

        @Override
        public void runScript(String path) {
            calls.add("run " + path);
        }

        @Override
        public void signalScript(int signal) {
            calls.add("script gets " + signal);
        }

        @Override
        public void startServices() {
            calls.add("start services");
        }

        @Override
        public void stopServices() {
            calls.add("stop services");
        }

        @Override
        public void startMain() {
            calls.add("start main");
        }

        @Override
        public void signalMain(int signal) {
            calls.add("main gets " + signal);
        }

        @Override
        public void signalRest(int signal) {
            calls.add("rest gets " + signal);
        }

        @Override
        public void setDeadline(long nanosFromNow) {
            deadline = nanosFromNow / 1_000_000_000L;
        }

        @Override
        public void clearDeadline() {
            deadline = null;
        }

        @Override
        public void info(String message) {
            infos.add(message);
        }

        @Override
        public void error(String message) {
            errors.add(message);
        }

        @Override
        public void exit(int code) {
            calls.add("exit " + code);
        }
    }

    /** @param words of {@code main}, {@code skip-startup}, {@code skip-services}, {@code leave-rest} */
    private static Settings settings(String words) {
        return new Settings(
                "/etc",
                words.contains("main") ? List.of("main") : List.of(),
                words.contains("skip-startup"),
                words.contains("skip-services"),
                false,
                !words.contains("leave-rest"),
                20_000_000_000L,
                7_000_000_000L,
                LineStyle.RAW);
    }

    private void begin(String words) {
        lifecycle = new Lifecycle(settings(words), outside);
        lifecycle.begin();
    }

    private void have(Lifecycle.Scripts which, String... paths) {
        outside.scripts.put(which, List.of(paths));
    }

    private void happened(String... calls) {
        assertEquals(List.of(calls), outside.calls);
        outside.calls.clear();
    }

    /** Services run, and the main command if there is one. */
    private void boot(String words) {
        begin(words);
        outside.calls.clear();
    }

    private void mainExits(int code) {
        lifecycle.mainEnded(new WaitStatus.Exited(code));
    }

    private void scriptEnds(String path) {
        lifecycle.scriptEnded(path, SUCCESS);
    }

    // ---- the start ----

    @Test
    void startupScriptsRunOneAfterTheOtherThenServicesThenMain() {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        begin("main");
        happened("run a");
        scriptEnds("a");
        happened("run b");
        assertEquals(null, outside.deadline); // they may take as long as they like
        scriptEnds("b");
        happened("start services", "start main");
        assertEquals(List.of("running a", "running b"), outside.infos);
        assertEquals(List.of(), outside.errors);
    }

    @Test
    void whatIsSkippedIsNotDone() {
        have(Lifecycle.Scripts.STARTUP, "a");
        begin("main skip-startup skip-services");
        happened("start main");
        mainExits(0);
        happened("rest gets 15");
        lifecycle.restGone();
        happened("exit 0");
    }

    @Test
    void aStartupScriptThatFailsEndsTheStart() {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre");
        begin("main");
        lifecycle.scriptEnded("a", new WaitStatus.Exited(3));
        happened("run a", "rest gets 15");
        lifecycle.restGone();
        happened("exit 1");
        assertEquals(List.of("a failed: exit code 3"), outside.errors);
    }

    @Test
    void soDoesOneThatASignalEnds() {
        have(Lifecycle.Scripts.STARTUP, "a");
        begin("");
        lifecycle.scriptEnded("a", new WaitStatus.Signaled(TERM, false));
        lifecycle.restGone();
        happened("run a", "rest gets 15", "exit 1");
        assertEquals(List.of("a failed: signal 15"), outside.errors);
    }

    @Test
    void soDoesOneThatCannotBeRun() {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        begin("leave-rest");
        lifecycle.scriptFailed("a", "exec format error");
        happened("run a", "exit 1");
        assertEquals(List.of("unable to run a: exec format error"), outside.errors);
    }

    @Test
    void soDoesAFolderThatCannotBeRead() {
        outside.unreadable = Lifecycle.Scripts.STARTUP;
        begin("main");
        happened("rest gets 15");
        lifecycle.restGone();
        happened("exit 1");
        assertEquals(List.of("unable to run /etc/scripts: access denied"), outside.errors);
    }

    @Test
    void servicesThatCannotBeSupervisedEndIt() {
        boot("main");
        lifecycle.servicesNotStarted("no services");
        happened("main gets 15");
        mainExits(0);
        happened("rest gets 15"); // there are none to be stopped
        lifecycle.restGone();
        happened("exit 1");
        assertEquals(List.of("no services"), outside.errors);
    }

    // ---- the exit code ----

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 125, 255})
    void theContainerEndsWithMainsCode(int code) {
        boot("main skip-services");
        mainExits(code);
        lifecycle.restGone();
        happened("rest gets 15", "exit " + code);
    }

    @ParameterizedTest
    @CsvSource({"9, 137", "15, 143", "11, 139", "1, 129"})
    void orWith128AndTheSignalThatEndedIt(int signal, int code) {
        boot("main skip-services");
        lifecycle.mainEnded(new WaitStatus.Signaled(signal, signal == 11));
        lifecycle.restGone();
        happened("rest gets 15", "exit " + code);
        assertEquals(List.of("main command ended: signal " + signal), outside.infos);
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 127})
    void aMainThatCannotBeStartedStopsServicesToo(int code) {
        boot("main");
        lifecycle.mainNotStarted(code);
        happened("stop services");
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("rest gets 15", "exit " + code);
    }

    @Test
    void withoutAMainItIsZero() {
        boot("");
        lifecycle.stop(TERM);
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("stop services", "rest gets 15", "exit 0");
    }

    @ParameterizedTest
    @CsvSource({"main, 143", "none, 0"})
    void toldToStopDuringStartupItIsThatSignal(String main, int code) {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        begin(main.equals("main") ? "main" : "");
        lifecycle.stop(TERM);
        happened("run a", "script gets 15");
        assertEquals(20, outside.deadline);
        lifecycle.scriptEnded("a", new WaitStatus.Signaled(TERM, false));
        happened("rest gets 15"); // neither b nor anything else
        lifecycle.restGone();
        happened("exit " + code);
    }

    @Test
    void itStaysWhatItWasFirst() {
        boot("main");
        lifecycle.essentialEnded("web", new WaitStatus.Exited(7));
        mainExits(3);
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("main gets 15", "stop services", "rest gets 15", "exit 7");
    }

    // ---- the stop, once ----

    @ParameterizedTest
    @ValueSource(ints = {TERM, INT})
    void aStopStopsMainThenServicesThenTheRest(int signal) {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre1", "pre2");
        have(Lifecycle.Scripts.POST_SHUTDOWN, "post");
        boot("main");
        lifecycle.stop(signal);
        happened("main gets " + signal);
        assertEquals(20, outside.deadline);
        mainExits(3);
        happened("run pre1");
        scriptEnds("pre1");
        happened("run pre2");
        scriptEnds("pre2");
        happened("stop services");
        assertEquals(20, outside.deadline);
        lifecycle.servicesStopped();
        happened("run post");
        scriptEnds("post");
        happened("rest gets 15");
        assertEquals(7, outside.deadline);
        lifecycle.restGone();
        happened("exit 3");
        assertEquals(null, outside.deadline);
    }

    @Test
    void theEndOfMainIsAStopToo() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre");
        boot("main");
        mainExits(0);
        happened("run pre");
        lifecycle.stop(TERM); // it does already
        happened();
        scriptEnds("pre");
        happened("stop services");
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("rest gets 15", "exit 0");
    }

    @Test
    void aScriptOfTheEndThatFailsEndsNothing() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre1", "pre2", "pre3");
        boot("");
        lifecycle.stop(TERM);
        lifecycle.scriptEnded("pre1", new WaitStatus.Exited(1));
        lifecycle.scriptFailed("pre2", "access denied");
        scriptEnds("pre3");
        happened("run pre1", "run pre2", "run pre3", "stop services");
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("rest gets 15", "exit 0");
        assertEquals(List.of("pre1 failed: exit code 1", "unable to run pre2: access denied"), outside.errors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRE_SHUTDOWN", "POST_SHUTDOWN"})
    void scriptsOfTheEndThatCannotBeReadAreLeftOut(String which) {
        outside.unreadable = Lifecycle.Scripts.valueOf(which);
        boot("");
        lifecycle.stop(TERM);
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("stop services", "rest gets 15", "exit 0");
        assertEquals(List.of("unable to run /etc/scripts: access denied"), outside.errors);
    }

    @Test
    void whatIsLeftMayBeLeftAlone() {
        boot("leave-rest");
        lifecycle.stop(TERM);
        lifecycle.servicesStopped();
        happened("stop services", "exit 0");
    }

    @Test
    void otherSignalsAreMains() {
        boot("main");
        lifecycle.pass(USR1);
        lifecycle.stop(TERM);
        lifecycle.pass(USR1);
        happened("main gets 10", "main gets 15", "main gets 10");
        mainExits(0);
        outside.calls.clear();
        lifecycle.pass(USR1);
        happened();
    }

    @Test
    void withoutAMainTheyAreNobodys() {
        have(Lifecycle.Scripts.STARTUP, "a");
        begin("main");
        lifecycle.pass(USR1);
        happened("run a");
        lifecycle = new Lifecycle(settings(""), outside);
        outside.scripts.clear();
        lifecycle.begin();
        outside.calls.clear();
        lifecycle.pass(USR1);
        happened();
    }

    // ---- essential services ----

    @Test
    void anEssentialServiceTakesAllWithIt() {
        boot("main");
        lifecycle.essentialEnded("web", new WaitStatus.Signaled(11, true));
        happened("main gets 15");
        assertEquals(20, outside.deadline);
        lifecycle.essentialEnded("db", new WaitStatus.Exited(1));
        happened();
        mainExits(0);
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("stop services", "rest gets 15", "exit 139");
        assertEquals(List.of("essential service web is down for good: signal 11"), outside.errors);
    }

    @Test
    void withoutAMainToo() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre");
        boot("");
        lifecycle.essentialEnded("web", SUCCESS);
        happened("run pre");
    }

    @Test
    void oneThatEndsDuringTheStopHasNoSay() {
        boot("main");
        lifecycle.stop(TERM);
        lifecycle.essentialEnded("web", new WaitStatus.Exited(1));
        mainExits(0);
        lifecycle.essentialEnded("web", new WaitStatus.Exited(1));
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("main gets 15", "stop services", "rest gets 15", "exit 0");
    }

    // ---- limits ----

    @Test
    void aMainThatDoesNotEndIsKilled() {
        boot("main");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        happened("main gets 15", "main gets 9");
        lifecycle.mainEnded(new WaitStatus.Signaled(KILL, false));
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("stop services", "rest gets 15", "exit 137");
        assertEquals(List.of("the main command is killed: it has not ended in time"), outside.errors);
    }

    @Test
    void aMainThatCannotBeKilledIsLeftBehind() {
        boot("main");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        assertEquals(1, outside.deadline);
        lifecycle.timeIsUp();
        happened("main gets 15", "main gets 9", "stop services");
        lifecycle.mainEnded(new WaitStatus.Signaled(KILL, false));
        lifecycle.servicesStopped();
        lifecycle.restGone();
        happened("rest gets 15", "exit 137");
    }

    @Test
    void aStartupScriptThatDoesNotEndIsKilled() {
        have(Lifecycle.Scripts.STARTUP, "a");
        begin("");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        happened("run a", "script gets 15", "script gets 9");
        lifecycle.scriptEnded("a", new WaitStatus.Signaled(KILL, false));
        lifecycle.restGone();
        happened("rest gets 15", "exit 0");
    }

    @Test
    void soIsEachScriptOfTheEnd() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre1", "pre2");
        have(Lifecycle.Scripts.POST_SHUTDOWN, "post");
        boot("skip-services");
        lifecycle.stop(TERM);
        for (String script : List.of("pre1", "pre2", "post")) {
            assertEquals(20, outside.deadline);
            outside.deadline = null;
            happened("run " + script);
            lifecycle.timeIsUp();
            happened("script gets 9");
            lifecycle.scriptEnded(script, new WaitStatus.Signaled(KILL, false));
        }
        happened("rest gets 15");
    }

    @Test
    void oneThatCannotBeKilledIsLeftBehind() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre1", "pre2");
        have(Lifecycle.Scripts.POST_SHUTDOWN, "post");
        boot("");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        happened("run pre1", "script gets 9");
        assertEquals(1, outside.deadline);
        lifecycle.timeIsUp();
        happened("run pre2");
        assertEquals(20, outside.deadline);
        lifecycle.timeIsUp();
        lifecycle.timeIsUp();
        happened("script gets 9", "stop services");
        lifecycle.scriptEnded("pre2", new WaitStatus.Signaled(KILL, false)); // at last, but too late
        happened();
        lifecycle.servicesStopped();
        lifecycle.timeIsUp();
        lifecycle.timeIsUp();
        happened("run post", "script gets 9", "rest gets 15");
        assertEquals(
                List.of("pre1", "pre2", "post").stream()
                        .map(path -> path + " is left behind: it was killed and has not ended")
                        .toList(),
                outside.errors);
    }

    @Test
    void soIsAStartupScript() {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        begin("main");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        lifecycle.timeIsUp();
        happened("run a", "script gets 15", "script gets 9", "rest gets 15");
        lifecycle.restGone();
        happened("exit 143");
    }

    @Test
    void servicesThatDoNotEndAreKilledThenTheirLoggersThenLeftBehind() {
        boot("");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        happened("stop services", "stop services");
        assertEquals(1, outside.deadline);
        lifecycle.timeIsUp();
        happened("stop services");
        lifecycle.timeIsUp();
        happened("rest gets 15");
        lifecycle.servicesStopped(); // at last, but too late
        happened();
        assertEquals(List.of("services are killed: they have not ended in time"), outside.errors);
    }

    @Test
    void whatIsLeftIsKilledThenLeftBehind() {
        boot("skip-services");
        lifecycle.stop(TERM);
        assertEquals(7, outside.deadline);
        lifecycle.timeIsUp();
        happened("rest gets 15", "rest gets 9");
        assertEquals(1, outside.deadline);
        lifecycle.timeIsUp();
        happened("exit 0");
    }

    @Test
    void thatItIsGoneEndsTheWait() {
        boot("skip-services");
        lifecycle.stop(TERM);
        lifecycle.timeIsUp();
        lifecycle.restGone();
        lifecycle.restGone();
        lifecycle.timeIsUp();
        happened("rest gets 15", "rest gets 9", "exit 0");
    }

    // ---- the stop, twice ----

    @Test
    void aSecondStopKillsAStartupScript() {
        have(Lifecycle.Scripts.STARTUP, "a", "b");
        begin("main");
        lifecycle.stop(INT);
        lifecycle.stop(TERM);
        happened("run a", "script gets 2", "script gets 9");
        lifecycle.scriptEnded("a", new WaitStatus.Signaled(KILL, false));
        happened("rest gets 15");
        assertEquals(1, outside.deadline);
        lifecycle.restGone();
        happened("exit 130");
    }

    @Test
    void aSecondStopKillsMainAndHurriesAllThatFollows() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre");
        have(Lifecycle.Scripts.POST_SHUTDOWN, "post");
        boot("main");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        happened("main gets 15", "main gets 9");
        lifecycle.mainEnded(new WaitStatus.Signaled(KILL, false));
        happened("run pre");
        assertEquals(1, outside.deadline);
        scriptEnds("pre");
        happened("stop services");
        assertEquals(0, outside.deadline);
        lifecycle.timeIsUp();
        happened("stop services");
        lifecycle.servicesStopped();
        happened("run post");
        assertEquals(1, outside.deadline);
        scriptEnds("post");
        happened("rest gets 15");
        assertEquals(1, outside.deadline);
        lifecycle.timeIsUp();
        happened("rest gets 9");
        lifecycle.restGone();
        happened("exit 137");
    }

    @Test
    void aSecondStopKillsAScriptOfTheEnd() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "pre");
        boot("");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        happened("run pre", "script gets 9");
    }

    @Test
    void aSecondStopKillsServices() {
        boot("");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        happened("stop services", "stop services");
        assertEquals(1, outside.deadline);
    }

    @Test
    void aSecondStopKillsWhatIsLeft() {
        boot("skip-services");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        happened("rest gets 15", "rest gets 9");
    }

    @Test
    void aSecondStopOfAMainThatWasNeverStartedIsNoKill() {
        boot("main skip-services");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        outside.calls.clear(); // nobody gets these signals
        lifecycle.mainNotStarted(127);
        lifecycle.restGone();
        happened("rest gets 15", "exit 127");
    }

    // ---- the stop, thrice ----

    @Test
    void aThirdStopEndsItWhileMainRuns() {
        boot("main");
        lifecycle.stop(TERM);
        lifecycle.stop(TERM);
        outside.calls.clear();
        lifecycle.stop(TERM);
        happened("main gets 9", "stop services", "stop services", "rest gets 9", "exit 137");
        lifecycle.mainEnded(new WaitStatus.Signaled(KILL, false));
        lifecycle.servicesStopped();
        lifecycle.restGone();
        lifecycle.timeIsUp();
        lifecycle.essentialEnded("web", SUCCESS);
        happened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTUP", "PRE_SHUTDOWN"})
    void aThirdStopEndsItWhileAScriptRuns(String when) {
        have(Lifecycle.Scripts.valueOf(when), "a", "b");
        begin("skip-services");
        for (int i = 0; i < 3; i++) {
            lifecycle.stop(TERM);
        }
        assertEquals(
                List.of("rest gets 9", "exit 0"),
                outside.calls.subList(outside.calls.size() - 2, outside.calls.size()));
        outside.calls.clear();
        lifecycle.scriptEnded("a", new WaitStatus.Signaled(KILL, false));
        happened(); // above all not b
    }

    @Test
    void nothingIsRunAfterTheEndThatCouldNotBeRun() {
        have(Lifecycle.Scripts.PRE_SHUTDOWN, "a", "b");
        begin("");
        for (int i = 0; i < 3; i++) {
            lifecycle.stop(TERM);
        }
        outside.calls.clear();
        lifecycle.scriptFailed("a", "access denied");
        happened();
    }

    @Test
    void aThirdStopLeavesAloneWhatIsToBeLeftAlone() {
        boot("leave-rest");
        for (int i = 0; i < 3; i++) {
            lifecycle.stop(TERM);
        }
        happened("stop services", "stop services", "stop services", "stop services", "exit 0");
    }

    @Test
    void aFourthOneChangesNothing() {
        boot("skip-services leave-rest");
        for (int i = 0; i < 4; i++) {
            lifecycle.stop(TERM);
        }
        happened("exit 0");
    }

    // ---- signals that came while nobody was ready: they wait in a queue ----

    @ParameterizedTest
    @ValueSource(strings = {"main", "main skip-startup"})
    void toldToStopBeforeItBeginsItStartsNothing(String words) {
        have(Lifecycle.Scripts.STARTUP, "a");
        lifecycle = new Lifecycle(settings(words), outside);
        lifecycle.stop(TERM);
        lifecycle.begin();
        happened("rest gets 15");
        lifecycle.restGone();
        happened("exit 143");
    }

    @Test
    void toldSoThriceItEndsOnce() {
        have(Lifecycle.Scripts.STARTUP, "a");
        lifecycle = new Lifecycle(settings(""), outside);
        for (int i = 0; i < 3; i++) {
            lifecycle.stop(TERM);
        }
        lifecycle.begin();
        happened("rest gets 9", "exit 0");
    }
}
