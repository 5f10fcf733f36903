package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first process of a machine does in its stages; named after the sections of runit(8). */
class StagesTest {
    private static final WaitStatus CRASH = new WaitStatus.Signaled(11, true);

    private final Recorder outside = new Recorder();
    private final Stages stages = new Stages(outside);

    /** Writes down what it is asked for. */
    private static final class Recorder implements Stages.Outside {
        final List<String> calls = new ArrayList<>();
        final List<String> words = new ArrayList<>();
        boolean toldToStop;
        Long deadlineSeconds;

        @Override
        public void runStage(int stage) {
            calls.add("run " + stage);
        }

        @Override
        public void signalStage(int signal) {
            calls.add("signal " + signal);
        }

        @Override
        public boolean isToldToStop() {
            return toldToStop;
        }

        @Override
        public void tellToStop() {
            toldToStop = true;
            calls.add("tell to stop");
        }

        @Override
        public void runKeyboardRequest() {
            calls.add("run ctrlaltdel");
        }

        @Override
        public void setDeadline(long nanosFromNow) {
            deadlineSeconds = nanosFromNow / 1_000_000_000L;
        }

        @Override
        public void clearDeadline() {
            deadlineSeconds = null;
        }

        @Override
        public void killAll() {
            calls.add("kill all");
        }

        @Override
        public void endMachine() {
            calls.add("end machine");
        }

        @Override
        public void say(String message) {
            words.add(message);
        }
    }

    private void happened(String... calls) {
        assertEquals(List.of(calls), outside.calls);
        outside.calls.clear();
    }

    private void ends(int code) {
        stages.stageEnded(new WaitStatus.Exited(code));
    }

    private void enterStage2() {
        stages.begin();
        ends(0);
        outside.calls.clear();
    }

    @Test
    void theThreeStagesFollowEachOther() {
        stages.begin();
        happened("run 1");
        ends(0);
        happened("run 2");
        ends(0);
        happened("run 3");
        ends(0);
        happened("kill all", "end machine");
        assertEquals(
                List.of(
                        "enter stage: 1",
                        "leave stage: 1",
                        "enter stage: 2",
                        "leave stage: 2",
                        "enter stage: 3",
                        "leave stage: 3",
                        "sending KILL signal to all processes"),
                outside.words);
    }

    // ---- STAGE 1 ----

    @Test
    void stage1ThatExits100SkipsStage2() {
        stages.begin();
        ends(100);
        happened("run 1", "run 3");
    }

    @Test
    void stage1ThatCrashesSkipsStage2() {
        stages.begin();
        stages.stageEnded(CRASH);
        happened("run 1", "run 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 111, 255})
    void anyOtherEndOfStage1IsFollowedByStage2(int code) {
        stages.begin();
        ends(code);
        happened("run 1", "run 2");
    }

    // ---- STAGE 2 ----

    @Test
    void stage2ThatExits111IsRunAgainAfterAPause() {
        enterStage2();
        ends(111);
        happened();
        assertEquals(1, outside.deadlineSeconds);
        stages.timeIsUp();
        happened("run 2");
    }

    @Test
    void stage2ThatCrashesIsRunAgain() {
        enterStage2();
        stages.stageEnded(CRASH);
        stages.timeIsUp();
        happened("run 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void stage2ThatReturnsIsFollowedByStage3(int code) {
        enterStage2();
        ends(code);
        happened("run 3");
    }

    // ---- STAGE 3 ----

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 111})
    void theEndOfStage3IsTheMachines(int code) {
        enterStage2();
        ends(0);
        ends(code);
        happened("run 3", "kill all", "end machine");
    }

    @Test
    void soIsItsCrash() {
        enterStage2();
        ends(0);
        stages.stageEnded(CRASH);
        happened("run 3", "kill all", "end machine");
    }

    // ---- SIGNALS ----

    @Test
    void contWithTheFileStopsStage2() {
        enterStage2();
        outside.toldToStop = true;
        stages.wakened();
        happened("signal 15");
        assertEquals(15, outside.deadlineSeconds);
        stages.stageEnded(new WaitStatus.Signaled(15, false));
        happened("run 3");
        assertEquals(null, outside.deadlineSeconds);
    }

    @Test
    void contWithoutTheFileIsNothing() {
        enterStage2();
        stages.wakened();
        happened();
    }

    @Test
    void pwrStopsStage2() {
        enterStage2();
        stages.powerFails();
        happened("tell to stop", "signal 15");
        ends(111); // not again now
        happened("run 3");
    }

    @Test
    void aStage2ThatDoesNotEndIsKilled() {
        enterStage2();
        stages.powerFails();
        stages.timeIsUp();
        happened("tell to stop", "signal 15", "signal 9");
        stages.stageEnded(new WaitStatus.Signaled(9, false));
        happened("run 3");
    }

    @Test
    void oneStopIsEnough() {
        enterStage2();
        stages.powerFails();
        outside.calls.clear();
        stages.wakened();
        happened();
        stages.powerFails();
        happened("tell to stop");
    }

    @Test
    void aStopDuringThePauseEntersStage3() {
        enterStage2();
        ends(111);
        outside.toldToStop = true;
        stages.wakened();
        happened("run 3");
        assertEquals(null, outside.deadlineSeconds);
    }

    @Test
    void signalsAreTakenInStage2Alone() {
        outside.toldToStop = true;
        stages.begin();
        happened("run 1");
        stages.wakened();
        stages.powerFails();
        stages.keyboardRequest();
        happened();
        ends(100);
        happened("run 3");
        stages.wakened();
        stages.powerFails();
        stages.keyboardRequest();
        happened();
    }

    // ---- CTRL-ALT-DEL ----

    @Test
    void ctrlAltDelRunsItsProgramAndIsThenLikeCont() {
        enterStage2();
        stages.keyboardRequest();
        happened("run ctrlaltdel");
        stages.keyboardRequestEnded();
        happened();
        outside.toldToStop = true;
        stages.keyboardRequestEnded();
        happened("signal 15");
    }

    @Test
    void oneThatEndsInStage3IsTooLate() {
        enterStage2();
        stages.keyboardRequest();
        ends(0);
        outside.toldToStop = true;
        stages.keyboardRequestEnded();
        happened("run ctrlaltdel", "run 3");
    }
}
