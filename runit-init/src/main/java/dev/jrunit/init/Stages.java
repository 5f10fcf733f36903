package dev.jrunit.init;

import dev.jrunit.posix.WaitStatus;

/**
 * What the first process of a machine does next: the three stages of runit(8). Each method is something that happened;
 * the answers go to {@link Outside}. No I/O, no clock. Thread: one. Source: runit(8).
 */
final class Stages {
    /** What the stages have done. */
    interface Outside {
        /** Runs the program of a stage, 1 to 3; answer with {@link Stages#stageEnded}. */
        void runStage(int stage);

        void signalStage(int signal);

        /** Whether the file that tells to stop is there, and is executable by its owner. */
        boolean isToldToStop();

        /** Makes that file tell to stop. */
        void tellToStop();

        /** Runs {@code ctrlaltdel} if there is one; answer with {@link Stages#keyboardRequestEnded}. */
        void runKeyboardRequest();

        /** Calls {@link Stages#timeIsUp} then. */
        void setDeadline(long nanosFromNow);

        void clearDeadline();

        void killAll();

        /** Switches off or starts again, whatever the file says that asks for a new start. */
        void endMachine();

        void say(String message);
    }

    private static final int SKIP_STAGE_2 = 100;
    private static final int AGAIN = 111;
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final long STAGE_2_LIMIT_NANOS = 15_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Outside outside;
    private int stage;
    private boolean runs;
    private boolean stopping;

    Stages(Outside outside) {
        this.outside = outside;
    }

    void begin() {
        enter(1);
    }

    /** Goes on where another program of this process was: in stage 2. */
    void goOn() {
        stage = 2;
        runs = true;
    }

    /** Whether stage 2 runs, and is not told to end. */
    boolean isInStage2() {
        return stage == 2 && runs && !stopping;
    }

    private void enter(int next) {
        stage = next;
        runs = true;
        outside.say("enter stage: " + stage);
        outside.runStage(stage);
    }

    /** The program of a stage ended; a signal is a crash. */
    void stageEnded(WaitStatus status) {
        runs = false;
        outside.clearDeadline();
        boolean crashed = status instanceof WaitStatus.Signaled;
        if (crashed) {
            outside.say("warning: stage " + stage + " crashed");
        }
        outside.say("leave stage: " + stage);
        switch (stage) {
            case 1 -> enter(crashed || status.exitCode() == SKIP_STAGE_2 ? 3 : 2);
            case 2 -> {
                if (!stopping && (crashed || status.exitCode() == AGAIN)) {
                    outside.say("warning: stage 2 is run again");
                    outside.setDeadline(PAUSE_NANOS);
                } else {
                    enter(3);
                }
            }
            default -> {
                outside.say("sending KILL signal to all processes");
                outside.killAll();
                outside.endMachine();
            }
        }
    }

    /** CONT: somebody may have said that the machine is to stop. */
    void wakened() {
        if (stage == 2 && outside.isToldToStop()) {
            stop();
        }
    }

    /** PWR: the machine is to stop. */
    void powerFails() {
        if (stage == 2) {
            outside.tellToStop();
            stop();
        }
    }

    /** INT: the ctrl-alt-del keys. */
    void keyboardRequest() {
        if (stage == 2) {
            outside.say("ctrl-alt-del request");
            outside.runKeyboardRequest();
        }
    }

    void keyboardRequestEnded() {
        wakened();
    }

    private void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        if (runs) {
            outside.signalStage(TERM);
            outside.setDeadline(STAGE_2_LIMIT_NANOS);
        } else {
            outside.clearDeadline();
            enter(3);
        }
    }

    /** The time that was set is there. */
    void timeIsUp() {
        if (runs) {
            outside.say("warning: stage 2 is killed: it has not ended in time");
            outside.signalStage(KILL);
        } else {
            enter(2);
        }
    }
}
